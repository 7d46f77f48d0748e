"""What can be said of a course by reading its files, in milliseconds: cells, checks, points, totals.

Nothing is imported or run: a suite is read as a syntax tree. What a tree does not tell, a number that is worked out, is
left to ``autograder check``. Of facts of which one follows from another, the first is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from nbformat import NotebookNode

from autograder.course import CONFIG_FILE, Assignment, Course, CourseError, Notebook
from autograder.notebooks import marks
from autograder.notebooks.ipynb import grade_id, read
from autograder.notebooks.plainfile import UnreadableError

NOTHING: Final = -1
"""In place of a sum where there is nothing to add up."""
MOST_TOLD: Final = 3
"""Facts in the message of a command that does something else than looking for them."""


@dataclass(frozen=True)
class Marked:
    """A check: whose it is, and what it is worth."""

    exercise: str
    points: int


def marked(folder: Path) -> list[Marked] | None:
    """The checks of a suite; None where the files alone do not tell them all."""
    found, complete = marks.read(folder)
    told = [
        Marked(each.exercise, each.points)
        for each in found
        if isinstance(each.exercise, str) and isinstance(each.points, int)
    ]
    return told if complete and len(told) == len(found) else None


class Facts:
    """An assignment's files as they are now; CourseError where a notebook of ``solutions/`` cannot be read.

    Each method yields a line for what does not fit. A cell that is missing, doubled or without a check has no points
    that could be wrong, and totals are not told where the cells explain them.
    """

    def __init__(self, course: Course, assignment: Assignment, checks: list[Marked] | None = None) -> None:
        """With the ``checks`` as somebody has them who has loaded the suite; otherwise as its files tell them."""
        self.course = course
        self.assignment = assignment
        self._marks, _ = marks.read(course.suite_folder(assignment))
        self.checks = checks or marked(course.suite_folder(assignment))
        if any(each.of_none(assignment) for each in self._marks):
            self.checks = None  # whose check that is, nobody can say
        self._miscounted = {each.exercise for each in self._marks if each.miscounted(assignment)}
        self._graded = {each.name: _graded_cells(self._path(each)) for each in assignment.notebooks}

    def _path(self, notebook: Notebook) -> Path:
        return self.course.source_folder(self.assignment) / notebook.filename

    def cells(self) -> Iterator[str]:
        """Each exercise has its answer cell and its check cell, each written answer its cell; no other is graded."""
        for notebook in self.assignment.notebooks:
            path, found = self._path(notebook), [name for name, _ in self._graded[notebook.name]]
            wanted = [name for each in notebook.exercises for name in (each.id, each.check_cell)]
            wanted += [answer.id for answer in notebook.written]
            for name in wanted:
                if (times := found.count(name)) != 1:
                    remedy = "remove the spare ones" if times else f"add it, or take the exercise out of {CONFIG_FILE}"
                    yield f"{path}: the cell {name!r} is there {times} times and must be there once; {remedy}"
            for name in dict.fromkeys(found):
                if name not in wanted:
                    yield f"{path}: the cell {name!r} belongs to no exercise; add one to {CONFIG_FILE} or remove it"

    def marks(self) -> Iterator[str]:
        """Each check's mark names an exercise, and questions and points that can be; a cell may have told of one."""
        cells = {name for graded in self._graded.values() for name, _ in graded}
        for mark in self._marks:
            if (fault := mark.fault(self.assignment)) and not (
                mark.of_none(self.assignment) and mark.exercise in cells
            ):
                yield f"{mark.where}: {fault}"

    def unchecked(self) -> Iterator[str]:
        """Each exercise has checks."""
        folder = self.course.suite_folder(self.assignment)
        for exercise in self.assignment.exercises:
            if self._sum(exercise.id) == NOTHING:
                mark = f"@pytest.mark.exercise({exercise.id!r}, ...)"
                yield f"{folder}: no check for {exercise.id!r}; write one with {mark}"

    def points(self) -> Iterator[str]:
        """A cell carries as many points as the checks have together, or as the course says."""
        for notebook, name, points, who in self._wanted():
            there = [cell for each, cell in self._graded[notebook.name] if each == name]
            if len(there) == 1 and points not in (None, NOTHING) and _points_of(there[0]) != points:
                yield (
                    f"{self._path(notebook)}: the cell {name!r} has {_points_of(there[0])} points, {who} {points}; "
                    f"set the cell's points to {points}"
                )

    def totals(self) -> Iterator[str]:
        """All points add up to the totals, by the checks or by the cells."""
        if self.assignment.totals is None or self.checks is None or self._miscounted:
            return
        if any(self.cells()) or any(self.unchecked()):
            return
        by_hand = {answer.id for answer in self.assignment.written}
        graded = [each for notebook in self._graded.values() for each in notebook]
        sums = sum(each.points for each in self.checks), self.assignment.manual_points
        for manual, there in enumerate(sums):
            total, kind = self.assignment.totals[manual], ("automatic", "written")[manual]
            in_cells = sum(_points_of(cell) or 0 for name, cell in graded if (name in by_hand) is bool(manual))
            if total not in (there, in_cells):
                if manual:
                    told = f"{CONFIG_FILE}: {there} {kind} points, and `totals` wants {total}; change the points"
                    yield f"{told} of a `WrittenAnswer` and of its cell, or `totals`"
                else:
                    told = f"{self.course.suite_folder(self.assignment)}: {there} {kind} points"
                    yield f"{told}, and {CONFIG_FILE} wants {total}; change a check's points, or `totals` there"

    def addresses(self) -> Iterator[str]:
        """A notebook that fetches its data does so from the course's own address; a line for each other one.

        Where the course has none, ADDRESS is empty, and the data has to lie beside the notebook.
        """
        own = self.course.address
        wanted = f"{own}/{self.assignment.name}" if own else ""
        others: dict[str, list[str]] = {}
        for notebook in self.assignment.notebooks:
            for number, cell in enumerate(_cells(self._path(notebook)), start=1):
                for found in re.findall(r"^ADDRESS = [\"'](.*)[\"']$", cell.source, re.MULTILINE):
                    if found != wanted:
                        name = grade_id(cell) or cell.get("id", number)
                        others.setdefault(found, []).append(f"{notebook.filename} (the cell {name!r})")
        for found, cells in others.items():
            where = f"{self.course.source_folder(self.assignment)}: {', '.join(cells)}"
            fetches = "fetches" if len(cells) == 1 else "fetch"
            advice = (
                f"{CONFIG_FILE} says {wanted!r}; set ADDRESS to that"
                if own
                else f"`address` in {CONFIG_FILE} is empty; empty ADDRESS, too, and hand out data with notebooks"
            )
            yield f"{where} {fetches} from {found!r}; {advice}"

    def released(self) -> Iterator[str]:
        """What was released has the points of ``solutions/``; where nothing was, there is nothing to say."""
        for notebook in self.assignment.notebooks:
            path = self.course.release_folder(self.assignment) / notebook.filename
            if path.is_file():
                there = {name: _points_of(cell) for name, cell in _graded_cells(path)}
                ours = {name: _points_of(cell) for name, cell in self._graded[notebook.name]}
                stale = next((name for name, points in ours.items() if there.get(name) != points), None)
                if stale is not None:
                    yield (
                        f"{path}: the cell {stale!r} has other points than in {self._path(notebook)}; "
                        f"run `autograder release {self.assignment.name}`"
                    )

    def _wanted(self) -> Iterator[tuple[Notebook, str, int | None, str]]:
        """Each graded cell, the points that it should have where that is known, and who says so."""
        for notebook in self.assignment.notebooks:
            for exercise in notebook.exercises:
                yield notebook, exercise.check_cell, self._sum(exercise.id), "its checks have"
            for answer in notebook.written:
                yield notebook, answer.id, answer.points, f"{CONFIG_FILE} says"

    def _sum(self, exercise: str) -> int | None:
        """The points of an exercise's checks; NOTHING where there are none, None where a tree does not tell."""
        if self.checks is None or exercise in self._miscounted:
            return None
        points = [each.points for each in self.checks if each.exercise == exercise]
        return sum(points) if points else NOTHING


def _graded_cells(path: Path) -> list[tuple[str, NotebookNode]]:
    """The cells that nbgrader knows by a name."""
    return [(name, cell) for cell in _cells(path) if (name := grade_id(cell))]


def _cells(path: Path) -> list[NotebookNode]:
    try:
        return list(read(path).cells)
    except UnreadableError as error:
        raise CourseError(f"{path}: {error}; {CONFIG_FILE} names it as one of the course's") from error


def _points_of(cell: NotebookNode) -> int | float | None:
    nbgrader = cell.metadata.get("nbgrader", {})
    points: int | float | None = nbgrader.get("points") if nbgrader.get("grade") else None
    return points


def insist(course: Course, assignment: Assignment, releasing: bool = False) -> None:
    """CourseError where cells or points do not fit: scores would be wrong, and one door would not agree with another.

    While ``releasing``, what was released before does not count, and what students will fetch does. An exercise that
    has no check yet does not keep anybody.
    """
    facts = Facts(course, assignment)
    lines = [*facts.cells(), *facts.marks(), *facts.points(), *facts.totals()]
    lines += facts.addresses() if releasing else () if lines else facts.released()
    if lines:
        more = len(lines) - MOST_TOLD
        told = "; ".join(lines[:MOST_TOLD])
        raise CourseError(told + (f"; and {more} more, see `autograder check`" if more > 0 else ""))
