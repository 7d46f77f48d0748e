"""What ``make test`` tries a part of, another one each day, and ``make proof`` all of.

``PROOF=1`` asks for everything; ``PROOF_SEED`` chooses the part: without it, the day does. A run prints its seed.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

PROOF: Final = os.environ.get("PROOF") == "1"
SEED: Final = os.environ.setdefault("PROOF_SEED", f"{datetime.now(UTC):%Y%m%d}")
"""In the environment, so that every process of a run has the same."""

Thing = TypeVar("Thing")


def some(
    things: Sequence[Thing],
    share: int,
    kept: Collection[Thing] = (),
    kind: Callable[[Thing], Any] = lambda _: None,
) -> list[Thing]:
    """All of ``things`` in a proof, otherwise ``kept`` and about one in ``share`` of the others, in their order.

    With ``kind``, at least one of each kind.
    """
    if PROOF:
        return list(things)
    drawn = random.Random(f"{SEED} {len(things)} {share}")
    kinds: dict[Any, list[int]] = {}
    for number, thing in enumerate(things):
        kinds.setdefault(kind(thing), []).append(number)
    chosen = {number for each in kinds.values() for number in drawn.sample(each, max(1, round(len(each) / share)))}
    return [thing for number, thing in enumerate(things) if number in chosen or thing in kept]
