"""Starts the zygote and asks it for workers; the judge's side of the pipe.

One :class:`Sandbox` holds one zygote (see ``autograder.worker``) and is started once for many submissions. A
:class:`Worker` is a forked process for one notebook: it has a scratch folder with the assignment's supporting files,
answers one request at a time before an absolute deadline, and is killed by its pidfd at the end of its life, also when
everything went well. Whatever goes wrong on the other side arrives here as :class:`WorkerLost`.
"""

from __future__ import annotations

import contextlib
import math
import os
import re
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, Self

from autograder import wire
from autograder.course import Limits
from autograder.sandbox.channel import Channel, WorkerLost
from autograder.sandbox.homes import Home
from autograder.sandbox.installation import PACKAGE, readable
from autograder.sandbox.scratch import Scratch, copy

PATIENCE: Final = 3
"""Wall seconds that a request may take for each second of processor time it is given."""
GRACE_SECONDS: Final = 2.0
"""What a worker gets, beyond its deadline, to tell by itself that time is up."""
START_SECONDS: Final = 120.0
TRIES: Final = 2
"""How often bubblewrap may fail before it is done without: most containers do not allow it to make namespaces."""
MAX_THREADS: Final = 256
"""Of one worker: their numbers are the whole machine's."""
CONFIG: Final = "config"
"""The folder in the sandbox's home that the libraries' settings and caches are in; workers may read it."""
PASSED_ON: Final = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "LD_LIBRARY_PATH", "SYSTEMROOT")


class SandboxError(Exception):
    """The grader's own processes do not start or have died; no fault of any submission."""


class Sandbox:
    """A warm zygote; a context manager. ``home`` is the folder that its workers' scratch folders are in.

    ``hidden`` are folders that no worker may read even if they lie within the Python installation; ``without`` names
    layers to leave out ("namespaces" among them), which only tests and measurements do.
    """

    def __init__(self, limits: Limits, hidden: Iterable[Path] = (), without: Collection[str] = ()) -> None:
        self.limits = limits
        self._without = tuple(without)
        self._readable = readable(tuple(hidden))
        self._home = Home()
        self.home = self._home.path
        (self.home / CONFIG).mkdir()
        self._log = self.home / "zygote.log"
        self._told: dict[str, Any] | None = None
        self._asking = threading.Lock()
        self._failures: list[str] = []
        self._starter = ThreadPoolExecutor(1, "sandbox")
        self._copied: dict[tuple[Path, ...], Path] = {}
        self._may_mount = True
        self._bubblewrap = None if "namespaces" in self._without else shutil.which("bwrap")
        self._start()

    def _start(self) -> None:
        self._ready = False
        ours, theirs = socket.socketpair()
        self._control = Channel(ours, self.limits.frame_bytes)
        with self._log.open("wb") as log, theirs:
            # It ends with the thread that started it: so that is one which lasts.
            self._zygote = self._starter.submit(
                subprocess.Popen,
                [*self._wrapping(), sys.executable, "-s", "-P", "-m", "autograder.worker", str(theirs.fileno())],
                env=self._environment(),
                cwd=self.home,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            ).result()
        plan = {
            "scratch": str(self.home),
            "readable": [*self._readable, str(self.home / CONFIG)],
            "cpu_seconds": int(self.limits.submission_seconds) + 1,
            "memory_bytes": self.limits.memory_bytes,
            "file_bytes": self.limits.file_bytes,
            "open_files": self.limits.open_files,
            "scratch_bytes": self.limits.scratch_bytes,
            "scratch_entries": self.limits.scratch_entries,
            "without": list(self._without),
        }
        with contextlib.suppress(WorkerLost):  # then it has ended, which is told when it is asked for something
            self._control.send(wire.encode(plan), time.monotonic() + START_SECONDS)

    def _wrapping(self) -> list[str]:
        """bubblewrap and its arguments: new namespaces, and a file system of what a worker may read and the home."""
        if self._bubblewrap is None:
            return []
        shown = [each for path in self._readable if not path.startswith("/dev/") for each in ("--ro-bind", path, path)]
        home = str(self.home)
        places = ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", *shown, "--bind", home, home, "--chdir", home]
        # For the file systems of the workers, who give this up, as all else, before they read a byte of a submission.
        mounting = ["--cap-add", "CAP_SYS_ADMIN"] if self._may_mount else []
        return [self._bubblewrap, "--unshare-all", "--die-with-parent", *mounting, *places, "--"]

    def _environment(self) -> dict[str, str]:
        """Nothing of the caller's but what the libraries need to run at all."""
        passed = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        threads = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "MKL", "OPENBLAS", "NUMEXPR")}
        config = str(self.home / CONFIG)
        return {
            **passed,
            **threads,
            "HOME": config,
            "IPYTHONDIR": config,
            "MPLCONFIGDIR": config,
            "TMPDIR": config,
            "LANG": "C.UTF-8",
            "PYTHONHASHSEED": "0",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": str(PACKAGE.parent),
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the zygote and, with it, every worker and what these have started."""
        self._stop()
        self._starter.shutdown()
        self._home.close()

    def _stop(self) -> None:
        self._control.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            # It ends by itself, and takes along what is left of the workers, unless it is still starting.
            self._zygote.wait(timeout=GRACE_SECONDS if self._ready else 0)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._zygote.pid, signal.SIGKILL)  # what bubblewrap has started, too
        self._zygote.wait()

    @property
    def layers(self) -> dict[str, Any]:
        """What every worker gives up on this machine: known a tenth of a second after the start."""
        while self._told is None:
            try:
                self._told = self._hear()
            except SandboxError as error:
                if self._bubblewrap is None:
                    raise
                self._failures.append(str(error))
                self._may_mount = False  # a bubblewrap that is setuid root gives nobody a capability
                if len(self._failures) == TRIES:
                    self._bubblewrap = None
                self._stop()
                self._start()
        return self._told

    @property
    def without_namespaces(self) -> str:
        """Why there are none although bubblewrap is installed; empty where there are, or where it is not."""
        return f"bubblewrap is installed but does not start: {self._failures[-1]}" if self._failures[1:] else ""

    def _hear(self) -> dict[str, Any]:
        try:
            match self._control.receive(time.monotonic() + START_SECONDS):
                case {"layers": dict(layers), "namespaces": dict(theirs)}:
                    apart = [name for name, link in sorted(theirs.items()) if link != _namespace(name)]
                    return {**layers, "namespaces": [name for name in apart if "_for_" not in name]}
        except WorkerLost as error:
            raise SandboxError(f"the sandbox's zygote does not start: {self._last_words()}") from error
        raise SandboxError("the sandbox's zygote says something else than what its layers are")

    def worker(self, files: Iterable[Path] = ()) -> Worker:
        """A fresh worker with copies of ``files`` in its scratch folder.

        A zygote that has died (a submission may have killed it) is started again, once. May be called by several
        threads; a worker is for one.
        """
        with self._asking:
            try:
                return self._worker(files)
            except SandboxError:
                self._stop()
                self._told = None
                self._start()
                return self._worker(files)

    def _worker(self, files: Iterable[Path]) -> Worker:
        layers, files = self.layers, tuple(files)
        bounded = bool(layers.get("bounded_scratch"))
        scratch = Scratch(self.home, files, self.limits, bounded)
        ours, theirs = socket.socketpair()
        try:
            pid, pidfd = self._fork(theirs, scratch.path, self._files(files) if bounded else None)
        except (OSError, EOFError, struct.error, WorkerLost) as error:
            ours.close()
            raise SandboxError(f"the sandbox's zygote does not answer: {self._last_words()}") from error
        finally:
            theirs.close()
        return Worker(Channel(ours, self.limits.frame_bytes), pid, pidfd, scratch, layers["namespaces"])

    def _files(self, files: tuple[Path, ...]) -> Path:
        """A folder with copies of ``files``, from which workers take them."""
        if files not in self._copied:
            self._copied[files] = Path(tempfile.mkdtemp(prefix="files-", dir=self.home))
            copy(files, self._copied[files])
        return self._copied[files]

    def _fork(self, channel: socket.socket, scratch: Path, files: Path | None) -> tuple[int, int]:
        control = self._control.socket
        control.settimeout(START_SECONDS)
        if not self._ready:
            if control.recv(1) != b"\x01":
                raise EOFError
            self._ready = True
        request = {
            "scratch": str(scratch),
            "files": str(files or ""),
            "output_bytes": self.limits.output_bytes,
        }
        socket.send_fds(control, [b"\x01"], [channel.fileno()])
        control.sendall(wire.encode(request))
        answer, descriptors, _, _ = socket.recv_fds(control, 4, 1)
        return _pid_here(descriptors[0]) or struct.unpack("!I", answer)[0], descriptors[0]

    def _last_words(self) -> str:
        lines = self._log.read_text(errors="replace").strip().splitlines()
        return lines[-1] if lines else f"exit status {self._zygote.poll()}"


def _pid_here(pidfd: int) -> int | None:
    """The number that a process of another PID namespace has in this one."""
    try:
        found = re.search(r"^Pid:\s+(\d+)", Path(f"/proc/self/fdinfo/{pidfd}").read_text(), re.MULTILINE)
    except OSError:
        return None
    return int(found[1]) if found else None


def _namespace(name: str) -> str:
    try:
        return str(Path(f"/proc/self/ns/{name}").readlink())
    except OSError:
        return ""


class Worker:
    """One forked process; :meth:`ask` until :class:`WorkerLost` or :meth:`close`. Between requests it stands still."""

    def __init__(self, channel: Channel, pid: int, pidfd: int, scratch: Scratch, namespaces: Sequence[str]) -> None:
        self._channel = channel
        self._pid = pid
        self._pidfd = pidfd
        self._scratch = scratch
        self._asked = 0
        self._closed = False
        self.layers: Mapping[str, Any] = {**self._hello(), "namespaces": tuple(namespaces)}
        """What held when it was made."""

    def _hello(self) -> dict[str, Any]:
        try:
            layers = self._channel.receive(time.monotonic() + START_SECONDS)
        except WorkerLost as error:
            self.close()
            raise SandboxError(f"a worker could not be locked down: {error}") from error
        return layers if isinstance(layers, dict) else {}

    def ask(self, op: str, seconds: float, seed: int, elements: float = math.inf, **details: Any) -> dict[str, Any]:
        """The answer to one request; WorkerLost when there is none in time or it is no answer.

        What it holds beyond ``elements`` is Opaque.
        """
        self._asked += 1
        frame = wire.encode({"op": op, "id": self._asked, "seconds": seconds, "seed": seed, **details})
        started, used = time.monotonic(), self._processor_seconds()
        deadline = started + PATIENCE * seconds + GRACE_SECONDS
        self._signal(signal.SIGCONT)
        try:
            self._channel.send(frame, deadline, self._look)
            answer = self._channel.receive(deadline, self._look, elements)
        except WorkerLost as lost:
            # Past its time it ends itself, or the kernel or the judge ends it: whoever comes first, its time was up.
            waited = time.monotonic() - started >= PATIENCE * seconds
            lost.timed_out |= not lost.excessive and (waited or self._processor_seconds() - used >= seconds)
            raise
        if op == "run":
            self._look()  # at what the cell left behind, for which the next one is not to be blamed
        self._signal(signal.SIGSTOP)
        if not isinstance(answer, dict) or answer.get("id") != self._asked:
            raise WorkerLost("its answer is none to what it was asked")
        return answer

    def close(self) -> None:
        """Kills the process, whatever it is doing, and removes its scratch folder when it has ended."""
        if self._closed:
            return
        self._closed = True
        self._signal(signal.SIGKILL)
        with contextlib.suppress(OSError):
            ended = select.poll()
            ended.register(self._pidfd, select.POLLIN)
            ended.poll(GRACE_SECONDS * 1000)
            os.close(self._pidfd)
        self._channel.close()
        self._scratch.remove()

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(OSError):
            if hasattr(signal, "pidfd_send_signal"):
                signal.pidfd_send_signal(self._pidfd, number)
            else:
                os.kill(self._pid, number)

    def _look(self) -> None:
        """Raises WorkerLost where the worker has taken more than it may of what the kernel does not count for us."""
        excess = self._scratch.excess()
        if self._scratch.disturbed:
            self._signal(signal.SIGSTOP)
            excess = self._scratch.excess()
            self._signal(signal.SIGCONT)
        if excess or (excess := self._threads()):
            raise WorkerLost(excess, excessive=True)

    def _processor_seconds(self) -> float:
        """What it has used so far, also when it has just ended; where that cannot be told, how late it is."""
        try:
            fields = Path(f"/proc/{self._pid}/stat").read_text().rpartition(")")[2].split()
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        except (OSError, IndexError):
            return time.monotonic()

    def _threads(self) -> str:
        try:
            status = Path(f"/proc/{self._pid}/status").read_text()
        except OSError:
            return ""
        found = re.search(r"^Threads:\s+(\d+)", status, re.MULTILINE)
        return f"it started more than {MAX_THREADS} threads" if found and int(found[1]) > MAX_THREADS else ""
