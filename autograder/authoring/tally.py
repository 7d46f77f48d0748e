"""How much a report can tell: the different ones that an exercise can cause, counted while its solution is judged.

What an answer gives decides which report its author reads, and the answer has seen hidden inputs. So each way in which
a check can be missed, with each hint that it can get, is a word that code could say to its author.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from autograder import wire
from autograder.judging.examination import Check
from autograder.judging.expectation import KINDS, Expect, Mistakes
from autograder.judging.judge import Judge
from autograder.notebooks.source import notebook_files

SORTS: Final = len(KINDS) + wire.MAX_DIMENSIONS + 1 + len(wire.DTYPES) * (wire.MAX_DIMENSIONS + 1) + 1
"""What ``describe`` can call a value."""
ENDED: Final = 7
"""A check that its answer did not reach: no such name, no time, a process that ended, files, threads, no form."""


def variants(expected: Any) -> int:
    """In how many words a difference from an expected value can be told."""
    match expected:
        case np.ndarray() | np.generic():
            array = np.asarray(expected)
            lengths = len({0, 1, *array.shape})
            shapes = sum(lengths**dimensions for dimensions in range(array.ndim + 2)) + wire.MAX_DIMENSIONS
            return int(SORTS + shapes + len(wire.DTYPES) + 3)
        case float():
            return SORTS + 2
        case dict():
            return SORTS + sum(map(variants, expected.values()))
        case tuple() | list():
            return SORTS + 4 + sum(map(variants, expected))
    return SORTS + 1


class Tally(Expect):
    """Counts, beside comparing, in how many ways its check can be missed."""

    def __init__(self) -> None:
        self.ways = 0

    def that(self, condition: bool, message: str, hint: str = "") -> None:
        self.ways += 1
        super().that(condition, message, hint)

    def pair(self, observed: wire.Value, message: str, hint: str = "") -> tuple[wire.Value, wire.Value]:
        self.ways += SORTS
        return super().pair(observed, message, hint)

    def parts(self, observed: wire.Value, form: Any, message: str, hint: str = "") -> Any:
        self.ways += 1
        return super().parts(observed, form, message, hint)

    def number(self, observed: wire.Value, message: str, hint: str = "") -> float:
        self.ways += 1
        return super().number(observed, message, hint)

    def close(
        self,
        observed: wire.Value,
        expected: Any,
        what: str = "the result",
        *,
        mistakes: Mistakes | Callable[[], Mistakes] | None = None,
        **rest: Any,
    ) -> None:
        known = mistakes() if callable(mistakes) else mistakes
        self.ways += variants(expected) * (1 + len(known or {}))
        super().close(observed, expected, what, mistakes=mistakes, **rest)


def bits(judge: Judge) -> dict[str, float]:
    """Exercise id -> how many bits its reports can carry at most, by what its checks compare for the solution."""
    tallies: dict[Check, Tally] = {}
    judge.expecting = lambda check: tallies.setdefault(check, Tally())
    try:
        folder = judge.course.source_folder(judge.assignment)
        judge.grade(judge.source.submission("solutions", notebook_files(folder)))
    finally:
        judge.expecting = lambda _: Expect()
    found: dict[str, float] = {each.id: 0.0 for each in judge.assignment.exercises}
    for check, tally in tallies.items():
        raised = 2 + len(
            check.raised
        )  # an exception that the visible check raises, too, or not; with a hint of its own
        found[check.exercise.id] += math.log2(1 + tally.ways + raised + ENDED)
    return found
