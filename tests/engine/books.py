"""A gradebook of nbgrader's own, made once a process and copied, in a course folder that has no notebook files."""

from __future__ import annotations

import os
import sys
import warnings
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from nbgrader.api import Gradebook

CONFIG = """
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from autograder.course import Assignment, Course, LatePolicy, Notebook

COURSE = Course(
    id="c",
    title="C",
    root=Path(__file__).parent,
    seed="s",
    assignments=(
        Assignment(
            name="one",
            notebooks=(Notebook(name="n", exercises=()), Notebook(name="m", exercises=())),
            due=datetime(2027, 3, 1, 23, 59, tzinfo=ZoneInfo("Europe/Berlin")),
        ),
        Assignment(name="two", notebooks=(Notebook(name="k", exercises=()),)),
    ),
    late=LatePolicy(grace_minutes=15, percent_per_day=10, at_most_percent=50),
)
"""

_EXERCISE = 'Notebook(name="n", exercises=(Exercise(id="a", questions=(1,), provides=("f",)),), ' + (
    'written=(WrittenAnswer(id="w", questions=(2,), points=4),))'
)
WITH_EXERCISE = CONFIG.replace('Notebook(name="n", exercises=())', _EXERCISE).replace(
    "import Assignment,", "import Assignment, Exercise, WrittenAnswer,"
)
"""The same with an exercise and a written answer in the first notebook."""

CELLS = {
    "check-a": ("one", "n", 67, "code"),
    "w": ("one", "n", 4, "markdown"),
    "check-b": ("one", "m", 10, "code"),
    "check-k": ("two", "k", 5, "code"),
}
"""Cell -> assignment, notebook, points, type."""

IN_TIME = "2027-03-01 20:00:00"
"""In UTC, as the gradebook has it; the first assignment is due there at 22:59."""

AN_HOUR_LATE = "2027-03-01 23:59:00"


@cache
def _template() -> bytes:
    """The file of a gradebook with two assignments and nobody in it."""
    path = os.environ.get("PATH", os.defpath)
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{path}")  # nbgrader calls alembic
        file = Path(folder) / "gradebook.db"
        with Gradebook(f"sqlite:///{file}", "c") as book:
            for name in ("one", "two"):
                book.add_assignment(name)
            for notebook, assignment in {(notebook, each) for each, notebook, _, _ in CELLS.values()}:
                book.add_notebook(notebook, assignment)
            for cell, (assignment, notebook, points, kind) in CELLS.items():
                book.add_grade_cell(cell, notebook, assignment, max_score=points, cell_type=kind)
                book.add_solution_cell(cell.removeprefix("check-"), notebook, assignment)
        return file.read_bytes()


def open_book(folder: Path) -> Any:
    """A gradebook of its own in a course folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "course_config.py").write_text(CONFIG, encoding="utf-8")
    file = folder / "gradebook.db"
    file.write_bytes(_template())
    return Gradebook(f"sqlite:///{file}", "c")


def hand_in(book: Any, student: str, at: str | None = IN_TIME, **scores: float | None) -> None:
    """A submission for each assignment of which a cell is named; None waits for a person."""
    cells = {name.replace("_", "-"): score for name, score in scores.items()}
    book.update_or_create_student(student)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # nbgrader adds objects in an order that SQLAlchemy mentions
        for assignment in {CELLS[cell][0] for cell in cells}:
            book.add_submission(assignment, student, **({"timestamp": at} if at else {}))
            for cell in (cell for cell, place in CELLS.items() if place[0] == assignment):
                grade = grade_of(book, student, cell)
                grade.auto_score = cells.get(cell, 0)
                grade.needs_manual_grade = grade.auto_score is None
    book.db.commit()


def grade_of(book: Any, student: str, cell: str) -> Any:
    """The row of one cell's score."""
    assignment, notebook, _, _ = CELLS[cell]
    return book.find_grade(cell, notebook, assignment, student)
