"""Proves that a course agrees with itself; every problem names a file and says what to do."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from autograder.course import Assignment, Course, Exercise, Notebook
from autograder.judge import Judge
from autograder.notebooks import SourceNotebook, grade_id, notebook_files
from autograder.release import release
from autograder.report import Outcome


def problems_of(course: Course, assignment: Assignment) -> list[str]:
    """A line for each thing that does not fit, in the order in which to mend them. Empty where all does."""
    with Judge(course, assignment) as judge:
        if problems := list(_cells(judge)):
            return problems  # the rest is about these cells
        return [
            *_checks(judge),
            *_points(judge),
            *_leaks(judge),
            *_current(course, assignment),
            *_scores(judge),
        ]


def _cells(judge: Judge) -> Iterator[str]:
    """Each exercise has its answer cell and its check cell, and no other graded cell is about."""
    for notebook in judge.assignment.notebooks:
        path = judge.course.source_folder(judge.assignment) / notebook.filename
        found = [name for cell in judge.source.notebooks[notebook.name].solution.cells if (name := grade_id(cell))]
        wanted = [name for each in notebook.exercises for name in (each.id, each.check_cell)]
        for name in wanted:
            if found.count(name) != 1:
                remedy = (
                    "remove the spare ones" if name in found else "add it, or take the exercise out of course_config.py"
                )
                yield f"{path}: the cell {name!r} is there {found.count(name)} times and must be there once; {remedy}"
        for name in found:
            if name not in wanted:
                yield f"{path}: the cell {name!r} belongs to no exercise; add one to course_config.py or remove it"


def _checks(judge: Judge) -> Iterator[str]:
    """Each exercise has checks, and each of its questions is asked by one of them."""
    folder = judge.course.suite_folder(judge.assignment)
    for exercise in judge.assignment.exercises:
        checks = [check for check in judge.checks if check.exercise.id == exercise.id]
        ids = [check.id for check in checks]
        if not checks:
            yield f"{folder}: no check for {exercise.id!r}; write one with @pytest.mark.exercise({exercise.id!r}, ...)"
        for twice in sorted({each for each in ids if ids.count(each) > 1}):
            yield f"{folder}: {exercise.id!r} has two checks called {twice!r}; rename one"
        asked = {question for check in checks for question in check.questions}
        for question in exercise.questions:
            if checks and question not in asked:
                yield f"{folder}: no check of {exercise.id!r} names question {question}"


def _points(judge: Judge) -> Iterator[str]:
    """A check cell carries as many points as the exercise's checks have together."""
    for notebook in judge.assignment.notebooks:
        path = judge.course.source_folder(judge.assignment) / notebook.filename
        cells = {grade_id(cell): cell for cell in judge.source.notebooks[notebook.name].solution.cells}
        for exercise in notebook.exercises:
            total = sum(check.points for check in judge.checks if check.exercise.id == exercise.id)
            cell = cells.get(exercise.check_cell)
            if cell is not None and cell.metadata.nbgrader.get("points") != total:
                yield (
                    f"{path}: the cell {exercise.check_cell!r} has {cell.metadata.nbgrader.get('points')} points, "
                    f"its checks have {total}; set the cell's points to {total}"
                )


def _leaks(judge: Judge) -> Iterator[str]:
    """Nothing of a suite, the seed or a solution is where students can read it."""
    release_folder = judge.course.release_folder(judge.assignment)
    secrets = {check.id for check in judge.checks} | {judge.course.seed}
    for path in sorted(each for each in release_folder.rglob("*") if each.is_file()):
        text = path.read_text(encoding="utf-8", errors="replace")
        for secret in sorted(secrets):
            if secret in text:
                yield f"{path}: holds {secret!r} of the hidden suite; take it out of solutions/ and release again"
    for notebook in judge.assignment.notebooks:
        source = judge.source.notebooks[notebook.name]
        for exercise in notebook.exercises:
            if _same_answer(source, exercise):
                yield f"{release_folder / notebook.filename}: {exercise.id!r} is released with its solution in it"


def _same_answer(source: SourceNotebook, exercise: Exercise) -> bool:
    solution, stub = source.solutions.get(exercise.id), source.stubs.get(exercise.id)
    return solution is not None and (solution == stub or "### BEGIN SOLUTION" in (stub or ""))


def _current(course: Course, assignment: Assignment) -> Iterator[str]:
    """``assignments/`` is what ``release`` would write now."""
    with tempfile.TemporaryDirectory(prefix="autograder-") as scratch:
        fresh = release(course, assignment, Path(scratch))
        there = course.release_folder(assignment)
        names = {each.name for folder in (fresh, there) for each in folder.iterdir()}
        for name in sorted(names):
            one, other = fresh / name, there / name
            if not one.is_file() or not other.is_file() or one.read_bytes() != other.read_bytes():
                yield f"{other}: not what solutions/ gives now; run `autograder release {assignment.name}`"


def _scores(judge: Judge) -> Iterator[str]:
    """The stubs earn nothing and the solutions everything, without a cell that raises."""
    for folder, full in (
        (judge.course.release_folder(judge.assignment), False),
        (judge.course.source_folder(judge.assignment), True),
    ):
        report = judge.grade(judge.source.submission(folder.name, notebook_files(folder))).report
        for exercise in report.exercises:
            for check in exercise.checks:
                where = f"{folder / _notebook(judge.assignment, exercise.id).filename}: {exercise.id!r}"
                if (check.outcome is Outcome.PASSED) is not full:
                    verb = "does not pass" if full else "passes unanswered"
                    yield f"{where} {verb} {check.id} ({check.outcome}: {check.message})"
        if full:
            for note in report.notes:
                yield f"{folder}: {note}"


def _notebook(assignment: Assignment, exercise_id: str) -> Notebook:
    return assignment.notebook_of(exercise_id)
