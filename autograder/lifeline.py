"""A process that ends with the one that started it, however that ended."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from typing import Final

_PR_SET_PDEATHSIG: Final = 1


def end_with_parent(parent: int | None = None) -> None:
    """Has the kernel kill this process when the thread that started it ends; ``parent`` is that thread's process.

    Where it has ended before, this process ends at once. None where the parent's number is another one in here. Only
    Linux does it: elsewhere nothing happens.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if parent is not None and os.getppid() != parent:
        os._exit(1)
