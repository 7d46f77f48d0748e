"""Planted answers, by which a suite is tried: right ones in other spellings, and mistakes that students make.

``tests/answers/<kind>/<exercise>/<name>.py`` is the text of one answer cell. A mistake's first line says which hint it
must get: ``# hint: `` and a part of that, or ``-`` where nothing but the check's own message can be expected. Each is
graded in its notebook, where every other exercise is solved, and without the cells that are tagged ``show``: these
show what an answer does, in words or in a picture, and no exercise depends on them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import zip_longest
from pathlib import Path
from typing import Final

import nbformat
from nbformat import NotebookNode

from autograder.course import Assignment, Course, Exercise, Notebook
from autograder.judging import batch
from autograder.notebooks.counted import SHOW, words
from autograder.notebooks.intake import Folder
from autograder.notebooks.ipynb import grade_id
from autograder.notebooks.source import Source, SourceNotebook
from autograder.report import ExerciseResult, Report

HINT: Final = "# hint: "


class Kind(StrEnum):
    """What is expected of a planted answer; the name of its folder."""

    RIGHT = "right"
    MISTAKE = "mistakes"


@dataclass(frozen=True)
class Planted:
    """One answer cell's text, and where it lies."""

    kind: Kind
    exercise: str
    path: Path
    given: str | None = None
    """The text, where it is not all of what lies there."""

    @property
    def label(self) -> str:
        """``mistakes/mse/sum``, say."""
        return f"{self.kind}/{self.exercise}/{self.path.stem}"

    @property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8") if self.given is None else self.given

    @property
    def announced(self) -> str | None:
        """The part of a hint that its first line promises: empty where there is to be none, None without a line."""
        first = self.text.partition("\n")[0]
        return first.removeprefix(HINT).strip().removeprefix("-") if first.startswith(HINT) else None


@dataclass(frozen=True)
class Tried:
    """A planted answer and what became of it; ``results`` has the exercises of its notebook."""

    planted: Planted
    results: Mapping[str, ExerciseResult]
    others: frozenset[str] = frozenset()
    """The exercises of other mistakes in the same notebook."""

    @property
    def lost(self) -> set[str]:
        """The exercises in which it missed a check."""
        return {name for name, result in self.results.items() if result.missed} - self.others

    @property
    def hints(self) -> list[str]:
        """The hints in its own exercise."""
        return [check.hint for check in self.results[self.planted.exercise].missed if check.hint]

    @property
    def named(self) -> bool:
        """Whether the hint that was promised is there."""
        announced = self.planted.announced
        return announced is not None and (not announced or any(announced in hint for hint in self.hints))

    @property
    def amiss(self) -> Iterator[str]:
        """A line for each thing in which it was not judged as its folder says."""
        answer, path = self.planted, self.planted.path
        if answer.kind is Kind.RIGHT:
            for name in sorted(self.lost):
                missed = ", ".join(check.id for check in self.results[name].missed)
                yield f"{path}: a right answer loses points in {name!r}: {missed}; mend the suite"
            return
        if answer.exercise not in self.lost:
            yield (
                f"{path}: the mistake keeps every point; let a check of {answer.exercise!r} fail on it, or "
                f"move it to {path.parents[2] / Kind.RIGHT / answer.exercise} if the text allows it"
            )
        for name in sorted(self.lost - {answer.exercise}):
            yield f"{path}: the mistake is charged in {name!r} as well; let its checks not depend on it"
        if answer.announced is not None and not self.named:
            yield f"{path}: no hint holds {answer.announced!r}; it gets {self.hints}"


def folder(course: Course) -> Path:
    """Where a course keeps its planted answers."""
    return course.root / "tests" / "answers"


def planted(course: Course, assignment: Assignment) -> list[Planted]:
    """Every planted answer of the assignment's exercises, sorted by path."""
    known = {exercise.id for exercise in assignment.exercises}
    return [
        Planted(kind, path.parent.name, path)
        for kind in Kind
        for path in sorted((folder(course) / kind).glob("*/*.py"))
        if path.parent.name in known
    ]


def answered(source: SourceNotebook, answers: Mapping[str, str]) -> NotebookNode:
    """The released notebook with these texts in its answer cells; the others keep their stubs."""
    node = nbformat.from_dict(source.release)
    for cell in node.cells:
        text = answers.get(grade_id(cell) or "")
        if text is not None:
            cell.source = _as_typed(text)
    return node


def with_helpers(source: SourceNotebook, exercise: Exercise) -> str:
    """The solution of an exercise, whose functions count on helpers called like what later cells of the course bind.

    Names that the course's text speaks of are left out, and so are those that the solution itself uses.
    """
    solution = source.solutions[exercise.id]
    cells = [cell for cell in source.release.cells if cell.cell_type == "code"]
    place = next(number for number, cell in enumerate(cells) if grade_id(cell) == exercise.id)
    below = {name for cell in cells[place + 1 :] for name in source.names[str(cell.source)].bound}
    helpers = sorted(below - source.spoken - words(solution) - {"_", *(f"{name}_" for name in exercise.provides)})
    lines = [f"def {name}():\n    return {exercise.id!r}\n" for name in helpers]
    told = "".join(f"{name}(), " for name in helpers)
    for name in exercise.provides:
        lines.append(
            f"if callable({name}):\n"
            f"    {name}_ = {name}\n"
            f"    def {name}(*arguments):\n"
            f"        assert {{*({told})}} <= {{{exercise.id!r}}}\n"
            f"        return {name}_(*arguments)\n"
        )
    return "\n".join([solution, *lines])


def _as_typed(text: str) -> str:
    """An answer without the lines that are ours: the expected hint, the marks of a solution."""
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith((HINT.strip(), "### ")))


def trials(course: Course, assignment: Assignment, answers: Sequence[Planted], jobs: int) -> Iterator[Tried]:
    """Grades planted answers; RuntimeError where the grader itself fails.

    Answers to different exercises share a notebook: right ones, all of which must then keep every point, and mistakes,
    of exercises of which none needs another. Where one is not judged as its folder says, all of that notebook are
    graded again one by one.
    """
    mistakes = [answer for answer in answers if answer.kind is Kind.MISTAKE]
    right = [answer for answer in answers if answer.kind is Kind.RIGHT]
    together = [pack for notebook in assignment.notebooks for pack in apart(mistakes, notebook)]
    together += [pack for notebook in assignment.notebooks for pack in packs(right, notebook)]
    again = []
    for pack, results in _graded(course, assignment, together, jobs):
        tried = [Tried(answer, results) for answer in pack]
        own = {answer.exercise for answer in pack if answer.kind is Kind.MISTAKE}
        lost = {name for name, result in results.items() if result.missed}
        if len(pack) > 1 and (lost != own or not all(each.named for each in tried if each.planted.exercise in own)):
            again += [(answer,) for answer in pack]
        else:
            # What the others of the pack have lost is not this one's.
            yield from (replace(each, others=frozenset(own - {each.planted.exercise})) for each in tried)
    for (answer,), results in _graded(course, assignment, again, jobs):
        yield Tried(answer, results)


Pack = tuple[Planted, ...]
"""Answers to different exercises of one notebook."""


def packs(answers: Sequence[Planted], notebook: Notebook) -> Iterator[Pack]:
    """The answers to a notebook's exercises, each once, in as few packs as that takes."""
    of_exercise = [[each for each in answers if each.exercise == exercise.id] for exercise in notebook.exercises]
    for together in zip_longest(*of_exercise):
        if pack := tuple(answer for answer in together if answer is not None):
            yield pack


MOST_APART: Final = 8
"""Mistakes in one notebook: each that is missed may cost it another run."""


def apart(answers: Sequence[Planted], notebook: Notebook) -> Iterator[Pack]:
    """The same for mistakes, of which none may be in an exercise that another one's needs, or its text speaks of."""
    for together in packs(answers, notebook):
        parts: list[list[Planted]] = []
        for answer in together:
            free = (
                part
                for part in parts
                if len(part) < MOST_APART
                and not any(_leans(answer, each, notebook) or _leans(each, answer, notebook) for each in part)
            )
            part = next(free, None)
            if part is None:
                parts.append(part := [])
            part.append(answer)
        yield from map(tuple, parts)


def _leans(answer: Planted, other: Planted, notebook: Notebook) -> bool:
    """Whether an answer may have a say in the exercise of another one, by what it needs or by what it speaks of."""
    exercise = notebook.exercise(other.exercise)
    needed = notebook.stand_ins(notebook.exercise(answer.exercise))
    return exercise in needed or not words(answer.text).isdisjoint(exercise.provides)


def without_shows(node: NotebookNode) -> NotebookNode:
    """A notebook without the cells that only show what an answer does."""
    return NotebookNode(node, cells=[cell for cell in node.cells if SHOW not in cell.metadata.get("tags", ())])


def _graded(
    course: Course, assignment: Assignment, packs: Sequence[Pack], jobs: int
) -> Iterator[tuple[Pack, dict[str, ExerciseResult]]]:
    """Each pack with the results of its notebook's exercises."""
    if not packs:
        return
    source = Source(course, assignment)
    with tempfile.TemporaryDirectory(prefix="autograder-") as scratch:
        folders = []
        for number, pack in enumerate(packs):
            notebook = assignment.notebook_of(pack[0].exercise)
            path = Path(scratch) / str(number) / notebook.filename
            path.parent.mkdir()
            own = source.notebooks[notebook.name]
            node = answered(own, {**own.solutions, **{answer.exercise: answer.text for answer in pack}})
            path.write_text(nbformat.writes(without_shows(node)), encoding="utf-8")
            folders.append(Folder(str(number), (path,)))
        for graded, report in batch.grade(course, assignment, folders, jobs):
            pack = packs[int(graded.name)]
            if not isinstance(report, Report):
                raise RuntimeError(f"{pack[0].label}: {report}")
            ids = {exercise.id for exercise in assignment.notebook_of(pack[0].exercise).exercises}
            yield pack, {each.id: each for each in report.exercises if each.id in ids}
