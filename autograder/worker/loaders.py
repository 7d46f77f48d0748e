"""``DataLoader(num_workers=2)`` in a process that may not start others: the batches are made by itself instead."""

from __future__ import annotations

import functools
import inspect
from typing import Any, Final

from torch.utils.data import DataLoader

OF_WORKERS: Final = ("num_workers", "prefetch_factor", "persistent_workers", "timeout", "multiprocessing_context")
"""The arguments that only mean something with worker processes."""

_original = DataLoader.__init__
_signature = inspect.signature(_original)


class Asked:
    """Whether worker processes were asked for since the last :meth:`told`."""

    def __init__(self) -> None:
        self.so = False

    def told(self) -> bool:
        self.so, before = False, self.so
        return before


ASKED: Final = Asked()


@functools.wraps(_original)
def _init(self: Any, *args: Any, **kwargs: Any) -> None:
    try:
        given = _signature.bind(self, *args, **kwargs).arguments
    except TypeError:
        return _original(self, *args, **kwargs)
    workers = given.get("num_workers")
    if not isinstance(workers, int) or workers < 1:
        return _original(self, *args, **kwargs)
    ASKED.so = True
    return _original(**{name: value for name, value in given.items() if name not in OF_WORKERS})


def run_in_this_process() -> None:
    """From here on every DataLoader makes its batches itself."""
    DataLoader.__init__ = _init  # type: ignore[method-assign]  # that is what this module is for
