"""What no submission may be able to do, tried out in workers: by ``autograder doctor``, and by the tests of the layers.

Each escape is a function in text that runs in a worker as a student's would, gets nothing but the place of a victim,
and returns whether it got through.
"""

from __future__ import annotations

import contextlib
import socket
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from autograder.report import Layers
from autograder.sandbox.workers import Sandbox

SECONDS: Final = 5.0


@dataclass(frozen=True)
class Escape:
    """Something to try. ``stopped_by`` names the layers of which each alone is enough to stop it."""

    name: str
    stopped_by: frozenset[str]
    source: str
    """The body of ``escape(victim, port)``: a folder beside the worker's own, and a port where somebody listens."""


def _escape(name: str, stopped_by: str, source: str) -> Escape:
    lines = "\n".join(f"    {line}" for line in source.strip().splitlines())
    return Escape(name, frozenset(stopped_by.split()), f"def escape(victim, port):\n{lines}\n")


ESCAPES: Final = (
    _escape(
        "read a file of another submission", "landlock",
        "return bool(open(victim + '/notebook').read())",
    ),
    _escape(
        "change a file of another submission", "landlock",
        "return bool(open(victim + '/notebook', 'a').write('x'))",
    ),
    _escape(
        "list the grader's folder", "landlock",
        "return bool(os.listdir(os.path.dirname(victim)))",
    ),
    _escape(
        "read what the system tells of other processes", "landlock",
        "return bool(open(f'/proc/{os.getppid()}/cmdline').read())",
    ),
    _escape(
        "see what files the machine has", "namespaces",
        "return os.path.exists('/etc/passwd') or os.path.exists('/etc/group')",
    ),
    _escape(
        "start a process", "seccomp",
        "pid = os.fork()\nif pid == 0:\n    os._exit(0)\nreturn os.waitpid(pid, 0)[0] == pid",
    ),
    _escape(
        "end the process that started it", "seccomp",
        "os.kill(os.getppid(), 0)\nreturn True",
    ),
    _escape(
        "make a socket", "seccomp",
        "return bool(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))",
    ),
    _escape(
        "reach a unix socket by its path", "seccomp",
        "one, _ = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)\n"
        "return one.sendto(b'x', victim + '/socket') == 1",
    ),
    _escape(
        "connect to a port of this machine", "seccomp namespaces",
        "return bool(socket.create_connection(('127.0.0.1', port), timeout=1))",
    ),
    _escape(
        "hold memory outside its limits", "seccomp",
        "return os.memfd_create('x') >= 0",
    ),
    _escape(
        "make a namespace", "seccomp",
        "return libc.unshare(0x10000000) == 0",
    ),
    _escape(
        "trace the process that started it", "seccomp landlock",
        "return libc.ptrace(0x4206, os.getppid(), 0, 0) == 0",  # PTRACE_SEIZE, which does not stop it
    ),
    _escape(
        "have signals sent to others", "seccomp",
        "one, _ = socket.socketpair()\nfcntl.fcntl(one, 8, os.getppid())\nreturn True",
    ),
    _escape(
        "make memory that outlives it", "seccomp",
        "return libc.shmget(0, 4096, 0o1600) >= 0",
    ),
    _escape(
        "use io_uring", "seccomp",
        "return libc.syscall(425, 1, ctypes.create_string_buffer(120)) >= 0",
    ),
    _escape(
        "use a descriptor that it was not given", "closed_descriptors",
        "found = []\n"
        "for number in range(4, 256):\n"
        "    try:\n"
        "        found.append(os.fstat(number))\n"
        "    except OSError:\n"
        "        pass\n"
        "return bool(found)",
    ),
    _escape(
        "have its files where those of others are", "bounded_scratch",
        "return os.stat('.').st_dev == os.stat('..').st_dev",
    ),
    _escape(
        "take more memory than it may", "rlimits",
        "return bool(mmap.mmap(-1, 6 << 30, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS))",
    ),
    _escape(
        "write a larger file than it may", "rlimits",
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "with open('large', 'wb') as file:\n"
        "    file.truncate(1 << 33)\n"
        "os.unlink('large')\n"
        "return True",
    ),
    _escape(
        "hold a capability of root's", "no_privileges",
        "header, data = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()\n"
        "return libc.capget(header, data) == 0 and any(data)",
    ),
)  # fmt: skip

PREAMBLE: Final = "import ctypes, fcntl, mmap, os, signal, socket\nlibc = ctypes.CDLL(None, use_errno=True)\n"


def held(layers: Layers) -> frozenset[str]:
    """The names of the layers that are in force."""
    return frozenset(name for name, value in layers.model_dump(exclude={"strong"}).items() if value)


def attempt(sandbox: Sandbox, escapes: Collection[Escape] = ESCAPES) -> dict[Escape, bool]:
    """Which of ``escapes`` get through; each has a worker of its own."""
    with _victim(sandbox) as (folder, port):
        return {each: _gets_through(sandbox, each, folder, port) for each in escapes}


def _gets_through(sandbox: Sandbox, escape: Escape, victim: Path, port: int) -> bool:
    worker = sandbox.worker()
    try:
        worker.ask("run", SECONDS, 0, source=PREAMBLE + escape.source)
        answer: dict[str, Any] = worker.ask("call", SECONDS, 0, name="escape", arguments=[str(victim), port])
        return answer.get("value") is True
    finally:
        worker.close()


@contextlib.contextmanager
def _victim(sandbox: Sandbox) -> Iterator[tuple[Path, int]]:
    """A folder with a file and a socket in it, beside the workers' own; and a port at which somebody listens."""
    with (
        tempfile.TemporaryDirectory(prefix="victim-", dir=sandbox.home) as name,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as local,
        socket.create_server(("127.0.0.1", 0)) as server,
    ):
        folder = Path(name)
        (folder / "notebook").write_text("not for others", encoding="utf-8")
        local.bind(str(folder / "socket"))
        yield folder, server.getsockname()[1]
