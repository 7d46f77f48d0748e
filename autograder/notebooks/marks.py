"""The marks of a suite's checks, ``@pytest.mark.exercise("mse", questions=[13], points=2)``, held to the course.

The judge has them from pytest; ``read`` has them from the files, as far as these tell.
"""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from autograder.course import CONFIG_FILE, Assignment, Exercise
from autograder.notebooks.ipynb import syntax_tree

LACKING: Final = object()
"""In place of what a mark does not say."""
WORKED_OUT: Final = object()
"""In place of what a mark works out: the files alone do not tell it."""
_SHAPE: Final = "@pytest.mark.exercise(id, questions=[...], points=n)"


@dataclass(frozen=True)
class Mark:
    """What one check's mark says."""

    where: str
    """The check, as pytest names it: ``test_01b.py::test_mean``."""
    exercise: object
    questions: object
    points: object

    @classmethod
    def of(cls, where: str, arguments: Sequence[object], named: Mapping[str, object]) -> Mark:
        """The mark with these arguments."""
        first = arguments[0] if arguments and (isinstance(arguments[0], str) or arguments[0] is WORKED_OUT) else LACKING
        return cls(where, first, named.get("questions", LACKING), named.get("points", LACKING))

    def of_none(self, assignment: Assignment) -> str:
        """What to say where the mark names no exercise of the assignment; empty where it does."""
        if self.exercise is WORKED_OUT or self._exercise(assignment) is not None:
            return ""
        if not isinstance(self.exercise, str):
            return f"its mark names no exercise; write {_SHAPE}"
        near = difflib.get_close_matches(self.exercise, [each.id for each in assignment.exercises], 1)
        advice = f"did you mean {near[0]!r}?" if near else f"correct the mark, or add the exercise to {CONFIG_FILE}"
        return f"there is no exercise {self.exercise!r}; {advice}"

    def miscounted(self, assignment: Assignment) -> str:
        """What to say where the points cannot be those of a check; empty where they can."""
        exercise = self._exercise(assignment)
        if self.points is LACKING:
            return f"its mark says no points; write {_SHAPE}"
        if exercise is None or self.points is WORKED_OUT:
            return ""
        if type(self.points) is int and (self.points == 0 if exercise.bonus else self.points > 0):
            return ""
        wanted = "0, as the exercise is a bonus" if exercise.bonus else "a whole number of at least 1"
        return f"points must be {wanted}, not {self.points!r}"

    def misasked(self, assignment: Assignment) -> str:
        """What to say where the questions are not those of the exercise; empty where they are."""
        exercise = self._exercise(assignment)
        if self.questions is LACKING:
            return f"its mark says no questions; write {_SHAPE}"
        if exercise is None or self.questions is WORKED_OUT:
            return ""
        try:
            strange = sorted(set(self.questions) - set(exercise.questions))  # type: ignore[call-overload]
        except TypeError:
            return "questions must be a list of numbers, like [13]"
        return f"questions {strange} are not among those of {exercise.id!r}" if strange else ""

    def fault(self, assignment: Assignment) -> str:
        """The first thing that cannot be; empty where all can."""
        return self.of_none(assignment) or self.miscounted(assignment) or self.misasked(assignment)

    def _exercise(self, assignment: Assignment) -> Exercise | None:
        return next((each for each in assignment.exercises if each.id == self.exercise), None)


def read(folder: Path) -> tuple[list[Mark], bool]:
    """The marks in a suite's files, and whether these tell of every check, and that it is one."""
    found: list[Mark] = []
    complete = True
    for path in sorted(folder.glob("test_*.py")):
        try:
            tree = syntax_tree(path.read_bytes())
        except (SyntaxError, ValueError):
            complete = False  # the judge says where
            continue
        if any(isinstance(each, ast.ClassDef) and each.name.startswith("Test") for each in tree.body):
            complete = False
        for where, function in _functions(tree, str(path)):
            marks = [mark for each in function.decorator_list if (mark := _mark(where, each))]
            found += marks
            # What is parametrised or skipped may be more checks, or none.
            if len(marks) != 1 or len(function.decorator_list) != 1:
                complete = False
    return found, complete


def _functions(node: ast.Module | ast.ClassDef, where: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    """The functions that pytest takes for checks, and how it names them."""
    for each in node.body:
        if isinstance(each, ast.ClassDef) and each.name.startswith("Test"):
            yield from _functions(each, f"{where}::{each.name}")
        elif isinstance(each, ast.FunctionDef) and each.name.startswith("test"):
            yield f"{where}::{each.name}", each


def _mark(where: str, decorator: ast.expr) -> Mark | None:
    if not isinstance(decorator, ast.Call) or ast.unparse(decorator.func) != "pytest.mark.exercise":
        return None
    arguments = [_value(each) for each in decorator.args]
    named = {each.arg: _value(each.value) for each in decorator.keywords if each.arg}
    if any(each.arg is None for each in decorator.keywords):  # **what stands elsewhere
        named = {"questions": WORKED_OUT, "points": WORKED_OUT} | named
    return Mark.of(where, arguments, named)


def _value(node: ast.expr) -> object:
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return WORKED_OUT
