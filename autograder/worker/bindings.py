"""Whose a global name is: what counts of what the cells of a notebook have bound.

All cells share one set of globals, and a course's own cells bind names that a student's helper may have, as does the
student's next answer. So an answer is called with the names as they were where its visible check stands; and what a
cell of the course's bound is not put in place of what a student had called so. Only names that the course's text
speaks of, ``w`` and ``model`` say, are whatever they were bound to last.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any, Final

Namespace = dict[str, Any]

_ABSENT: Final = object()
_WORD: Final = re.compile(r"\w+")
_SHELLS: Final = re.compile(r"_|__|___|_i+|_i?\d+|_dh|_ih|_oh|In|Out|exit|quit|get_ipython|__\w+__")
"""Names that IPython binds by itself."""


class By(StrEnum):
    """Who wrote a cell."""

    STUDENT = "student"
    COURSE = "course"
    SHOW = "show"
    """The course, and nothing that it binds is for anybody else."""


class Bindings:
    """The globals of a notebook, as each answer is to find them."""

    def __init__(self, namespace: Namespace) -> None:
        self._now = namespace
        self.new: set[str] = set()
        """What the last cell has bound."""
        self._counts: Namespace = {}
        """What counts as the value of each name that a cell has bound."""
        self._students: set[str] = set()
        """Those of these names that the student has bound."""
        self._answers: dict[str, Namespace] = {}
        """Exercise -> the globals when its answer had been bound, or where its check stands."""
        self._words: dict[str, set[str]] = {}
        """Exercise -> the words of the cell that bound its answer."""
        self._provided: set[str] = set()
        self._for = ""
        self._before: Namespace = {}
        """What stands in for what while an answer is asked."""

    def cell(self) -> Namespace:
        """To be asked for before a cell, and handed to :meth:`ran` after it."""
        return dict(self._now)

    def ran(
        self, before: Namespace, by: By, text: str, spoken: Collection[str], answers: Mapping[str, Collection[str]]
    ) -> set[str]:
        """Takes note of what a cell has bound; the names of ``answers`` among it.

        ``spoken`` are names in the text that the course speaks of, ``answers`` the exercises, with the names that they
        provide, that it may hold answers to.
        """
        now = self._now
        self.new = bound = {
            name
            for name, value in now.items()
            if before.get(name, _ABSENT) is not value and not _SHELLS.fullmatch(name)
        }
        for name in before.keys() - now.keys():
            self._counts.pop(name, None)
            self._students.discard(name)
        for name in bound:
            if by is By.SHOW and name in self._counts:
                continue
            if by is By.COURSE and name in self._students and name not in spoken:
                continue
            if by is not By.SHOW:
                self._counts[name] = now[name]
                (self._students.add if by is By.STUDENT else self._students.discard)(name)
        if by is not By.STUDENT:
            return set()
        told = set()
        for exercise, names in answers.items():
            self._provided.update(names)
            if found := bound.intersection(names):
                told |= found
                self._words[exercise] = set(_WORD.findall(text))
                self.checked(exercise)
        return told

    def checked(self, exercise: str) -> None:
        """Takes note of the globals for an answer that has been bound, whose check stands here."""
        if exercise in self._words:
            counts = self._counts.keys() - self._words[exercise]
            self._answers[exercise] = self._now | {
                name: self._counts[name] for name in counts if self._now.get(name, _ABSENT) is not self._counts[name]
            }

    def all_ran(self) -> None:
        """Once no more cells are to come: the names are bound to what counts."""
        self._now.update(self._counts)

    def stand_for(self, exercise: str) -> None:
        """The globals are as the answer to the exercise found them, but for what exercises provide."""
        if exercise == self._for:
            return
        for name, value in self._before.items():
            self._bind(name, value)
        self._for, self._before = exercise, {}
        then = self._answers.get(exercise)
        if then is None:
            return
        others = {name: value for name, value in then.items() if self._now.get(name, _ABSENT) is not value}
        # A name that was bound later takes the place of nothing, but a builtin's.
        others |= {name: _ABSENT for name in self._now.keys() - then.keys() if hasattr(builtins, name)}
        for name in others.keys() - self._provided:
            if not _SHELLS.fullmatch(name):
                self._before[name] = self._now.get(name, _ABSENT)
                self._bind(name, others[name])

    def _bind(self, name: str, value: Any) -> None:
        if value is _ABSENT:
            self._now.pop(name, None)
        else:
            self._now[name] = value
