"""The one way to open a stranger's file. Nothing else here opens or copies what was handed in; a test looks."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final

MAX_BYTES: Final = 20 << 20
"""Of one file."""


class UnreadableError(Exception):
    """A file that cannot be taken as handed in; the message says why and what to do."""


def contents(path: Path, most: int = MAX_BYTES) -> bytes:
    """What is in a plain file, at most ``most`` bytes; UnreadableError for all else.

    Links are not followed, nothing is opened that could make whoever opens it wait, and what was looked at is what is
    read.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise UnreadableError(_refusal(path) or f"it cannot be read ({error.strerror})") from error
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise UnreadableError(NO_FILE)
        with os.fdopen(os.dup(descriptor), "rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise UnreadableError(f"it cannot be read ({error.strerror})") from error
    finally:
        os.close(descriptor)
    if len(data) > most:
        raise UnreadableError(f"it is larger than {most >> 20} MB; clear its outputs and submit again")
    return data


LINK: Final = "it is a link, and links are not followed; submit the file itself"
NO_FILE: Final = "it is not a file; submit the .ipynb file itself"


def _refusal(path: Path) -> str:
    """Why what is at ``path`` is not opened; empty where its kind is not the reason."""
    try:
        kind = path.lstat().st_mode
    except OSError:
        return ""
    return LINK if stat.S_ISLNK(kind) else "" if stat.S_ISREG(kind) else NO_FILE


def take(path: Path, target: Path) -> None:
    """Makes ``target`` what ``path`` is, where it is a plain file; and where it is none, something of its kind.

    So whoever reads ``target`` meets the same refusal, and nothing else.
    """
    try:
        target.write_bytes(contents(path))
    except UnreadableError:
        if path.is_symlink():
            target.symlink_to("not-followed")
        elif path.is_file():
            with target.open("wb") as file:
                file.truncate(min(path.lstat().st_size, MAX_BYTES + 1))
        else:
            target.mkdir()
