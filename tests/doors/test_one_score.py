"""The sample class through every door, with one score for each exercise, and one report wherever there is a report.

The command line grades what was handed in. nbgrader grades what was collected from the students' repositories: its
command all of it, formgrader's button a third. Gradescope's scripts grade each submission in a process of its own, two
at a time, so that neither order nor company can matter.
"""

from __future__ import annotations

import contextlib
import html
import json
import re
import sqlite3
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.authoring.leaks import regions
from autograder.course import Course, load_course
from autograder.course.questions import topics
from autograder.frontends.gradescope.submission import numbers
from autograder.judging.judge import Judge
from autograder.notebooks.ipynb import read
from autograder.notebooks.source import Source
from autograder.render.gradescope import results
from autograder.report import Report
from tests.demo import found_course, nbgrader
from tests.doors import doors
from tests.doors.doors import Reports, Scores
from tests.proof import some
from tests.sample_class import ASSIGNMENT, essence, expected, names, write_class

pytestmark = pytest.mark.finds("two doors that give two scores")

CHOSEN = some(
    names(), 3, kept=("perfect", "untouched"), kind=lambda name: name.partition("-")[0] in ("broken", "damaged")
)
"""The samples that go through the doors: all in a proof, otherwise a third."""
PRESSED = CHOSEN[::3]
"""Whom formgrader's button is pressed for: it runs what nbgrader's command runs, for one student at a time."""

Run = tuple[Reports, subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course folder in which the assignment is released."""
    root = found_course(tmp_path_factory.mktemp("doors") / "course")
    nbgrader(root, "generate_assignment", ASSIGNMENT)
    return root


@pytest.fixture(scope="module")
def handed_in(root: Path) -> Path:
    """What the class has handed in, a folder a student."""
    write_class(load_course(root), root / "handed-in", CHOSEN)
    return root / "handed-in"


@pytest.fixture(scope="module")
def collected(root: Path, handed_in: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same after every student has pushed it to a repository, and it was collected from there."""
    done = doors.by_git(root, handed_in, tmp_path_factory.mktemp("hosted"))
    assert done.returncode == 0, done.stdout + done.stderr
    return root / "submitted"


@pytest.fixture(scope="module")
def command_line(root: Path, handed_in: Path) -> Run:
    return doors.by_command_line(root, 2, handed_in.name)


@pytest.fixture(scope="module")
def gradebook(root: Path, collected: Path) -> tuple[Reports, Scores]:
    return doors.by_nbgrader(root)


@pytest.fixture(scope="module")
def containers(root: Path, handed_in: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    return doors.by_containers(root, handed_in, tmp_path_factory.mktemp("gradescope"))


@pytest.fixture(scope="module")
def feedback(root: Path, gradebook: tuple[Reports, Scores]) -> Path:
    nbgrader(root, "generate_feedback", ASSIGNMENT)
    return root / "feedback"


@pytest.mark.parametrize("name", CHOSEN)
def test_what_is_collected_is_what_was_pushed(name: str, handed_in: Path, collected: Path) -> None:
    pushed = {path.name: path.read_bytes() for path in (handed_in / name / ASSIGNMENT).glob("*.ipynb")}
    found = {path.name: path.read_bytes() for path in (collected / name / ASSIGNMENT).iterdir()}
    assert found.pop("timestamp.txt")
    assert found == pushed


@pytest.mark.parametrize("name", CHOSEN)
def test_a_sample_gets_the_report_that_is_expected(name: str, command_line: Run) -> None:
    assert essence(command_line[0][name]) == expected(name)


@pytest.mark.parametrize("name", CHOSEN)
def test_both_doors_give_one_score(
    name: str,
    command_line: Run,
    gradebook: tuple[Reports, Scores],
) -> None:
    reports, scores = gradebook
    assert timeless(reports[name]) == timeless(command_line[0][name])
    by_check = {cell: score for cell, score in scores[name].items() if cell.startswith("check-")}
    assert by_check == {f"check-{each.id}": each.score for each in command_line[0][name].exercises}
    # Nobody in this class has written a word: nbgrader gives that nothing, without asking a person.
    written = [answer.id for answer in load_course(Path(__file__).parent).assignment(ASSIGNMENT).written]
    assert all(scores[name][each] == 0 for each in written)


@pytest.mark.parametrize("name", CHOSEN)
def test_gradescope_gives_the_same_points_and_hints(
    root: Path, name: str, command_line: Run, containers: dict[str, dict[str, Any]]
) -> None:
    report, found = command_line[0][name], containers[name]
    scores = {each["extra_data"]["exercise"]: each.get("score", 0) for each in found["tests"]}
    assert scores == {each.id: each.score for each in report.exercises}
    assert found["score"] == report.score
    course = load_course(root)
    told = results(report, found["execution_time"], topics(course), numbers(course.assignment(ASSIGNMENT)))
    assert {**found, "output": ""} == {**told, "output": ""}
    assert told["output"] in found["output"]  # who has handed in nothing is told what to submit, too


def test_formgraders_button_gives_the_same(
    root: Path, gradebook: tuple[Reports, Scores], feedback: Path, tmp_path: Path
) -> None:
    reports, scores = doors.by_formgrader(root, tmp_path, PRESSED)
    assert scores == gradebook[1]
    assert {name: timeless(each) for name, each in reports.items()} == {
        name: timeless(gradebook[0][name]) for name in PRESSED
    }


def test_each_broken_notebook_is_named_and_the_rest_is_graded(
    command_line: Run,
) -> None:
    reports, done = command_line
    assert sorted(reports) == CHOSEN
    assert done.returncode == 2
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    broken = {name: expected(name)["unreadable"] for name in CHOSEN if expected(name)["unreadable"]}
    assert sorted(lines) == sorted(f"{name}: {expected(name)['notes'][0]}" for name in broken)
    assert broken and all("resubmit" in line or "submit" in line for line in lines)


def test_every_student_gets_feedback_on_every_notebook(feedback: Path) -> None:
    for name in CHOSEN:
        pages = {path.name for path in (feedback / name / ASSIGNMENT).glob("*.html")}
        assert pages >= {"01-from-scratch.html", "02-built-ins.html"}


def test_feedback_shows_hints_and_the_students_own_pictures(feedback: Path) -> None:
    for name in CHOSEN:
        for hint in (hint for _, _, hint in expected(name)["missed"].values() if hint):
            pages = [path.read_text(encoding="utf-8") for path in (feedback / name / ASSIGNMENT).glob("*.html")]
            assert any(words(hint) in words(text) for text in pages), (name, hint)
    perfect = (feedback / "perfect" / ASSIGNMENT / "01-from-scratch.html").read_text(encoding="utf-8")
    assert "data:image/png;base64," in perfect


def words(page: str) -> str:
    """Letters and digits alone, of what a page shows."""
    return letters(html.unescape(re.sub(r"<[^>]+>", "", page)))


def test_nothing_hidden_is_where_students_look(root: Path, feedback: Path) -> None:
    course = load_course(root)
    secrets = hidden(course)
    for folder in ("assignments", "autograded", "feedback"):
        for path in (path for path in (root / folder).rglob("*") if path.is_file()):
            text = path.read_text(encoding="utf-8", errors="replace")
            assert not [secret for secret in secrets if secret in text], path


def test_nothing_hidden_is_in_the_gradebook(root: Path, gradebook: tuple[Reports, Scores]) -> None:
    secrets = hidden(load_course(root))
    texts = "\n".join(texts_of(root / "gradebook.db"))
    hints = {letters(hint) for name in CHOSEN for _, _, hint in expected(name)["missed"].values() if hint}
    assert hints and all(hint in letters(texts) for hint in hints)  # these are the texts that students get
    assert not [secret for secret in secrets if secret in texts]


def test_no_answer_is_told_to_who_did_not_find_it(root: Path, feedback: Path) -> None:
    """Lines of solutions, and letters of choices among them: not on the pages of a student who has begun nothing."""
    course = load_course(root)
    source = Source(course, course.assignment(ASSIGNMENT))
    looked_for = 0
    for notebook in source.notebooks.values():
        released = closed_up(strings(notebook.release))
        page = (feedback / "untouched" / ASSIGNMENT / f"{notebook.notebook.name}.html").read_text(encoding="utf-8")
        graded = read(root / "autograded" / "untouched" / ASSIGNMENT / notebook.notebook.filename)
        shown = closed_up([html.unescape(re.sub(r"<[^>]+>", "", page)), *strings(graded)])
        for solution in notebook.solutions.values():
            lines = [closed_up([line]) for region in regions(solution) for line in region.splitlines()]
            secret = [line for line in lines if len(line) > 6 and line not in released]
            looked_for += len(secret)
            assert not [line for line in secret if line in shown]
    assert looked_for > 60


def strings(tree: Any) -> Iterator[str]:
    """Every text in a notebook."""
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, dict | list):
        for each in tree.values() if isinstance(tree, dict) else tree:
            yield from strings(each)


def closed_up(texts: Iterable[str]) -> str:
    """Texts without the white space in them, a line each."""
    return "\n".join(re.sub(r"\s", "", text) for text in texts)


def letters(text: str) -> str:
    """Letters and digits alone."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


def texts_of(database: Path) -> Iterator[str]:
    """Every text in a database, with the names of its tables and columns left out."""
    with contextlib.closing(sqlite3.connect(database)) as connection:
        tables = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
        for table in tables:
            for row in connection.execute(f'select * from "{table}"'):
                yield from (cell for cell in row if isinstance(cell, str))


def hidden(course: Course) -> list[str]:
    """Lines that stand only in the suites, the names of checks, and the seed."""
    assignment = course.assignment(ASSIGNMENT)
    lines = {
        line.strip()
        for path in course.suite_folder(assignment).glob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if "expect." in line or "student." in line
    }
    assert len(lines) > 20
    with Judge(course, assignment) as judge:
        return [*lines, *(check.id for check in judge.checks), course.seed]


def timeless(report: Report) -> Any:
    """A report without its timings."""

    def strip(node: Any) -> Iterator[tuple[str, Any]]:
        for key, value in node.items():
            if key != "seconds":
                yield key, clean(value)

    def clean(value: Any) -> Any:
        if isinstance(value, dict):
            return dict(strip(value))
        return [clean(each) for each in value] if isinstance(value, list) else value

    return clean(json.loads(report.to_json()))
