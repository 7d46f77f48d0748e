"""A worker's scratch folder, as the judge sees it: filled, looked at from outside, and taken away whatever is in it."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from autograder.course import Limits

BLOCK: Final = 512
"""Bytes in a unit of ``st_blocks``, on every system."""
DEEPEST: Final = 32
"""Folders within folders that a notebook may make."""


class Scratch:
    """A new folder in ``home``: with copies of ``files``, or, if ``bounded``, for a worker to make a file system of."""

    def __init__(self, home: Path, files: Iterable[Path], limits: Limits, bounded: bool) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="scratch-", dir=home))
        self._limits = limits
        self._bounded = bounded
        self.disturbed = False
        """Whether folders vanished while they were counted last, so that some may not have been."""
        if not bounded:
            if shutil.disk_usage(home).free < limits.scratch_bytes:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(home))
            copy(files, self.path)

    def excess(self) -> str:
        """What is too much in it, as the end of a sentence; empty while it keeps to the limits.

        Blocks are counted, not lengths: a sparse file takes no room. Folders are walked by descriptor: nobody who
        swaps one for a link has the judge walk elsewhere.
        """
        used = entries = 0
        self.disturbed = False
        if self._bounded:
            return ""
        try:
            for folder, folders, files, descriptor in os.fwalk(self.path, onerror=self._vanished):
                entries += len(folders) + len(files)
                if entries > self._limits.scratch_entries:
                    return f"it made more than {self._limits.scratch_entries} files"
                for name in (*folders, *files):
                    with contextlib.suppress(FileNotFoundError):  # it takes files away while they are counted
                        used += os.stat(name, dir_fd=descriptor, follow_symlinks=False).st_blocks * BLOCK
                if used > self._limits.scratch_bytes:
                    return f"its files took more than {self._limits.scratch_bytes >> 20} MB"
                if folders and len(Path(folder).relative_to(self.path).parts) == DEEPEST:
                    return f"it made folders more than {DEEPEST} deep"
        except OSError:
            return "it made a folder that cannot be looked into"
        return ""

    def _vanished(self, error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):
            raise error
        self.disturbed = True

    def remove(self) -> None:
        """Takes it away: folders without rights, and folders so deep that their paths are no paths any more.

        Each folder is moved up before its contents are looked at, so no path gets long and nothing recurses.
        """
        waiting = [self.path]
        moved = 0
        while waiting:
            folder = waiting.pop()
            with contextlib.suppress(OSError):
                folder.chmod(0o700)
                with os.scandir(folder) as found:
                    entries = list(found)
                for entry in entries:
                    if not entry.is_dir(follow_symlinks=False):
                        Path(entry.path).unlink()
                        continue
                    moved += 1
                    Path(entry.path).chmod(0o700)
                    up = self.path.with_name(f"{self.path.name}.{moved}")
                    waiting.append(Path(entry.path).rename(up))
                folder.rmdir()


def copy(files: Iterable[Path], folder: Path) -> None:
    """Copies files and folders into ``folder``."""
    for file in files:
        if file.is_dir():
            shutil.copytree(file, folder / file.name)
        else:
            shutil.copy(file, folder / file.name)
