"""Which cell others failed on: one mistake is told once, however many cells below it could not run.

A cell fails on an earlier one where it needs a name that this would have bound and did not, as it was stopped or
raised; or where numbers of two precisions meet, and this was the first that had made float64.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

FLOAT64: Final = "float64"
"""What a worker tells a cell failed on where dtypes did not match; the name of what was missing otherwise."""
FEWEST: Final = 2
"""Cells that fail on one cause before they are told together; one alone is told with its line."""


@dataclass(frozen=True)
class Failed:
    """A cell that did not run to its end, or was left out."""

    number: int
    words: Collection[str] = ()
    """What could be a name in its text."""
    on: str = ""
    """What it failed on, as the worker claims: a name, or "float64"; empty where that is not known."""


@dataclass(frozen=True)
class Cause:
    """What several cells failed on: an earlier ``cell``, or, where there is none (0), ``what`` was not there."""

    cell: int
    what: str
    cells: tuple[int, ...]

    @property
    def followed(self) -> str:
        """The end of the sentence that names the cause."""
        return f"{len(self.cells)} later cells failed on it: {', '.join(map(str, self.cells))}"


def causes(failed: Collection[Failed], doubles: Mapping[int, Collection[str]]) -> list[Cause]:
    """The causes of ``FEWEST`` and more failed cells; ``doubles`` are the cells that bound float64, and as what."""
    found: dict[int, tuple[int, str]] = {}
    """Failed cell -> where its cause is."""
    before: list[Failed] = []
    for each in sorted(failed, key=lambda each: each.number):
        if each.on == FLOAT64:
            made = [number for number in sorted(doubles) if number < each.number]
            if made:
                found[each.number] = (made[0], FLOAT64)
        elif each.on:
            broken = [cell.number for cell in before if each.on in cell.words and cell.on != each.on]
            cause = (broken[-1], "") if broken else (0, each.on)
            found[each.number] = found.get(cause[0], cause)
        before.append(each)
    together: dict[tuple[int, str], list[int]] = {}
    for number, cause in found.items():
        together.setdefault(cause, []).append(number)
    return [Cause(cell, what, tuple(numbers)) for (cell, what), numbers in together.items() if len(numbers) >= FEWEST]


def with_causes(notes: Sequence[str], found: Sequence[Cause], doubles: Mapping[int, Collection[str]]) -> list[str]:
    """The notes, with what failed on a cell in the note that tells how this one ended, or in one of its own."""
    told = list(notes)
    for cause in found:
        ends = tuple(f"cell {cause.cell} {how} " for how in ("raised", "was stopped", "ended"))
        own = [place for place, note in enumerate(told) if f"{note} ".startswith(ends)]
        if own and not cause.what:
            told[own[-1]] += f"; {cause.followed}"
        else:
            told.append(sentence(cause, doubles))
    return told


def sentence(cause: Cause, doubles: Mapping[int, Collection[str]]) -> str:
    """A cause that no other note names, and what failed on it."""
    if cause.what == FLOAT64:
        names = sorted(doubles[cause.cell])
        return f"cell {cause.cell} makes {_listed(names)} float64; {cause.followed}"
    if cause.cell:
        return f"cell {cause.cell} did not run to its end; {cause.followed}"
    return f"{cause.what} is not there; {len(cause.cells)} cells failed on it: {', '.join(map(str, cause.cells))}"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
