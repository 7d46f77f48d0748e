"""What was seen of a student's repository, and when: the record of looks, and the commit that counts by it.

A look has the time at which its fetch had ended: every commit in it was on the host by then. A commit's own date says
what its author wants it to say, and nothing here reads it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

SCHEMA: Final = "autograder/look/v1"


@dataclass(frozen=True)
class Look:
    """One look at one repository."""

    at: datetime
    place: str
    """Which repository it was, without protocol and password."""
    head: str
    """The default branch; empty where the host names none, as when it does not exist."""
    branches: Mapping[str, str]
    """Branch -> commit."""

    @property
    def branch(self) -> str:
        """The branch that is handed in: the default one, or the only one; empty where there is no such."""
        if self.head in self.branches:
            return self.head
        return next(iter(self.branches)) if len(self.branches) == 1 else ""

    @property
    def commit(self) -> str:
        """The commit that is handed in; empty where there is none."""
        return self.branches.get(self.branch, "")


def counting(looks: Sequence[Look], due: datetime | None, late: bool = False) -> Look | None:
    """The look whose commit counts; None where nothing was handed in by then.

    It is the last one at the deadline, or the first one of all where nobody looked before; the newest where there is
    no deadline, or ``late`` work is wanted. Where that look found no branch any more, what was seen before it counts.
    """
    by_then = looks
    if due is not None and not late:
        by_then = [look for look in looks if look.at <= due] or looks[:1]
    return next((look for look in reversed(by_then) if look.commit), None)


def first_seen(looks: Sequence[Look], commit: str) -> datetime:
    """When a commit was first seen on any branch; StopIteration where it never was."""
    return next(look.at for look in looks if commit in look.branches.values())


def handed_in(looks: Sequence[Look], commit: str) -> datetime:
    """When a commit was first seen on the branch that counts; StopIteration where it never was."""
    return next(look.at for look in looks if look.commit == commit)


@dataclass(frozen=True)
class Record:
    """The looks at one student's repository: a file to which lines are added, and which nobody rewrites."""

    path: Path

    def append(self, look: Look) -> None:
        """Adds a look, and returns when the disk has it."""
        row = {
            "schema": SCHEMA,
            "at": look.at.astimezone(UTC).isoformat(),
            "place": look.place,
            "head": look.head,
            "branches": dict(look.branches),
        }
        with self.path.open("ab+") as file:
            size = file.tell()
            torn = size and os.pread(file.fileno(), 1, size - 1) != b"\n"
            file.write(b"\n" * bool(torn) + json.dumps(row).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def read(self) -> tuple[list[Look], list[int]]:
        """The looks, oldest first, and the numbers of lines that hold none."""
        looks: list[Look] = []
        spoilt: list[int] = []
        lines = self.path.read_bytes().splitlines() if self.path.exists() else []
        for number, line in enumerate(lines, start=1):
            try:
                looks.append(_look(json.loads(line)))
            except (ValueError, KeyError, TypeError, AttributeError):
                spoilt.append(number)
        return looks, spoilt


def _look(row: dict[str, object]) -> Look:
    branches = row["branches"]
    if row["schema"] != SCHEMA or not isinstance(branches, dict):
        raise ValueError
    at = datetime.fromisoformat(str(row["at"])).astimezone(UTC)
    return Look(at, str(row["place"]), str(row["head"]), {str(name): str(sha) for name, sha in branches.items()})
