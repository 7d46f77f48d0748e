"""What a worker gives up before it reads a byte of a submission.

Each layer is one function of the :class:`Plan` that returns what it achieved, as plain data for the report. The judge
learns from a worker's first frame, which is sent before any student's code has run, which of them hold. The zygote
imports this module before torch, so that a :func:`trial` tells within a tenth of a second what a machine can do.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import json
import os
import resource
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

try:
    import landlock
except (ImportError, OSError):  # not for this system
    landlock = None

try:
    from autograder.worker import syscalls
except (ImportError, OSError, RuntimeError, AttributeError):  # no pyseccomp, or no libseccomp that it finds
    syscalls = None  # type: ignore[assignment]  # a module, or none

CHANNEL: Final = 3
"""The one descriptor, beyond the standard three, that a worker keeps."""

_libc: Final = ctypes.CDLL(None)
_PR_CAPBSET_READ: Final = 23
_PR_CAPBSET_DROP: Final = 24
_PR_SET_NO_NEW_PRIVS: Final = 38
_CAPABILITY_VERSION: Final = 0x20080522
_CLONE_NEWNS: Final = 0x20000
_MS_REC: Final = 0x4000
_MS_PRIVATE: Final = 0x40000
_MS_NOSUID_NODEV: Final = 0x6


@dataclass(frozen=True)
class Plan:
    """What the judge asked for. ``without`` names layers to leave out, which only tests and measurements do."""

    scratch: str
    readable: tuple[str, ...]
    cpu_seconds: int
    memory_bytes: int
    file_bytes: int
    open_files: int
    scratch_bytes: int
    scratch_entries: int
    files: str = ""
    """A folder with what the scratch folder begins with; empty where it has that, and is no file system of its own."""
    without: tuple[str, ...] = ()


def prctl(option: int, value: int) -> bool:
    """Whether the kernel did it; False where there is no such call."""
    return sys.platform == "linux" and bool(_libc.prctl(option, value, 0, 0, 0) == 0)


def bounded_scratch(plan: Plan) -> bool:
    """The scratch folder is a file system of its own, in memory, of so many bytes and entries; it ends with the worker.

    Files that have lost their names take room in it like all others.
    """
    if not plan.files or not hasattr(_libc, "unshare"):
        return False
    size = f"size={plan.scratch_bytes},nr_inodes={plan.scratch_entries},mode=0700"
    made = _libc.unshare(_CLONE_NEWNS) == 0
    made = made and _libc.mount(b"none", b"/", None, _MS_REC | _MS_PRIVATE, None) == 0
    made = made and _libc.mount(b"tmpfs", os.fsencode(plan.scratch), b"tmpfs", _MS_NOSUID_NODEV, size.encode()) == 0
    if made:
        shutil.copytree(plan.files, plan.scratch, dirs_exist_ok=True, copy_function=shutil.copyfile)
        os.chdir(plan.scratch)
    return bool(made)


def rlimits(plan: Plan) -> bool:
    """Kernel limits on memory, time, file size, descriptors and dumps; and first to go when memory is short."""
    with contextlib.suppress(OSError):
        file = os.open("/proc/self/oom_score_adj", os.O_WRONLY)
        os.write(file, b"1000")
        os.close(file)
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


def _drop_bounding_set() -> None:
    """What no program that is started can have: nothing. Passed on by a fork, so that workers find it done."""
    capability = 0
    while _libc.prctl(_PR_CAPBSET_READ, capability) == 1 and prctl(_PR_CAPBSET_DROP, capability):
        capability += 1


def no_privileges(plan: Plan) -> bool:
    """No capability, not even root's own, and no program that would give one back."""
    if not prctl(_PR_SET_NO_NEW_PRIVS, 1):
        return False
    _drop_bounding_set()
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
    return bool(_libc.capset(header, (ctypes.c_uint32 * 6)()) == 0)


@functools.cache
def _is_folder(path: str) -> bool:
    return Path(path).is_dir()


def landlock_rules(plan: Plan) -> int:
    """The ABI in force: the Python installation can be read, the scratch folder written, nothing else is there."""
    if landlock is None:
        return 0
    access = landlock.FSAccess
    scratch = (
        access.READ_FILE | access.READ_DIR | access.WRITE_FILE | access.MAKE_REG | access.MAKE_DIR | access.MAKE_SYM
    )  # fmt: skip
    if plan.files:  # elsewhere its files are counted by name, and so have to keep their names
        scratch |= access.REMOVE_FILE | access.REMOVE_DIR
    try:
        version = int(landlock.landlock_abi_version())
        scratch |= (access.REFER | access.TRUNCATE) & access.all()
        rules = landlock.Ruleset()
        rules.allow(plan.scratch, rules=scratch)
        rules.allow(os.devnull, rules=access.READ_FILE | access.WRITE_FILE)
        for path in plan.readable:
            with contextlib.suppress(FileNotFoundError):
                rules.allow(path, rules=access.READ_FILE | (access.READ_DIR if _is_folder(path) else 0))
        rules.apply()
    except OSError:
        return 0
    return version


def closed_descriptors(plan: Plan) -> bool:
    """Everything but the channel is closed; standard input, output and error lead nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    os.closerange(CHANNEL + 1, min(max(os.sysconf("SC_OPEN_MAX"), 1024), 65536))
    return True


def seccomp(plan: Plan) -> bool:
    """Only the system calls that numerical Python needs."""
    if syscalls is None:
        return False
    try:
        syscalls.allow_only_these()
    except OSError:
        return False
    return True


LAYERS: Final[dict[str, Callable[[Plan], Any]]] = {
    "bounded_scratch": bounded_scratch,
    "rlimits": rlimits,
    "no_privileges": no_privileges,
    "landlock": landlock_rules,
    "closed_descriptors": closed_descriptors,
    "seccomp": seccomp,
}
"""In the order in which they are put on: each may still need what a later one takes away."""


def lock_down(plan: Plan) -> dict[str, Any]:
    """Applies every layer, in order, and says what each achieved."""
    return {name: layer(plan) for name, layer in LAYERS.items() if name not in plan.without}


def trial(plan: Plan) -> dict[str, Any]:
    """What :func:`lock_down` achieves here, tried in a child that ends afterwards."""
    readable, writable = os.pipe()
    with tempfile.TemporaryDirectory() as scratch, tempfile.TemporaryDirectory() as nothing:
        pid = os.fork()
        if pid == 0:
            try:
                os.dup2(writable, CHANNEL)
                os.write(CHANNEL, json.dumps(lock_down(replace(plan, scratch=scratch, files=nothing))).encode())
            finally:
                os._exit(0)
        os.close(writable)
        with os.fdopen(readable, "rb") as told:
            data = told.read()
        os.waitpid(pid, 0)
    return dict(json.loads(data)) if data else {}


def prepare(plan: Plan) -> None:
    """What all workers' layers have in common, done once, in the zygote."""
    for path in plan.readable:
        _is_folder(path)
    if sys.platform == "linux" and "no_privileges" not in plan.without:
        _drop_bounding_set()
    if syscalls is not None:
        with contextlib.suppress(OSError):  # a kernel without filters, which the trial tells
            syscalls.prepare()
