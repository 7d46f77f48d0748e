"""The sample class through every door: the command line, twice, nbgrader's own command, and formgrader's button."""

from __future__ import annotations

import contextlib
import html
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import urllib.request
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.course import Course, load_course
from autograder.ipynb import read
from autograder.judge import Judge
from autograder.leaks import regions
from autograder.notebooks import Source
from autograder.report import Report
from tests.demo import found_course, nbgrader
from tests.jupyter_server import TOKEN, jupyter_lab
from tests.sample_class import ASSIGNMENT, essence, expected, names, write_class

Reports = dict[str, Report]
Scores = dict[str, dict[str, float | None]]
"""Student -> check cell -> score in the gradebook."""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course folder in which the assignment is released and the class has handed in."""
    root = found_course(tmp_path_factory.mktemp("doors") / "course")
    nbgrader(root, "generate_assignment", ASSIGNMENT)
    write_class(load_course(root), root / "submitted")
    return root


SOME = names()[::3]
"""Those that are graded once more, one after another: enough to see that order and company do not matter."""


def by_command_line(root: Path, jobs: int, *paths: str) -> tuple[Reports, subprocess.CompletedProcess[str]]:
    """Reports as the journal has them, and how the command ended."""
    journal = root / f"reports-{jobs}.jsonl"
    command = [sys.executable, "-m", "autograder", "grade", *paths, "--json", journal.name, "--jobs", str(jobs)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)
    reports = [Report.from_json(line) for line in journal.read_text(encoding="utf-8").splitlines()]
    return {report.submission: report for report in reports}, done


def by_nbgrader(root: Path) -> tuple[Reports, Scores]:
    """The reports that were kept, and what nbgrader's gradebook holds."""
    nbgrader(root, "autograde", ASSIGNMENT)
    return graded(root)


def by_formgrader(root: Path, home: Path) -> tuple[Reports, Scores]:
    """The same after the button was pressed for each student, in a real server; all that was graded is graded again."""
    shutil.rmtree(root / "reports")
    with jupyter_lab(root, home) as address:
        for name in names():
            request = urllib.request.Request(
                f"{address}/formgrader/api/submission/{ASSIGNMENT}/{name}/autograde",
                data=b"",
                headers={"Authorization": f"token {TOKEN}"},
            )
            with urllib.request.urlopen(request, timeout=600) as response:
                answer = json.loads(response.read())
                answer = json.loads(answer) if isinstance(answer, str) else answer
            assert answer["success"], (name, answer)
    return graded(root)


def graded(root: Path) -> tuple[Reports, Scores]:
    kept = [Report.from_json(path.read_bytes()) for path in (root / "reports" / ASSIGNMENT).glob("*.json")]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from nbgrader.api import Gradebook

        with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
            scores: Scores = {
                submission.student.id: {
                    grade.cell.name: grade.auto_score for notebook in submission.notebooks for grade in notebook.grades
                }
                for submission in gradebook.assignment_submissions(ASSIGNMENT)
            }
    return {report.submission: report for report in kept}, scores


@pytest.fixture(scope="module")
def command_line(root: Path) -> tuple[Reports, subprocess.CompletedProcess[str]]:
    return by_command_line(root, 2, "submitted")


@pytest.fixture(scope="module")
def again(root: Path) -> Reports:
    return by_command_line(root, 1, *(f"submitted/{name}" for name in SOME))[0]


@pytest.fixture(scope="module")
def gradebook(root: Path) -> tuple[Reports, Scores]:
    return by_nbgrader(root)


@pytest.fixture(scope="module")
def feedback(root: Path, gradebook: tuple[Reports, Scores]) -> Path:
    nbgrader(root, "generate_feedback", ASSIGNMENT)
    return root / "feedback"


@pytest.mark.parametrize("name", names())
def test_a_sample_gets_the_report_that_is_expected(
    name: str, command_line: tuple[Reports, subprocess.CompletedProcess[str]]
) -> None:
    assert essence(command_line[0][name]) == expected(name)


@pytest.mark.parametrize("name", names())
def test_both_doors_give_one_score(
    name: str,
    command_line: tuple[Reports, subprocess.CompletedProcess[str]],
    gradebook: tuple[Reports, Scores],
) -> None:
    reports, scores = gradebook
    assert timeless(reports[name]) == timeless(command_line[0][name])
    by_check = {cell: score for cell, score in scores[name].items() if cell.startswith("check-")}
    assert by_check == {f"check-{each.id}": each.score for each in command_line[0][name].exercises}
    # Nobody in this class has written a word: nbgrader gives that nothing, without asking a person.
    written = [answer.id for answer in load_course(Path(__file__).parent).assignment(ASSIGNMENT).written]
    assert all(scores[name][each] == 0 for each in written)


@pytest.mark.parametrize("name", SOME)
def test_a_second_run_gives_an_equal_report(
    name: str, command_line: tuple[Reports, subprocess.CompletedProcess[str]], again: Reports
) -> None:
    assert timeless(again[name]) == timeless(command_line[0][name])


def test_formgraders_button_gives_the_same(
    root: Path, gradebook: tuple[Reports, Scores], feedback: Path, tmp_path: Path
) -> None:
    reports, scores = by_formgrader(root, tmp_path)
    assert scores == gradebook[1]
    assert {name: timeless(each) for name, each in reports.items()} == {
        name: timeless(each) for name, each in gradebook[0].items()
    }


def test_each_broken_notebook_is_named_and_the_rest_is_graded(
    command_line: tuple[Reports, subprocess.CompletedProcess[str]],
) -> None:
    reports, done = command_line
    assert sorted(reports) == names()
    assert done.returncode == 2
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    broken = {name: expected(name)["unreadable"] for name in names() if expected(name)["unreadable"]}
    assert sorted(lines) == sorted(f"{name}: {expected(name)['notes'][0]}" for name in broken)
    assert len(broken) >= 4 and all("resubmit" in line or "submit" in line for line in lines)


def test_every_student_gets_feedback_on_every_notebook(feedback: Path) -> None:
    for name in names():
        pages = {path.name for path in (feedback / name / ASSIGNMENT).glob("*.html")}
        assert pages >= {"01-from-scratch.html", "02-built-ins.html"}


def test_feedback_shows_hints_and_the_students_own_pictures(feedback: Path) -> None:
    for name in names():
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
    assert "YOUR CODE HERE" in texts and "Question 13" in texts
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
