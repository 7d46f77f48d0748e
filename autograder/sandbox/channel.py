"""Frames by deadlines, on the judge's side: nothing that the other end does makes it wait longer or hold more."""

from __future__ import annotations

import math
import select
import socket
import time
from collections.abc import Callable
from typing import Final

from autograder import wire

LOOK_SECONDS: Final = 0.05
"""How often somebody who waits looks at what else is going on."""


PIECES: Final = 64
PIECE: Final = 1024
"""An answer is written in one go: it comes in pieces of some kilobytes each, and a few smaller ones."""


class WorkerLost(Exception):
    """A worker ended or broke the protocol.

    ``timed_out`` tells whether it had used up its time, ``excessive`` whether it took more than it may of files or
    threads: then the message says of what.
    """

    def __init__(self, reason: str, *, timed_out: bool = False, excessive: bool = False) -> None:
        super().__init__(reason)
        self.timed_out = timed_out
        self.excessive = excessive


class Channel:
    """A socket to a worker or the zygote; frames of at most ``cap`` bytes. Deadlines are of ``time.monotonic``.

    ``look`` is called every :data:`LOOK_SECONDS` while the other side takes its time, and may raise.
    """

    def __init__(self, socket: socket.socket, cap: int) -> None:
        self.socket = socket
        self.socket.setblocking(False)
        self._cap = cap
        self._looked = 0.0

    def close(self) -> None:
        self.socket.close()

    def send(self, frame: bytes, deadline: float, look: Callable[[], None] | None = None) -> None:
        """Writes a frame; WorkerLost where it is not taken in time."""
        rest = memoryview(frame)
        while rest:
            try:
                rest = rest[self.socket.send(rest) :]
            except BlockingIOError:
                self._wait(select.POLLOUT, deadline, look)
            except OSError as error:
                raise WorkerLost("its process has ended") from error

    def receive(
        self, deadline: float, look: Callable[[], None] | None = None, elements: float = math.inf
    ) -> wire.Value:
        """The value of the next frame; WorkerLost where none comes in time, or something else.

        Of ``elements`` there are to be so many at most, and a payload that has no room for more.
        """
        try:
            prefix = self._read(wire.PREFIX.size, deadline, look)
            header, payload = wire.lengths(bytes(prefix), int(min(self._cap, wire.MAX_HEADER + 8 * elements)))
            data = bytes(self._read(header, deadline, look))
            return wire.decode(data, self._read(payload, deadline, look), elements)
        except wire.WireError as error:
            raise WorkerLost(str(error)) from error

    def _read(self, size: int, deadline: float, look: Callable[[], None] | None) -> bytearray:
        data = bytearray()
        pieces = PIECES + size // PIECE
        while len(data) < size:
            if time.monotonic() > deadline:
                raise WorkerLost("it did not answer in time", timed_out=True)
            try:
                part = self.socket.recv(min(size - len(data), 1 << 20))
            except BlockingIOError:
                self._wait(select.POLLIN, deadline, look)
                continue
            except OSError as error:
                raise WorkerLost("its process has ended") from error
            if not part:
                raise WorkerLost("its process has ended")
            data += part
            pieces -= 1
            if pieces < 0:
                raise WorkerLost("its answer came in too many pieces")
        return data

    def _wait(self, event: int, deadline: float, look: Callable[[], None] | None) -> None:
        poll = select.poll()
        poll.register(self.socket, event)
        while (left := deadline - time.monotonic()) > 0:
            # By the clock: who sends a byte now and then is looked at as often as who sends nothing.
            if look is not None and time.monotonic() - self._looked >= LOOK_SECONDS:
                look()
                self._looked = time.monotonic()
            if poll.poll(1000 * (left if look is None else min(left, LOOK_SECONDS))):
                return
        raise WorkerLost("it did not answer in time", timed_out=True)
