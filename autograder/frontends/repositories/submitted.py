"""One student's folder in ``submitted/``, where nbgrader looks for work: laid out whole, or left as it is.

The folder is made beside its place and renamed into it. Digests of its files are kept beside the mirror: by them a
folder that somebody else made, or changed since, is known, and nothing takes its place.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from autograder.course import TIMESTAMP, Assignment, Course
from autograder.frontends.repositories.mirrors import repositories_folder
from autograder.notebooks.plainfile import UnreadableError, contents

SCHEMA: Final = "autograder/collected/v1"


@dataclass(frozen=True)
class Collected:
    """What lies in a student's folder, and where it is from."""

    commit: str
    branch: str
    seen: str
    """The time of the look that first saw the commit on the branch that counts."""
    untouched: bool
    """Whether its notebooks are as they were released."""
    notes: tuple[str, ...]
    """What there is to say of its files."""
    files: Mapping[str, str]
    """Name -> digest."""


@dataclass(frozen=True)
class Place:
    """A student's folder, and the file beside the mirror that tells what was laid into it."""

    folder: Path
    memory: Path

    @classmethod
    def of(cls, course: Course, assignment: Assignment, mirrors: Path, student: str) -> Place:
        """The place of a student's work on an assignment, whose mirrors lie in a folder."""
        return cls(course.root / "submitted" / student / assignment.name, mirrors / f"{student}.collected.json")

    def collected(self) -> Collected | None:
        """What was laid out last; None where nothing was, or the file that tells is spoilt."""
        try:
            row: dict[str, Any] = json.loads(self.memory.read_bytes())
            if row.pop("schema") != SCHEMA:
                return None
            return Collected(**{**row, "notes": tuple(row["notes"])})
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def mend(self) -> None:
        """Takes away what a command left that was ended in the middle, and puts back what it had moved."""
        if self._old.exists():
            if os.path.lexists(self.folder):
                shutil.rmtree(self._old)
            else:
                self._old.rename(self.folder)
        shutil.rmtree(self._new, ignore_errors=True)

    def state(self, known: Collected | None) -> str:
        """``empty``, ``ours``, ``edited`` since it was laid out, or ``foreign``: somebody else's."""
        if not os.path.lexists(self.folder):
            return "empty"
        if known is None or self.folder.is_symlink() or not self.folder.is_dir():
            return "foreign"
        return "ours" if digests(self.folder) == known.files else "edited"

    def lay(self, fill: Callable[[Path], Collected | None], replacing: bool) -> Collected | None:
        """Has an empty folder filled, and moves it into place with its time of arrival.

        Where ``fill`` gives None, nothing changes. Where another folder may not be replaced, one with the same files
        is taken for this one; None where it has others.
        """
        parent = self.folder.parent
        parent.mkdir(parents=True, exist_ok=True)
        self._new.mkdir()
        try:
            made = fill(self._new)
            if made is None:
                return None
            if os.path.lexists(self.folder) and not replacing:
                same = self.folder.is_dir() and not self.folder.is_symlink() and digests(self.folder) == made.files
                return self._remember(made) if same else None
            (self._new / TIMESTAMP).write_text(stamp(datetime.fromisoformat(made.seen)) + "\n", encoding="utf-8")
            _synced(self._new)
            if self.folder.exists():
                self.folder.rename(self._old)
            self._new.rename(self.folder)
            return self._remember(made)
        finally:
            self.mend()
            with suppress(OSError):
                parent.rmdir()  # where nothing was laid out, and nothing else is

    @property
    def _new(self) -> Path:
        return self.folder.with_name(f".{self.folder.name}.new")

    @property
    def _old(self) -> Path:
        return self.folder.with_name(f".{self.folder.name}.old")

    @property
    def _beside(self) -> Path:
        return self.memory.with_name(self.memory.name + ".new")

    @property
    def named(self) -> tuple[Path, ...]:
        """What is called after the student."""
        return self.folder, self.memory, self._beside

    def _remember(self, made: Collected) -> Collected:
        self._beside.write_text(json.dumps({"schema": SCHEMA, **asdict(made)}, indent=1) + "\n", encoding="utf-8")
        self._beside.replace(self.memory)
        return made


def graded_commit(course: Course, assignment: Assignment, student: str, graded: float) -> str:
    """The commit that was graded at a time (seconds since 1970); empty where nobody knows.

    It is the one that was laid out, unless another was laid out since, or the files are not the commit's.
    """
    spot = Place.of(course, assignment, repositories_folder(course, assignment), student)
    known = spot.collected()
    if known is None or spot.memory.stat().st_mtime > graded:
        return ""
    return known.commit[:7] if spot.state(known) == "ours" else ""


def stamp(at: datetime) -> str:
    """A time as nbgrader writes and reads it."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f UTC")


def digests(folder: Path) -> dict[str, str]:
    """Name -> digest of all that lies in a folder but times and hidden files; what is no file has none."""
    paths = [path for path in sorted(folder.iterdir()) if not path.name.startswith((".", TIMESTAMP))]
    return {_named(path): _digest(path) for path in paths}


def _named(path: Path) -> str:
    """A file's name, the same in each locale."""
    return os.fsencode(path.name).decode("utf-8", "surrogateescape")


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(contents(path)).hexdigest()
    except UnreadableError:
        return ""


def _synced(folder: Path) -> None:
    """Returns when the disk has a folder's files."""
    for path in folder.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())
