"""Which of a notebook's cells count: all but those that only show, as long as nothing that counts leans on one.

A cell of the release that is tagged ``show`` tells in words or in a picture what an answer does. As released it is not
run for a score; one that the student changed is the student's own and is. Where a cell that counts needs a name that
only such a cell binds (a student plots in the course's colours, or calls a function of a picture's), that cell is run
as well. No name that it binds takes the place of a student's: see ``worker/bindings``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

SHOW: Final = "show"
"""The tag of cells that only show what an answer does."""

_WORD: Final = re.compile(r"\w+")

Numbered = tuple[int, str]
"""A cell's place in the notebook, from 1, and its text."""


@dataclass(frozen=True)
class Names:
    """Global names that a text binds, and names that it needs from other cells."""

    bound: frozenset[str] = frozenset()
    needed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Counted:
    """A cell that is run for the score."""

    number: int
    text: str
    shows: bool = False


def words(text: str) -> set[str]:
    """Everything in a text that could be a name."""
    return set(_WORD.findall(text))


def counted(
    cells: Sequence[Numbered], showing: Collection[int], names: Mapping[str, Names], everything: bool = False
) -> list[Counted]:
    """The cells to run, in their order; all of them where ``everything`` is wanted.

    ``showing`` are the numbers of those that only show, ``names`` has what is known of each text.
    """
    own = [names.get(text, Names()) for number, text in cells if number not in showing]
    binders = Counter(name for each in own for name in each.bound)
    # A name that only the cell itself binds, after it has needed it, is not there yet.
    needed = {name for each in own for name in each.needed if binders[name] == (name in each.bound)}
    leaned_on: dict[int, Names] = {}
    left = {number: names.get(text, Names()) for number, text in cells if number in showing}
    if everything:
        leaned_on = dict(left)
    while more := {number: each for number, each in left.items() if each.bound & needed and number not in leaned_on}:
        leaned_on |= more
        needed |= {name for each in more.values() for name in each.needed if not binders[name]}
    return [
        Counted(number, text, number in leaned_on)
        for number, text in cells
        if number not in showing or number in leaned_on
    ]
