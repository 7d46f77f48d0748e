"""Planted answers, by which a suite is tried: right ones in other spellings, and mistakes that students make.

``tests/answers/<kind>/<exercise>/<name>.py`` is the text of one answer cell. A mistake's first line says which hint it
must get: ``# hint: `` and a part of that, or ``-`` where nothing but the check's own message can be expected. Each is
graded in its notebook, where every other exercise is solved, and without the cells that are tagged ``show``: these
display something, and nothing else depends on them.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

import nbformat
from nbformat import NotebookNode

from autograder import batch
from autograder.course import Assignment, Course, Notebook
from autograder.intake import Folder
from autograder.notebooks import Source, SourceNotebook, grade_id
from autograder.report import ExerciseResult, Report

HINT: Final = "# hint: "
SHOW: Final = "show"
"""The tag of cells that only display something."""


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

    @property
    def label(self) -> str:
        """``mistakes/mse/sum``, say."""
        return f"{self.kind}/{self.exercise}/{self.path.stem}"

    @property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

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

    @property
    def lost(self) -> set[str]:
        """The exercises in which a check was missed."""
        return {name for name, result in self.results.items() if result.missed}

    @property
    def hints(self) -> list[str]:
        """The hints in its own exercise."""
        return [check.hint for check in self.results[self.planted.exercise].missed if check.hint]

    @property
    def named(self) -> bool:
        """Whether the hint that was promised is there."""
        announced = self.planted.announced
        return announced is not None and (not announced or any(announced in hint for hint in self.hints))


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


def solved(source: SourceNotebook, answers: Mapping[str, str] | None = None) -> NotebookNode:
    """The released notebook with every exercise solved, but for those that ``answers`` has other text for."""
    node = nbformat.from_dict(json.loads(nbformat.writes(source.release)))
    for cell in node.cells:
        exercise = grade_id(cell) or ""
        text = (answers or {}).get(exercise, source.solutions.get(exercise))
        if text is not None:
            cell.source = as_typed(text)
    return node


def as_typed(text: str) -> str:
    """An answer without the lines that are ours: the expected hint, the marks of a solution."""
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith((HINT.strip(), "### ")))


def trials(course: Course, assignment: Assignment, answers: Sequence[Planted], jobs: int) -> Iterator[Tried]:
    """Grades planted answers, each as a submission of its one notebook; RuntimeError where the grader itself fails."""
    source = Source(course, assignment)
    with tempfile.TemporaryDirectory(prefix="autograder-") as scratch:
        folders = {}
        for number, answer in enumerate(answers):
            notebook = assignment.notebook_of(answer.exercise)
            path = Path(scratch) / str(number) / notebook.filename
            path.parent.mkdir()
            node = solved(source.notebooks[notebook.name], {answer.exercise: answer.text})
            node.cells = [cell for cell in node.cells if SHOW not in cell.metadata.get("tags", ())]
            path.write_text(nbformat.writes(node), encoding="utf-8")
            folders[str(number)] = Folder(str(number), (path,))
        for graded, report in batch.grade(course, assignment, list(folders.values()), jobs):
            answer = answers[int(graded.name)]
            if not isinstance(report, Report):
                raise RuntimeError(f"{answer.label}: {report}")
            yield Tried(answer, _of_notebook(report, assignment.notebook_of(answer.exercise)))


def _of_notebook(report: Report, notebook: Notebook) -> dict[str, ExerciseResult]:
    ids = {exercise.id for exercise in notebook.exercises}
    return {each.id: each for each in report.exercises if each.id in ids}
