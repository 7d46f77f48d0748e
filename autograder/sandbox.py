"""Starts the zygote and asks it for workers; the judge's side of the pipe.

One :class:`Sandbox` holds one zygote (see ``autograder.worker``) and is started once for many submissions. A
:class:`Worker` is a forked process for one notebook: it has a scratch folder with the assignment's supporting files,
answers one request at a time before an absolute deadline, and is killed by its pidfd at the end of its life, also when
everything went well. Whatever goes wrong on the other side arrives here as :class:`WorkerLost`.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, Self

from autograder import wire
from autograder.course import Limits

PATIENCE: Final = 3
"""Wall seconds that a request may take for each second of processor time it is given."""
GRACE_SECONDS: Final = 2.0
"""What a worker gets, beyond its deadline, to tell by itself that time is up."""
START_SECONDS: Final = 120.0
PASSED_ON: Final = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "LD_LIBRARY_PATH", "SYSTEMROOT")


class SandboxError(Exception):
    """The grader's own processes do not start or have died; no fault of any submission."""


class WorkerLost(Exception):
    """A worker ended or broke the protocol; ``timed_out`` tells whether its deadline had passed."""

    def __init__(self, reason: str, *, timed_out: bool = False) -> None:
        super().__init__(reason)
        self.timed_out = timed_out


class Sandbox:
    """A warm zygote; a context manager. ``layers`` of a worker are what held when it was made."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._home = tempfile.mkdtemp(prefix="autograder-")
        self._log = Path(self._home) / "zygote.log"
        self._start()

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        self._control = ours
        with self._log.open("wb") as log, theirs:
            self._zygote = subprocess.Popen(
                [sys.executable, "-s", "-P", "-m", "autograder.worker", str(theirs.fileno())],
                env=self._environment(),
                cwd=self._home,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        self._ready = False

    def _environment(self) -> dict[str, str]:
        """Nothing of the caller's but what the libraries need to run at all."""
        passed = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        threads = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "MKL", "OPENBLAS", "NUMEXPR")}
        return {
            **passed,
            **threads,
            "HOME": self._home,
            "IPYTHONDIR": self._home,
            "MPLCONFIGDIR": self._home,
            "TMPDIR": self._home,
            "LANG": "C.UTF-8",
            "PYTHONHASHSEED": "0",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": str(Path(__file__).parent.parent),
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the zygote and, with it, every worker and what these have started."""
        self._stop()
        shutil.rmtree(self._home, ignore_errors=True)

    def _stop(self) -> None:
        self._control.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            # It ends by itself, and takes along what is left of the workers, unless it is still starting.
            self._zygote.wait(timeout=GRACE_SECONDS if self._ready else 0)
        with contextlib.suppress(ProcessLookupError):
            self._zygote.kill()
        self._zygote.wait()

    def worker(self, files: Iterable[Path] = ()) -> Worker:
        """A fresh worker with copies of ``files`` in its scratch folder.

        A zygote that has died (a submission may have killed it) is started again, once.
        """
        try:
            return self._worker(files)
        except SandboxError:
            self._stop()
            self._start()
            return self._worker(files)

    def _worker(self, files: Iterable[Path]) -> Worker:
        scratch = Path(tempfile.mkdtemp(prefix="scratch-", dir=self._home))
        for file in files:
            if file.is_dir():
                shutil.copytree(file, scratch / file.name)
            else:
                shutil.copy(file, scratch / file.name)
        ours, theirs = socket.socketpair()
        try:
            pid, pidfd = self._fork(theirs, scratch)
        except (OSError, EOFError, struct.error) as error:
            ours.close()
            raise SandboxError(f"the sandbox's zygote does not answer: {self._last_words()}") from error
        finally:
            theirs.close()
        return Worker(ours, pid, pidfd, scratch, self.limits)

    def _fork(self, channel: socket.socket, scratch: Path) -> tuple[int, int]:
        if not self._ready:
            self._control.settimeout(START_SECONDS)
            if self._control.recv(1) != b"\x01":
                raise EOFError
            self._ready = True
        request = json.dumps(
            {
                "scratch": str(scratch),
                "output_bytes": self.limits.output_bytes,
                "answer_bytes": self.limits.frame_bytes // 2,
                "plan": {
                    "scratch": str(scratch),
                    "cpu_seconds": int(self.limits.submission_seconds) + 1,
                    "memory_bytes": self.limits.memory_bytes,
                    "file_bytes": self.limits.file_bytes,
                    "open_files": self.limits.open_files,
                },
            }
        ).encode()
        socket.send_fds(self._control, [struct.pack("!I", len(request))], [channel.fileno()])
        self._control.sendall(request)
        answer, descriptors, _, _ = socket.recv_fds(self._control, 4, 1)
        return struct.unpack("!I", answer)[0], descriptors[0]

    def _last_words(self) -> str:
        lines = self._log.read_text(errors="replace").strip().splitlines()
        return lines[-1] if lines else f"exit status {self._zygote.poll()}"


class Worker:
    """One forked process; :meth:`ask` until :class:`WorkerLost` or :meth:`close`."""

    def __init__(self, channel: socket.socket, pid: int, pidfd: int, scratch: Path, limits: Limits) -> None:
        self._channel = channel
        self._channel.setblocking(False)
        self._pid = pid
        self._pidfd = pidfd
        self._scratch = scratch
        self._limits = limits
        self._asked = 0
        self.layers: Mapping[str, Any] = self._hello()

    def _hello(self) -> Mapping[str, Any]:
        try:
            layers = self._receive(time.monotonic() + START_SECONDS)
        except WorkerLost as error:
            self.close()
            raise SandboxError(f"a worker could not be locked down: {error}") from error
        return layers if isinstance(layers, dict) else {}

    def ask(self, op: str, seconds: float, seed: int, **details: Any) -> dict[str, Any]:
        """The answer to one request; WorkerLost when there is none in time or it is no answer."""
        self._asked += 1
        deadline = time.monotonic() + PATIENCE * seconds + GRACE_SECONDS
        frame = wire.encode({"op": op, "id": self._asked, "seconds": seconds, "seed": seed, **details})
        self._send(frame, deadline)
        answer = self._receive(deadline)
        if not isinstance(answer, dict) or answer.get("id") != self._asked:
            raise WorkerLost("its answer is none to what it was asked")
        return answer

    def close(self) -> None:
        """Kills the process, whatever it is doing, and removes its scratch folder."""
        with contextlib.suppress(OSError):
            if hasattr(signal, "pidfd_send_signal"):
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
            else:
                os.kill(self._pid, signal.SIGKILL)
        with contextlib.suppress(OSError):
            os.close(self._pidfd)
        self._channel.close()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def _send(self, frame: bytes, deadline: float) -> None:
        rest = memoryview(frame)
        while rest:
            try:
                rest = rest[self._channel.send(rest) :]
            except BlockingIOError:
                self._wait(select.POLLOUT, deadline)
            except OSError as error:
                raise WorkerLost("its process has ended") from error

    def _receive(self, deadline: float) -> wire.Value:
        try:
            prefix = self._read(wire.PREFIX.size, deadline)
            header, payload = wire.lengths(bytes(prefix), self._limits.frame_bytes)
            return wire.decode(bytes(self._read(header, deadline)), self._read(payload, deadline))
        except wire.WireError as error:
            raise WorkerLost(str(error)) from error

    def _read(self, size: int, deadline: float) -> bytearray:
        data = bytearray()
        while len(data) < size:
            try:
                part = self._channel.recv(min(size - len(data), 1 << 20))
            except BlockingIOError:
                self._wait(select.POLLIN, deadline)
                continue
            except OSError as error:
                raise WorkerLost("its process has ended") from error
            if not part:
                raise WorkerLost("its process has ended")
            data += part
        return data

    def _wait(self, event: int, deadline: float) -> None:
        poll = select.poll()
        poll.register(self._channel, event)
        left = deadline - time.monotonic()
        if left <= 0 or not poll.poll(left * 1000):
            raise WorkerLost("it did not answer in time", timed_out=True)
