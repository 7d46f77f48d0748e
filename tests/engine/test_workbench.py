"""One exercise at its author's hands: ``autograder try``."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from autograder.authoring import workbench
from autograder.cli import app
from autograder.course import Course, CourseError
from tests.unit.courses import FIRST, HOME, copied

pytestmark = pytest.mark.finds("a command for authors that says something else than what a suite does")

EXERCISE = "loss-meaning"
"""A choice: each answer is judged in a moment."""


@pytest.fixture
def course(tmp_path: Path) -> Course:
    made = copied(tmp_path)
    shutil.copytree(HOME / "source_data", tmp_path / "source_data")
    for kind in ("right", "mistakes"):
        shutil.copytree(HOME / "tests" / "answers" / kind / EXERCISE, tmp_path / "tests" / "answers" / kind / EXERCISE)
    return made


def run(course: Course, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["try", *arguments, "--course", str(course.root)])


def test_what_is_planted_is_tried_with_hints(course: Course) -> None:
    done = run(course, EXERCISE)
    assert done.exit_code == 0, done
    planted = list((course.root / "tests" / "answers").glob("*/*/*.py"))
    names = {line.partition(": ")[0] for line in done.stdout.splitlines() if not line.startswith(" ")}
    assert {f"{each.parent.parent.name}/{EXERCISE}/{each.stem}" for each in planted} < names
    assert FIRST in names
    assert f"{len(planted) + 1} answers, none judged otherwise" in done.stdout
    assert "    -" in done.stdout and "Question 11: " in done.stdout


def test_what_is_judged_otherwise_is_told(course: Course) -> None:
    folder = course.root / "tests" / "answers"
    (solved,) = [
        each.given for each in workbench.answers(course, course.assignments[0], EXERCISE) if each.given is not None
    ]
    (folder / "mistakes" / EXERCISE / "no-mistake.py").write_text(f"# hint: wrong\n{solved}")
    (folder / "right" / EXERCISE / "not-right.py").write_text("what_loss_says = None\n")
    done = run(course, EXERCISE)
    assert done.exit_code == 1
    assert "no-mistake.py: the mistake keeps every point" in done.stdout
    assert "not-right.py: a right answer loses points" in done.stdout
    assert "2 judged otherwise" in done.stdout


def test_files_are_tried_whoever_wrote_them(course: Course, tmp_path: Path) -> None:
    wrong = tmp_path / "of-a-student.py"
    wrong.write_text("what_loss_says = 7\n")
    notebook = tmp_path / "assignments" / "linear-regression" / FIRST
    done = run(course, EXERCISE, str(wrong), str(notebook))
    assert done.exit_code == 0
    first, second = (line for line in done.stdout.splitlines() if not line.startswith(" "))
    assert first.startswith("of-a-student.py: 0 / ")
    assert second.startswith(f"{FIRST}: 0 / ")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("missing.py", None, "No such file"),
        ("of-another.ipynb", '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}', "it has no cell"),
        ("latin.py", b"# \xe9", "it is not UTF-8"),
        ("broken.ipynb", "{", "not JSON"),
    ],
)
def test_a_file_that_has_no_answer_is_one_line(
    course: Course, tmp_path: Path, name: str, content: str | bytes | None, says: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(CourseError, match=f"{name}: .*{says}"):
        workbench.answers(course, course.assignments[0], EXERCISE, [path])


def test_an_exercise_that_is_none_is_one_line(course: Course) -> None:
    done = run(course, "loss-meanings")
    assert isinstance(done.exception, CourseError) and "no exercise 'loss-meanings'; there are " in str(done.exception)


@pytest.mark.parametrize("change", ["suite", "config", "answer", "new answer", "file"])
def test_a_change_of_what_counts_is_seen(course: Course, tmp_path: Path, change: str) -> None:
    assignment = course.assignments[0]
    answers = course.root / "tests" / "answers" / "right" / EXERCISE
    file = tmp_path / "mine.py"
    file.write_text("")
    path = {
        "suite": course.suite_folder(assignment) / "oracles.py",
        "config": course.root / "course_config.py",
        "answer": next(answers.iterdir()),
        "new answer": answers / "new.py",
        "file": file,
    }[change]
    waiting = threading.Thread(target=workbench.wait_for_a_change, args=(course, assignment, EXERCISE, [file]))
    before = workbench.changes(workbench.looked_at(course, assignment, EXERCISE, [file]))
    waiting.start()
    while waiting.is_alive():  # what was written before the first look is none
        path.write_text((path.read_text() if path.exists() else "") + "\n")
        waiting.join(0.1)
    assert workbench.changes(workbench.looked_at(course, assignment, EXERCISE, [file])) != before
