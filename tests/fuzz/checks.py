"""Honest answers with hostile parts, for the judge's side of every check; and what looking at them takes.

``python -m tests.fuzz.checks`` runs all of them and prints the worst.
"""

from __future__ import annotations

import argparse
import time
import tracemalloc
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from autograder import wire
from autograder.course import load_course
from autograder.judging.examination import Attempt, Check
from autograder.judging.judge import Judge
from autograder.judging.student import Student
from autograder.notebooks.source import notebook_files

MOST: Final = wire.ELEMENTS
PARTS: Final = int(wire.parts(MOST))
POSITIONS: Final = 12
"""Of one answer: so many of its parts are replaced, one at a time."""


def deep(levels: int) -> Any:
    value: Any = 0.5
    for _ in range(levels):
        value = [value]
    return value


def hostile() -> dict[str, Any]:
    """What a worker may send in place of a part: every dtype, odd shapes, large, deep, empty; within what travels."""
    found: dict[str, Any] = {}
    for name, dtype in wire.DTYPES.items():
        full = np.resize(np.array([0, 1, 2, 3, 255, 7], dtype=np.uint8), MOST).astype(dtype)
        found[f"{name} tensor of {MOST}"] = wire.Tensor(full)
        found[f"{name} tensor, square"] = wire.Tensor(full.reshape(128, -1))
        found[f"{name} array of {MOST}"] = full
        found[f"{name} tensor of no dimension"] = wire.Tensor(full[:1].reshape(()))
    nan = np.full(MOST, np.nan, dtype=np.float32)
    shapes: Sequence[tuple[int, ...]] = (
        (0,), (MOST, 0), (0, MOST), (0, 0, 0), (1,) * 8, (4,) * 7, (2,) * 8, (1, MOST), (MOST, 1), (1, 1, MOST),
    )  # fmt: skip
    found |= {f"tensor of {shape}": wire.Tensor(np.resize(nan, shape)) for shape in shapes}
    found |= {
        "infinities": wire.Tensor(np.full((64, 3), np.inf, dtype=np.float32)),
        "tiny and huge": wire.Tensor(np.array([[5e-324, 1e308], [-1e308, -0.0]])),
        "with a gradient": wire.Tensor(np.zeros((5, 3), dtype=np.float32), requires_grad=True),
        "a list of numbers": [float(n) for n in range(PARTS - 1)],
        "a list of lists": [[0.5] * 3 for _ in range(PARTS // 4)],
        "a list of texts": ["x"] * (PARTS - 1),
        "a list of tensors": [wire.Tensor(np.zeros(1, dtype=np.float32))] * (PARTS // 2),
        "a dict of numbers": {n: float(n) for n in range(PARTS // 2 - 1)},
        "a dict of lists": {str(n): [n] for n in range(PARTS // 4)},
        "a long text": "x" * 20_000,
        "surrogates": "\ud800" * 10_000,
        "a large int": 10**299,
        "a large negative int": -(10**299),
        "NaN": float("nan"),
        "infinity": float("-inf"),
        "a key that is NaN": {float("nan"): 1.0},
        "deep": deep(wire.MAX_DEPTH - 5),
        "deep and wide": [deep(wire.MAX_DEPTH - 8)] * 100,
        "nothing": None,
        "an empty list": [],
        "an empty tuple": (),
        "an empty dict": {},
        "an empty text": "",
        "a truth": True,
        "opaque": wire.Opaque("function"),
        "too large": wire.Opaque(f"tensor {wire.TOO_LARGE}"),
    }
    return found


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths to all parts of a value, the whole first."""
    yield path
    if isinstance(value, list | tuple):
        for index, each in enumerate(value):
            yield from places(each, (*path, index))
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from places(each, (*path, key))


def replaced(value: Any, path: tuple[Any, ...], part: Any) -> Any:
    """The value with another part at the path."""
    if not path:
        return part
    first, rest = path[0], path[1:]
    if isinstance(value, dict):
        return {key: replaced(each, rest, part) if key == first else each for key, each in value.items()}
    return type(value)(replaced(each, rest, part) if index == first else each for index, each in enumerate(value))


class Recording(Student):
    """Keeps what a notebook answers, by check."""

    def __init__(self, student: Student, answers: list[Any]) -> None:
        self.__dict__.update(vars(student))
        self._answers = answers

    def call(self, name: str, *arguments: Any, **rest: Any) -> Any:
        return self._keep(super().call(name, *arguments, **rest))

    def value(self, name: str, at_most: int = wire.ELEMENTS) -> Any:
        return self._keep(super().value(name, at_most))

    def probe(self, name: str, *arguments: Any, **rest: Any) -> Any:
        return self._keep(super().probe(name, *arguments, **rest))

    def _keep(self, answer: Any) -> Any:
        self._answers.append(answer)
        return answer


class Replaying(Student):
    """Gives the answers it was made with, and the last one again."""

    def __init__(self, answers: Sequence[Any]) -> None:
        self._left = list(answers)

    def _next(self) -> Any:
        return self._left.pop(0) if len(self._left) > 1 else self._left[0]

    def call(self, name: str, *arguments: Any, **rest: Any) -> Any:
        return self._next()

    def value(self, name: str, at_most: int = wire.ELEMENTS) -> Any:
        return self._next()

    def probe(self, name: str, *arguments: Any, **rest: Any) -> Any:
        return self._next()


@dataclass(frozen=True)
class Case:
    """One check, the answers that it gets, and what is hostile in them."""

    check: Check
    answers: tuple[Any, ...]
    name: str


def honest(judge: Judge) -> dict[Check, list[Any]]:
    """What the solutions answer to each check."""
    kept: dict[Check, list[Any]] = {}
    before = judge.asking
    judge.asking = lambda check, student: Recording(student, kept.setdefault(check, []))
    try:
        folder = judge.course.source_folder(judge.assignment)
        report = judge.grade(judge.source.submission("solutions", notebook_files(folder))).report
    finally:
        judge.asking = before
    assert report.score == report.max_score
    return {check: kept[check] for check in judge.checks if kept.get(check)}


def cases(judge: Judge) -> Iterator[Case]:
    """Every check, every answer, its first parts, every hostile value."""
    values = hostile()
    for check, answers in honest(judge).items():
        for number, answer in enumerate(answers[:4]):
            for path in list(places(answer))[:POSITIONS]:
                for name, value in values.items():
                    mixed = (*answers[:number], replaced(answer, path, value), *answers[number + 1 :])
                    yield Case(check, mixed, f"answer {number + 1}, part {path}: {name}")


def look(judge: Judge, case: Case, memory: bool = False) -> tuple[float, int]:
    """Seconds of processor time that the check takes, and the bytes that it holds at most, if asked for."""
    attempt = Attempt(Replaying(case.answers), case.check)
    if memory:
        tracemalloc.start()
    started = time.process_time()
    judge._run(case.check, attempt)
    seconds = time.process_time() - started
    peak = 0
    if memory:
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return seconds, peak


def main() -> None:
    """All cases, once for the time and once for the memory; the ten worst of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=int, default=1, help="look at one case in so many")
    share = parser.parse_args().share
    course = load_course(Path(__file__).parent)
    with Judge(course.with_weak_sandbox(), course.assignments[0]) as judge:
        every = [case for number, case in enumerate(cases(judge)) if number % share == 0]
        times = sorted(((look(judge, case)[0], case) for case in every), key=lambda pair: -pair[0])
        peaks = sorted(((look(judge, case, memory=True)[1], case) for case in every[::7]), key=lambda pair: -pair[0])
    print(f"{len(every)} cases of {len({case.check for case in every})} checks")
    for seconds, case in times[:10]:
        print(f"{seconds:.3f} s  {case.check.label}  {case.name}")
    for peak, case in peaks[:10]:
        print(f"{peak / 1e6:.1f} MB  {case.check.label}  {case.name}")


if __name__ == "__main__":
    main()
