"""Temporary folders that the next command takes away if the one that made them was killed."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from pathlib import Path
from typing import Final, Self

PREFIX: Final = "autograder-"
LOCK: Final = "lock"
"""Held by whoever uses the folder beside it."""


class Home:
    """A new folder ``path``, in use until it is closed; a context manager."""

    def __init__(self) -> None:
        self._outer = Path(tempfile.mkdtemp(prefix=PREFIX))
        # Nobody sees the file before it is locked.
        self._lock = os.open(self._outer / f"{LOCK}.new", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        (self._outer / f"{LOCK}.new").rename(self._outer / LOCK)
        self.path = self._outer / "home"
        self.path.mkdir()
        _remove_forsaken(self._outer.parent)

    def close(self) -> None:
        """Takes it away."""
        os.close(self._lock)
        shutil.rmtree(self._outer, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _remove_forsaken(folder: Path) -> None:
    for lock in folder.glob(f"{PREFIX}*/{LOCK}"):
        with contextlib.suppress(OSError):
            descriptor = os.open(lock, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(lock.parent, ignore_errors=True)
            finally:
                os.close(descriptor)
