"""No check takes long or much to look at whatever an answer holds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from autograder import wire
from autograder.course import Assignment, Course
from autograder.judging.judge import Judge
from tests.engine.conftest import assignment, course
from tests.fuzz.checks import Case, cases, hostile, look, places
from tests.fuzz.frames import receive
from tests.proof import some

__all__ = ["assignment", "course"]

pytestmark = pytest.mark.finds("a check whose time or memory an answer can choose")


@pytest.fixture(scope="module")
def judge(course: Course, assignment: Assignment) -> Iterator[Judge]:
    with Judge(course.with_weak_sandbox(), assignment) as opened:
        yield opened


@pytest.fixture(scope="module")
def tried(judge: Judge) -> list[Case]:
    """All in a proof, otherwise one in twenty, of each check."""
    return some(list(cases(judge)), 20, kind=lambda case: case.check.label)


def test_no_check_takes_more_than_two_seconds(judge: Judge, tried: list[Case]) -> None:
    """The worst that was seen took 0.05 s: a factor of forty."""
    assert {case.check for case in tried} == {check for check in judge.checks if check.exercise.provides}
    slow = [(seconds, case.check.label, case.name) for case in tried if (seconds := look(judge, case)[0]) > 2]
    assert not slow


def test_no_check_takes_more_than_two_hundred_megabytes(judge: Judge, tried: list[Case]) -> None:
    """The worst that was seen took 1 MB: most checks miss such an answer by its form."""
    large = [
        (peak, case.check.label, case.name)
        for case in some(tried, 7)
        if (peak := look(judge, case, memory=True)[1]) > 200 << 20
    ]
    assert not large


def test_what_is_hostile_travels() -> None:
    """Else a worker could not send it, and nothing would have been tried."""
    for name, value in hostile().items():
        seen = receive(wire.encode(value))
        assert "too large" in name or not isinstance(seen, wire.Opaque) or name == "opaque", name
        assert repr(places_of(seen)) == repr(places_of(value)), name


def places_of(value: object) -> list[object]:
    return [path for path, _ in zip(places(value), range(100), strict=False)]
