"""One exercise while its author works on it: what its solution, its planted answers, or answers in files get."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from autograder.authoring.planted import Kind, Planted, Tried, folder, planted, trials
from autograder.course import CONFIG_FILE, Assignment, Course, CourseError, Exercise
from autograder.notebooks.ipynb import grade_id, read
from autograder.notebooks.plainfile import UnreadableError
from autograder.notebooks.source import Source

LOOK_SECONDS: Final = 0.3
"""Between two looks at whether a file has changed."""


def exercise_of(assignment: Assignment, name: str) -> Exercise:
    """The exercise of that name; CourseError where there is none."""
    found = next((each for each in assignment.exercises if each.id == name), None)
    if found is None:
        known = ", ".join(each.id for each in assignment.exercises)
        raise CourseError(f"no exercise {name!r}; there are {known}")
    return found


def answers(course: Course, assignment: Assignment, exercise: str, files: Sequence[Path] = ()) -> list[Planted]:
    """The answers to try: those in ``files``, or else the solution and what is planted for the exercise.

    CourseError where a file cannot be read, or is a notebook without such an answer.
    """
    notebook = assignment.notebook_of(exercise)
    path = course.source_folder(assignment) / notebook.filename
    source = Source(course, assignment).notebooks[notebook.name]
    if not any(grade_id(cell) == exercise for cell in source.release.cells):
        raise CourseError(f"{exercise!r} has not been released yet; run `autograder release {assignment.name}` first")
    if files:
        return [Planted(Kind.RIGHT, exercise, each, _text(each, exercise)) for each in files]
    if (solution := source.solutions.get(exercise)) is None:
        raise CourseError(f"{path}: there is no cell {exercise!r} with a solution; add it, or run `autograder check`")
    own = [each for each in planted(course, assignment) if each.exercise == exercise]
    return [Planted(Kind.RIGHT, exercise, path, solution), *own]


def _text(path: Path, exercise: str) -> str:
    """The text of an answer cell: a whole Python file, or the cell of that name in a notebook."""
    try:
        if path.suffix != ".ipynb":
            return path.read_text(encoding="utf-8")
        cells = read(path).cells
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise CourseError(f"{path}: {reason}; give a .py file with the text of one answer, or a notebook") from error
    except UnreadableError as error:
        raise CourseError(f"{path}: {error}") from error
    found = next((str(cell.source) for cell in cells if grade_id(cell) == exercise), None)
    if found is None:
        raise CourseError(f"{path}: it has no cell {exercise!r}; open it from assignments/, or give a .py file")
    return found


def tried(course: Course, assignment: Assignment, given: Sequence[Planted], jobs: int) -> Iterator[Tried]:
    """What became of each answer, in the order in which they were given.

    Each is graded by itself, in the solved notebook of its exercise and without the cells that only show.
    """
    found = {each.planted: each for each in trials(course, assignment, given, jobs)}
    return (found[each] for each in given)


def looked_at(course: Course, assignment: Assignment, exercise: str, files: Iterable[Path]) -> list[Path]:
    """The files by which it may change what an answer gets."""
    own = [folder(course) / kind / exercise for kind in Kind]
    sources = [course.root / CONFIG_FILE, course.source_folder(assignment) / assignment.notebook_of(exercise).filename]
    folders = [course.suite_folder(assignment), *own]
    return [*files, *sources, *(path for each in folders for path in sorted(each.rglob("*.py")))]


def changes(paths: Iterable[Path]) -> dict[Path, tuple[int, int] | None]:
    """Each file's time and size; None for one that is gone."""
    found: dict[Path, tuple[int, int] | None] = {}
    for path in paths:
        try:
            status = path.stat()
        except OSError:
            found[path] = None
        else:
            found[path] = status.st_mtime_ns, status.st_size
    return found


def wait_for_a_change(course: Course, assignment: Assignment, exercise: str, files: Sequence[Path]) -> None:
    """Returns when one of the files was written, made or taken away."""
    before = changes(looked_at(course, assignment, exercise, files))
    while changes(looked_at(course, assignment, exercise, files)) == before:
        time.sleep(LOOK_SECONDS)


def told(one: Tried) -> tuple[str, list[str]]:
    """An answer's name and points; and below it each hint with what it cost, and what is not as it should be."""
    given = one.planted
    result = one.results[given.exercise]
    score = "no score" if result.score is None else f"{result.score} / {result.max_score}"
    costs: dict[str, int] = {}
    for check in result.missed:
        says = check.hint or f"{check.id}: {check.message}"
        costs[says] = costs.get(says, 0) + check.max_points
    name = given.label if given.given is None else given.path.name
    amiss = one.amiss if given.given is None else ()
    return f"{name}: {score}", [*(f"-{points}: {says}" for says, points in costs.items()), *amiss]
