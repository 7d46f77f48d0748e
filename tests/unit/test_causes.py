"""One mistake is one note, however many cells below it failed on it."""

from __future__ import annotations

import pytest

from autograder.judging.causes import Cause, Failed, causes, sentence


def told(failed: list[Failed], doubles: dict[int, list[str]] | None = None) -> list[str]:
    return [sentence(each, doubles or {}) for each in causes(failed, doubles or {})]


def test_one_float64_is_one_cause() -> None:
    failed = [Failed(number, on="float64") for number in range(24, 38)]
    [line] = told(failed, {22: ["inputs", "targets"], 30: ["loss"]})
    assert line.startswith("cell 22 makes inputs and targets float64; 14 later cells failed on it: 24, 25, ")


def test_a_cell_that_raised_is_the_cause_of_those_that_need_its_names() -> None:
    failed = [Failed(3, {"w", "b"}), Failed(5, {"loss", "w"}, "w"), Failed(7, {"loss"}, "loss"), Failed(8, {"w"}, "w")]
    assert causes(failed, {}) == [Cause(3, "", (5, 7, 8))]
    assert told(failed) == ["cell 3 did not run to its end; 3 later cells failed on it: 5, 7, 8"]


def test_what_nobody_binds_is_told_once() -> None:
    failed = [Failed(number, {"seaborn"}, "seaborn") for number in (2, 9)]
    assert told(failed) == ["seaborn is not there; 2 cells failed on it: 2, 9"]


@pytest.mark.parametrize(
    "failed",
    [
        [Failed(3), Failed(5)],
        [Failed(3, {"w"}), Failed(5, {"w"}, "w")],
        [Failed(5, on="float64"), Failed(6, on="float64")],
        [Failed(3, {"w"}, "w"), Failed(5, {"b"}, "b")],
    ],
    ids=["causes that are not known", "one cell alone", "float64 that nobody made", "two causes"],
)
def test_what_has_no_cause_in_common_is_not_told_together(failed: list[Failed]) -> None:
    assert told(failed, {9: ["late"]}) == []
