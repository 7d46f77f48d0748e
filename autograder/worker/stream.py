"""Frames from a blocking socket, on the worker's side; the judge, who trusts nobody, reads them by deadlines."""

from __future__ import annotations

import socket
from typing import Any, Final

from autograder import wire

CAP: Final = 1 << 31


def read_exactly(channel: socket.socket, size: int) -> bytes:
    """``size`` bytes; EOFError when the other side has hung up."""
    parts = bytearray()
    while len(parts) < size:
        part = channel.recv(min(size - len(parts), 1 << 20))
        if not part:
            raise EOFError
        parts += part
    return bytes(parts)


def read_frame(channel: socket.socket) -> Any:
    """The next request."""
    header, payload = wire.lengths(read_exactly(channel, wire.PREFIX.size), CAP)
    return wire.decode(read_exactly(channel, header), read_exactly(channel, payload))
