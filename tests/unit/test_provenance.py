"""Which grades were made with something that is another now, and what a new grade changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from autograder import render
from autograder.course import Course
from autograder.frontends.nbgrader.outdated import outdated_lines
from autograder.judging import provenance
from autograder.report import CheckResult, ExerciseResult, Outcome, Report
from tests.unit.courses import FIRST, copied


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return copied(tmp_path)


def other_check(course: Course) -> Course:
    path = min(course.suite_folder(course.assignments[0]).glob("test_*.py"))
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    return course


def other_oracle(course: Course) -> Course:
    (course.suite_folder(course.assignments[0]) / "more.py").write_text("ONE = 1\n", encoding="utf-8")
    return course


def other_seed(course: Course) -> Course:
    return course.model_copy(update={"seed": "another"})


def other_solution(course: Course) -> Course:
    path = course.source_folder(course.assignments[0]) / FIRST
    node = nbformat.reads(path.read_text(encoding="utf-8"), 4)
    next(cell for cell in node.cells if cell.cell_type == "code").source += "\nimport math"
    path.write_text(nbformat.writes(node), encoding="utf-8")
    return course


def other_words(course: Course) -> Course:
    path = course.source_folder(course.assignments[0]) / FIRST
    node = nbformat.reads(path.read_text(encoding="utf-8"), 4)
    next(cell for cell in node.cells if cell.cell_type == "markdown").source += "\nMore."
    path.write_text(nbformat.writes(node), encoding="utf-8")
    return course.model_copy(update={"title": "Another"})


@pytest.mark.parametrize(
    ("change", "older"),
    [
        (other_check, "suite"),
        (other_oracle, "suite"),
        (other_seed, "suite"),
        (other_solution, "solutions"),
        (other_words, None),
    ],
)
def test_what_is_older_is_named(course: Course, change: Callable[[Course], Course], older: str | None) -> None:
    assignment = course.assignments[0]
    provenance.keep(course, assignment.name, "ada", provenance.now(course, assignment))
    assert provenance.outdated(course, assignment, ["ada"]) == {}
    changed = change(course)
    found = provenance.outdated(changed, changed.assignments[0], ["ada", "nobody"])
    assert found == ({older: ["ada"]} if older else {})


def test_the_engine_and_its_libraries_count(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    assignment = course.assignments[0]
    provenance.keep(course, assignment.name, "ada", provenance.now(course, assignment))
    monkeypatch.setattr(provenance, "version", lambda name: f"{name} of tomorrow")
    other_check(course)
    assert provenance.outdated(course, assignment, ["ada"]) == {"suite and engine": ["ada"]}


@pytest.mark.parametrize("content", [None, "", "[]", "{}", '{"suite": "1"}', '{"suite": 1, "rest": 2}', "\x00"])
def test_a_grade_of_unknown_making_says_nothing(course: Course, content: str | None) -> None:
    path = course.reports_folder("linear-regression") / provenance.FOLDER / "ada.json"
    if content is not None:
        path.parent.mkdir(parents=True)
        path.write_text(content)
    assert provenance.outdated(course, course.assignments[0], ["ada"]) == {}


def test_the_line_names_them_and_says_what_to_do(course: Course) -> None:
    assignment = course.assignments[0]
    for student in ("zoe", "ada"):
        provenance.keep(course, assignment.name, student, provenance.now(course, assignment))
    other_check(course)
    (line,) = outdated_lines(course, assignment.name, ["zoe", "ada", "linus"])
    assert not list(outdated_lines(course, "no-longer-there", ["zoe"]))
    assert line == (
        "linear-regression: 2 graded with an older suite: ada, zoe; "
        "to grade them anew, run `nbgrader autograde linear-regression --force`"
    )


def report(**scores: int | None) -> Report:
    """A report in which each exercise has up to ten checks of a point; None where the grader failed."""

    def checks(score: int | None) -> tuple[CheckResult, ...]:
        outcomes = [Outcome.GRADER_ERROR] if score is None else [Outcome.PASSED] * score
        return tuple(CheckResult(id=f"t{place}", outcome=each, max_points=1) for place, each in enumerate(outcomes))

    exercises = [ExerciseResult(id=name, questions=(), checks=checks(score)) for name, score in scores.items()]
    return Report(assignment="a", submission="ada", exercises=tuple(exercises))


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        (report(mse=2, fit=3), report(mse=2, fit=3), ""),
        (report(mse=2, fit=3), report(mse=4, fit=3), "ada: 5 of 5 -> 7 of 7 (mse +2)"),
        (report(mse=2, fit=3), report(mse=3, fit=2), "ada: 5 of 5 -> 5 of 5 (mse +1, fit -1)"),
        (report(mse=None), report(mse=3), "ada: no score of 1 -> 3 of 3 (mse no score -> 3)"),
        (report(mse=2, old=1), report(mse=2, new=3), "ada: 3 of 3 -> 5 of 5 (new +3, old -1)"),
    ],
    ids=["same", "more", "same-sum", "grader-failed-before", "other-exercises"],
)
def test_a_new_grade_says_what_it_changes(before: Report, after: Report, line: str) -> None:
    assert render.difference(before, after) == line
