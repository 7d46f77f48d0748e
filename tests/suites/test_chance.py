"""No right answer loses a point by bad luck, and none that is half done gets by: a part of what the benchmarks try."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.calibrate_thresholds import (
    FIRST,
    HALF,
    HALF_BATCHES,
    SECOND,
    THIRD,
    UNTRAINED,
    fit,
    penguins,
    table,
    train,
)
from benchmarks.luck import ANSWERS, SOLUTIONS, counted
from tests.proof import PROOF, SEED

pytestmark = pytest.mark.finds("a right answer that loses by chance, and a wrong one that gets by")


@pytest.mark.parametrize(("what", "seeds"), [(SOLUTIONS, 100 if PROOF else 8), (ANSWERS, 5 if PROOF else 1)])
def test_right_answers_have_no_bad_luck(what: str, seeds: int) -> None:
    found = counted(what, seeds)
    assert found.made > 500
    assert not found.missed


@pytest.mark.parametrize(
    ("run", "limit", "wrong"),
    [
        (train, FIRST.TRAIN_LIMIT, HALF),
        (fit, SECOND.FIT_LIMIT, HALF | HALF_BATCHES),
        (table, THIRD.BATCH_LIMIT, HALF | HALF_BATCHES | UNTRAINED),
        (penguins, THIRD.PENGUIN_LIMIT, HALF | HALF_BATCHES | UNTRAINED),
    ],
)
def test_limits_part_right_runs_from_half_done_ones(run: Any, limit: float, wrong: dict[str, dict[str, float]]) -> None:
    seeds = range(100) if PROOF else range(int(SEED) % 4, 100, 4)
    assert max(run(seed) for seed in seeds) < limit
    for fractions in wrong.values():
        assert min(run(seed, **fractions) for seed in seeds) > limit
