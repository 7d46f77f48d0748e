"""What the checks of one exercise asked, what came and what was expected: for who has to decide a dispute.

Hidden inputs and expected values stand in it. It is for the instructor's terminal and for nobody else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from autograder import wire
from autograder.course import Assignment, Course
from autograder.judging.examination import Check
from autograder.judging.expectation import ATOL, RTOL, Expect, Miss, describe
from autograder.judging.judge import Judge, Judged
from autograder.judging.session import StudentError
from autograder.judging.student import Student
from autograder.notebooks.source import Submission

LONGEST: Final = 20_000
"""Characters of a value: a check may ask for a hundred histories at once."""
ELEMENTS: Final = 40
"""Of an array of more, the first and the last are shown."""


@dataclass(frozen=True)
class Step:
    """Something that happened in a check: ``what`` it was, in a word, and the ``text`` to it."""

    what: str
    text: str


@dataclass
class Look:
    """One run of a check; a second one is in the student's own surroundings."""

    check: str
    steps: list[Step] = field(default_factory=list)


@dataclass(frozen=True)
class Explained(Judged):
    """A report, the text of the answer to an exercise, and how its checks came to their verdicts."""

    answer: str = ""
    looks: tuple[Look, ...] = ()


class ExplainingJudge(Judge):
    """A judge that writes down how the checks of one exercise go."""

    def __init__(self, exercise: str, course: Course, assignment: Assignment) -> None:
        super().__init__(course, assignment)
        self._exercise = exercise
        self._looks: list[Look] = []
        self.asking = self._asked
        self.expecting = self._expected

    def grade(self, submission: Submission) -> Explained:
        """The report, with every look at the exercise."""
        self._looks.clear()
        judged = super().grade(submission)
        cells = (cell for each in submission.notebooks for cell in each.cells if cell.grade_id == self._exercise)
        answer = next((cell.source for cell in cells), "")
        return Explained(judged.report, judged.outputs, judged.submission, answer, tuple(self._looks))

    def _look(self, check: Check, begins: bool) -> Look | None:
        if check.exercise.id != self._exercise:
            return None
        if begins or not self._looks or self._looks[-1].check != check.id:
            self._looks.append(Look(check.id))
        return self._looks[-1]

    def _asked(self, check: Check, student: Student) -> Student:
        look = self._look(check, begins=True)
        return _Asking(student, look) if look else student

    def _expected(self, check: Check) -> Expect:
        look = self._look(check, begins=False)
        return _Expecting(look) if look else Expect()


class _Asking(Student):
    """Writes down each question and its answer."""

    def __init__(self, student: Student, look: Look) -> None:
        self.__dict__.update(vars(student))
        self._look = look

    def call(self, name: str, *arguments: Any, at_most: int = wire.ELEMENTS) -> Any:
        return self._told(
            f"{name}({_arguments(arguments)})", lambda: Student.call(self, name, *arguments, at_most=at_most)
        )

    def value(self, name: str, at_most: int = wire.ELEMENTS) -> Any:
        return self._told(name, lambda: Student.value(self, name, at_most))

    def probe(self, name: str, *arguments: Any, uses: Sequence[str] = (), at_most: int = wire.ELEMENTS) -> Any:
        return self._told(
            f"the probe {name}({_arguments(arguments)})",
            lambda: Student.probe(self, name, *arguments, uses=uses, at_most=at_most),
        )

    def _told(self, question: str, answer: Any) -> Any:
        self._look.steps.append(Step("asked", question))
        try:
            came = answer()
        except StudentError as error:
            told = getattr(error, "told", "") or f"{type(error).__name__}: {error}"
            self._look.steps.append(Step("came", f"no answer ({told})"))
            raise
        self._look.steps.append(Step("came", shown(came)))
        return came


class _Expecting(Expect):
    """Writes down each comparison, and how it ended."""

    def __init__(self, look: Look) -> None:
        self._look = look

    def that(self, condition: bool, message: str, hint: str = "") -> None:
        if not condition:
            self._look.steps.append(Step("missed", message))
        super().that(condition, message, hint)

    def close(self, observed: wire.Value, expected: Any, what: str = "the result", **rest: Any) -> None:
        rtol, atol = rest.get("rtol", RTOL), rest.get("atol", ATOL)
        within = f"within {rtol:g} of the largest number of each array, and {atol:g}"
        wanted = "finite numbers in this form" if atol == np.inf else f"{within}: {shown(expected)}"
        self._look.steps.append(Step("expected", f"{what}, {wanted}"))
        try:
            super().close(observed, expected, what, **rest)
        except Miss as miss:
            self._look.steps += [Step("compared", shown(observed)), Step("missed", miss.message)]
            raise


def _arguments(values: Sequence[Any]) -> str:
    return ", ".join(shown(each) for each in values)


def shown(value: Any) -> str:
    """A value in full, as far as one can read it."""
    text = _shown(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} ..."


def _shown(value: Any) -> str:
    match value:
        case wire.Tensor(array):
            return f"tensor{array.shape} {_numbers(array)}"
        case np.ndarray() | np.generic():
            array = np.asarray(value)
            return f"array{array.shape} {_numbers(array)}"
        case wire.Opaque():
            return describe(value)
        case list() | tuple():
            inner = ", ".join(_shown(each) for each in value[:ELEMENTS]) + (", ..." if len(value) > ELEMENTS else "")
            return f"[{inner}]" if isinstance(value, list) else f"({inner})"
        case Mapping():
            return "{" + ", ".join(f"{key!r}: {_shown(each)}" for key, each in value.items()) + "}"
    return repr(value)


def _numbers(array: np.ndarray[Any, Any]) -> str:
    return np.array2string(array, precision=7, threshold=ELEMENTS, separator=", ").replace("\n", "")
