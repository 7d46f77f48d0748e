"""Right answers in other spellings keep every point; planted mistakes lose some, in their own exercise only."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.batch import grade
from autograder.course import load_course
from autograder.intake import Folder
from autograder.notebooks import notebook_files
from autograder.report import ExerciseResult, Report
from tests.sample_class import ANSWERS, ASSIGNMENT, answer, write

COURSE = load_course(Path(__file__).parent)
PLANTED = COURSE.assignment(ASSIGNMENT)


def paths(kind: str) -> list[str]:
    """Every answer of a kind, as ``<kind>/<exercise>/<name>``."""
    return sorted(str(path.relative_to(ANSWERS).with_suffix("")) for path in (ANSWERS / kind).glob("*/*.py"))


RIGHT, MISTAKES = paths("right"), paths("mistakes")
Graded = dict[str, Report]


def folders(into: Path) -> Iterator[Folder]:
    """A submission for each answer: the notebook it belongs to, everything else in it solved."""
    for path in (*RIGHT, *MISTAKES):
        exercise = path.split("/")[1]
        notebook = PLANTED.notebook_of(exercise)
        others = [each.filename for each in PLANTED.notebooks if each is not notebook]
        edits = [{"edit": "remove", "notebook": filename} for filename in others]
        yield Folder(path, tuple(notebook_files(write(COURSE, into / path, {exercise: answer(path)}, edits=edits))))


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Graded:
    """A report for each answer, by its path."""
    submissions = list(folders(tmp_path_factory.mktemp("answers")))
    reports = {}
    for folder, report in grade(COURSE, PLANTED, submissions, os.cpu_count() or 1):
        assert isinstance(report, Report), f"{folder.name}: {report}"
        reports[folder.name] = report
    return reports


def in_notebook(report: Report, path: str) -> dict[str, ExerciseResult]:
    """The results of the exercises in the notebook that the answer belongs to."""
    ids = {each.id for each in PLANTED.notebook_of(path.split("/")[1]).exercises}
    return {each.id: each for each in report.exercises if each.id in ids}


@pytest.mark.parametrize("path", RIGHT)
def test_a_right_answer_keeps_every_point(path: str, graded: Graded) -> None:
    missed = {
        check.id: (check.message, check.hint)
        for result in in_notebook(graded[path], path).values()
        for check in result.missed
    }
    assert not missed


@pytest.mark.parametrize("path", MISTAKES)
def test_a_mistake_loses_points_in_its_own_exercise_only(path: str, graded: Graded) -> None:
    exercise = path.split("/")[1]
    lost = {name for name, result in in_notebook(graded[path], path).items() if result.missed}
    assert lost == {exercise}


def announced(path: str) -> str:
    """The part of a hint that the first line of a planted mistake promises; empty where there is to be none."""
    first = answer(path).splitlines()[0]
    assert first.startswith("# hint: "), path
    return first.removeprefix("# hint: ").strip().removeprefix("-")


@pytest.mark.parametrize("path", MISTAKES)
def test_a_mistake_is_named(path: str, graded: Graded) -> None:
    exercise = path.split("/")[1]
    hints = [check.hint for check in in_notebook(graded[path], path)[exercise].missed]
    assert any(announced(path) in hint for hint in hints), hints


def test_nine_mistakes_in_ten_are_named() -> None:
    assert sum(bool(announced(path)) for path in MISTAKES) >= 0.9 * len(MISTAKES)


def test_each_exercise_has_answers_of_both_kinds() -> None:
    for exercise in PLANTED.exercises:
        assert sum(path.startswith(f"right/{exercise.id}/") for path in RIGHT) >= 3
        assert sum(path.startswith(f"mistakes/{exercise.id}/") for path in MISTAKES) >= 5
