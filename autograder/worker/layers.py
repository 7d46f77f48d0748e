"""What a worker gives up before it reads a byte of a submission.

Each layer is one function of the :class:`Plan` that returns what it achieved, as plain data for the report.
Further layers (Landlock, seccomp) join ``LAYERS``; the judge learns from the worker's first frame, which is
sent before any student's code has run, which of them hold.
"""

from __future__ import annotations

import os
import resource
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

CHANNEL: Final = 3
"""The one descriptor, beyond the standard three, that a worker keeps."""


@dataclass(frozen=True)
class Plan:
    """What the judge asked for."""

    scratch: str
    cpu_seconds: int
    memory_bytes: int
    file_bytes: int
    open_files: int


def closed_descriptors(plan: Plan) -> bool:
    """Everything but the channel is closed; standard input, output and error lead nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    os.closerange(CHANNEL + 1, max(os.sysconf("SC_OPEN_MAX"), 1024) if os.sysconf("SC_OPEN_MAX") < 65536 else 65536)
    return True


def rlimits(plan: Plan) -> bool:
    """Kernel limits on memory, processor time, file size, descriptors and core dumps."""
    for what, limit in (
        (resource.RLIMIT_DATA, plan.memory_bytes),
        (resource.RLIMIT_AS, 2 * plan.memory_bytes),
        (resource.RLIMIT_CPU, plan.cpu_seconds),
        (resource.RLIMIT_FSIZE, plan.file_bytes),
        (resource.RLIMIT_NOFILE, plan.open_files),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        allowed = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(what, (allowed, allowed))
    return True


LAYERS: Final[dict[str, Callable[[Plan], Any]]] = {
    "closed_descriptors": closed_descriptors,
    "rlimits": rlimits,
}


def lock_down(plan: Plan) -> dict[str, Any]:
    """Applies every layer, in order, and says what each achieved."""
    return {name: layer(plan) for name, layer in LAYERS.items()}
