"""What a worker may read: the Python installation, and the worker's own code; for Landlock and for bubblewrap alike."""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

PACKAGE: Final = Path(__file__).parents[1]
OWN: Final = ("__init__.py", "lifeline.py", "wire.py", "worker")
"""Of the grader's code, all that a worker needs; the rest, the suites among it, is not for a student to read."""

SYSTEM: Final = (
    "/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib32", "/usr/lib64", "/sbin/ldconfig", "/usr/sbin/ldconfig",
    "/usr/share/fonts", "/usr/share/fontconfig", "/usr/share/zoneinfo",
    "/etc/fonts", "/etc/ld.so.cache", "/etc/localtime", "/sys/devices/system/cpu",
    "/dev/full", "/dev/random", "/dev/urandom", "/dev/zero",
)  # fmt: skip
"""Libraries, fonts, time zones: the same on every machine, and no secret on any."""


def readable(hidden: Collection[Path] = ()) -> tuple[str, ...]:
    """Paths that exist, sorted. ``hidden`` is left out also where it lies within the installation."""
    paths = sysconfig.get_paths()
    roots = {Path(each) for each in (sys.prefix, sys.base_prefix, *map(paths.get, _LIBRARIES)) if each}
    roots |= {Path(each) for each in os.environ.get("LD_LIBRARY_PATH", "").split(os.pathsep) if each}
    kept = {each.resolve() for each in (*hidden, PACKAGE)}
    found = {each for root in roots | {root.resolve() for root in roots} for each in _spared(root, kept)}
    found |= {PACKAGE / each for each in OWN}
    found |= {Path(each) for each in SYSTEM}
    return tuple(sorted(str(path) for path in found if path.exists() and not found.intersection(path.parents)))


_LIBRARIES: Final = ("stdlib", "platstdlib", "purelib", "platlib")


def _spared(root: Path, hidden: Collection[Path]) -> Iterator[Path]:
    """``root``, or what is in it but for ``hidden``."""
    resolved = root.resolve()
    if resolved in hidden:
        return
    if not any(resolved in each.parents for each in hidden):
        yield root
    elif root.is_dir():
        for child in sorted(root.iterdir()):
            yield from _spared(child, hidden)
