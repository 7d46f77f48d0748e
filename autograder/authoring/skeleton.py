"""A new exercise to begin from: it works, asks to double numbers, and waits to be made another one.

Everything that an exercise is made of is written where it belongs: three cells, a row of the course, a file of the
suite, a right answer and a mistake.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from keyword import iskeyword
from pathlib import Path
from typing import Final

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell
from pydantic import ValidationError

from autograder.authoring.planted import HINT, Kind, folder
from autograder.course import CONFIG_FILE, Assignment, Course, CourseError, Exercise, Notebook
from autograder.notebooks.ipynb import grade_id, read, syntax_tree
from autograder.notebooks.plainfile import UnreadableError

SLIP: Final = "you add 2"

TEXT: Final = """## {heading}

What is to be done, and why: say it in words, name the arguments with their shapes, and show one example.

*{asked}*"""
ANSWER: Final = '''def {name}(values):
    """Every number of a tensor of any shape, doubled."""
    ### BEGIN SOLUTION
    return 2 * values
    ### END SOLUTION'''
CHECK: Final = """came = {name}(torch.tensor([1.0, 3.0]))
assert torch.is_tensor(came), f"expected a tensor, got {{came!r}}"
assert came.dtype == torch.float32, f"expected numbers like those that were given, torch.float32, got {{came.dtype}}"
assert came.tolist() == [2.0, 6.0], f"expected 2 and 6 for 1 and 3, got {{came.tolist()}}"
print("{name}: right for this example")"""
SUITE: Final = '''"""Hidden checks of {notebook}: {id}."""

import numpy as np
import pytest


@pytest.mark.exercise("{id}", questions={questions}, points={points})
def test_every_number_is_doubled(student, rng, expect):
    values = rng.normal(size=5).astype(np.float32)
    seen = student.call("{name}", student.tensor(values))
    expect.close(
        seen,
        2 * values,
        "the doubled numbers",
        mistakes={{
            "{spoken}: {slip} to each number; doubling multiplies by it.": values + 2,
        }},
    )
'''


@dataclass(frozen=True)
class Made:
    """What was written: each file with what the author changes in it."""

    files: tuple[tuple[Path, str], ...]


def new_exercise(
    course: Course, assignment: Assignment, notebook: Notebook, name: str, questions: Sequence[int], points: int
) -> Made:
    """Writes the skeleton below the notebook's last exercise; without ``questions`` it is practice, without points.

    CourseError, and nothing is written, where something is in the way.
    """
    if any(each.id == name for one in course.assignments for each in one.exercises):
        raise CourseError(f"there is an exercise {name!r} already; take another id")
    exercise = _exercise(name, questions)
    config = course.root / CONFIG_FILE
    row = with_row(config.read_text(encoding="utf-8"), notebook.name, exercise)
    path = course.source_folder(assignment) / notebook.filename
    node = with_cells(path, notebook, exercise, points)
    suite = course.suite_folder(assignment) / f"test_{notebook.name[:2]}_{exercise.provides[0]}.py"
    right, mistake = (folder(course) / kind / name for kind in Kind)
    texts = {
        suite: _suite(notebook, exercise, points),
        right / "added-to-itself.py": f"def {exercise.provides[0]}(values):\n    return values + values\n",
        mistake / "two-added.py": f"{HINT}{SLIP}\ndef {exercise.provides[0]}(values):\n    return values + 2\n",
    }
    if there := next((each for each in texts if each.exists()), None):
        raise CourseError(f"{there} is there already; move it away, or take another id")
    for each, text in texts.items():
        each.parent.mkdir(parents=True, exist_ok=True)
        each.write_text(text, encoding="utf-8")
    path.write_text(nbformat.writes(node) + "\n", encoding="utf-8")
    config.write_text(row, encoding="utf-8")
    return Made(
        (
            (path, "the text, the answer, what students see checked: the last three cells of its exercises"),
            (suite, "what is checked on hidden inputs, and the hints"),
            (right, "right answers in other spellings, a file each"),
            (mistake, "mistakes, a file each, with a part of the hint that it gets in the first line"),
            (config, f"a row was added{_new_totals(assignment, exercise, points)}"),
        )
    )


def _exercise(name: str, questions: Sequence[int]) -> Exercise:
    function = name.replace("-", "_")
    with suppress(ValidationError):
        if function.isidentifier() and not iskeyword(function):
            return Exercise(id=name, questions=tuple(questions), provides=(function,), bonus=not questions)
    raise CourseError(
        f"{name!r} cannot be an exercise's id, after which its function is called; use small letters, digits and "
        "hyphens, a letter first"
    )


def _new_totals(assignment: Assignment, exercise: Exercise, points: int) -> str:
    if exercise.bonus or assignment.totals is None:
        return ""
    automatic, written = assignment.totals
    return f"; points became more, so set `totals` to ({automatic + points}, {written})"


def _suite(notebook: Notebook, exercise: Exercise, points: int) -> str:
    asked = list(exercise.questions)
    spoken = f"Question {asked[0]}" if asked else "Practice"
    return SUITE.format(
        notebook=notebook.name,
        id=exercise.id,
        questions=asked,
        points=points if asked else 0,
        name=exercise.provides[0],
        spoken=spoken,
        slip=SLIP,
    )


def with_cells(path: Path, notebook: Notebook, exercise: Exercise, points: int) -> NotebookNode:
    """The notebook with the new exercise's cells below its last one."""
    try:
        node = read(path)
    except UnreadableError as error:
        raise CourseError(f"{path}: {error}") from error
    last = {notebook.exercises[-1].check_cell} if notebook.exercises else set()
    places = [number for number, cell in enumerate(node.cells, start=1) if grade_id(cell) in last]
    numbers = ", ".join(map(str, exercise.questions))
    asked = f"Question{'s' * (len(exercise.questions) > 1)} {numbers}" if numbers else "Practice"
    heading, name = exercise.id.replace("-", " ").capitalize(), exercise.provides[0]
    cells = [
        new_markdown_cell(TEXT.format(heading=heading, asked=asked), id=f"text-{exercise.id}"),
        _graded(ANSWER.format(name=name), exercise.id, solution=True),
        _graded(CHECK.format(name=name), exercise.check_cell, grade=True, points=points if numbers else 0),
    ]
    at = places[0] if places else len(node.cells)
    node.cells[at:at] = cells
    return node


def _graded(source: str, name: str, **told: bool | int) -> NotebookNode:
    marks = {"grade": False, "locked": "grade" in told, "schema_version": 3, "solution": False, "task": False}
    return new_code_cell(source, id=name[:64], metadata={"nbgrader": {**marks, "grade_id": name, **told}})


def with_row(text: str, notebook: str, exercise: Exercise) -> str:
    """The text of ``course_config.py`` with a row more in the notebook's exercises.

    CourseError where they are not written as a list of rows.
    """
    row = f'Exercise(id="{exercise.id}", questions={exercise.questions!r}, provides=("{exercise.provides[0]}",)'
    row += ", bonus=True)" if exercise.bonus else ")"
    rows = _rows(syntax_tree(text), notebook)
    if rows is None or not rows.elts:
        raise CourseError(f"{CONFIG_FILE}: the exercises of {notebook!r} are no list of rows; add this one: {row}")
    last = rows.elts[-1]
    lines = text.splitlines(keepends=True)
    end = sum(len(line) for line in lines[: (last.end_lineno or 1) - 1])
    end += len(lines[(last.end_lineno or 1) - 1].encode()[: last.end_col_offset or 0].decode())
    margin = re.match(r"[ \t]*", lines[last.lineno - 1])
    assert margin is not None
    comma = re.match(r"\s*,", text[end:])
    after = end + (comma.end() if comma else 0)
    return f"{text[:after]}{'' if comma else ','}\n{margin[0]}{row},{text[after:]}"


def _rows(tree: ast.Module, notebook: str) -> ast.Tuple | ast.List | None:
    for call in (
        each for each in ast.walk(tree) if isinstance(each, ast.Call) and ast.unparse(each.func) == "Notebook"
    ):
        given = {each.arg: each.value for each in call.keywords}
        match given.get("name"), given.get("exercises"):
            case ast.Constant(value=found), (ast.Tuple() | ast.List()) as rows if found == notebook:
                return rows
    return None
