"""Hostile frames (a million in a proof) are values or WireErrors; a channel waits and holds no longer than it says."""

from __future__ import annotations

import contextlib
import socket
import struct
import subprocess
import sys
import threading
import time
import tracemalloc
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder import wire
from autograder.sandbox.channel import LOOK_SECONDS, Channel, WorkerLost
from tests.fuzz import frames
from tests.proof import PROOF

pytestmark = pytest.mark.finds("a frame that one in thousands is and nobody thinks of")

BUILD = Path(__file__).parents[2] / "build"
COUNT = 1_000_000 if PROOF else 50_000

DEADLINE = 0.1
MARGIN = 1.0
"""How much later than its deadline a channel may return, in seconds: others may use the machine too."""

slow = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

FRAMES = st.builds(
    lambda seed, skip: next(islice(frames.generated(seed), skip, None)), st.integers(0), st.integers(0, 9)
)
HOSTILE = FRAMES | st.binary(max_size=100) | st.builds(lambda one, other: one + other, FRAMES, FRAMES)


def test_hostile_frames_are_values_or_wire_errors(capsys: pytest.CaptureFixture[str]) -> None:
    command = [sys.executable, "-m", "tests.fuzz.frames", str(COUNT)]
    done = subprocess.run(command, cwd=BUILD.parent, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.startswith(f"{COUNT} frames")
    with capsys.disabled():
        print("\n" + done.stdout, end="")
    if BUILD.is_dir():
        (BUILD / "fuzz.txt").write_text(done.stdout)


def test_a_run_tells_of_a_frame_that_is_not_borne(monkeypatch: pytest.MonkeyPatch) -> None:
    def decode(header: bytes, payload: bytes) -> wire.Value:
        if b"opaque" in header:
            raise KeyError("opaque")

    monkeypatch.setattr(wire, "decode", decode)
    with pytest.raises(AssertionError, match=r"^frame \d+, b'AG.*KeyError: 'opaque'"):
        for number, frame in enumerate(islice(frames.generated(0), 1000)):
            frames.feed(frames.Run(), frame, number, False)


def test_a_run_tells_of_a_frame_that_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "SLOWEST_SECONDS", 0.001)
    with pytest.raises(AssertionError, match="a frame takes"):
        frames.feed(frames.Run(), frames.many('{"list":[]}', 20_000), "many", False)


def test_the_same_seed_makes_the_same_frames() -> None:
    first, again, other = (list(islice(frames.generated(seed), 500)) for seed in (1, 1, 2))
    assert first == again != other


def test_frames_are_of_every_outcome_and_kind() -> None:
    made = list(islice(frames.generated(3), 5000))
    outcomes = [frames.outcome(frame) for frame in made]
    assert all(outcomes.count(each) > 200 for each in ("value", "refused", "unfinished"))
    assert all(sum(tag in frame for frame in made) >= 10 for tag in (b"dict", b"tensor", b"opaque", b"NaN", b"ud800"))


def test_keys_that_hash_alike_take_no_longer_than_others() -> None:
    frame = frames.alike(100_000)
    start = time.process_time()
    frames.outcome(frame)
    assert time.process_time() - start < 0.5


def test_what_would_be_refused_is_not_sent() -> None:
    text = "[" * wire.MAX_BRACKETS
    assert frames.receive(wire.encode(text)) == text
    with pytest.raises(wire.WireError, match="too many parts"):
        wire.encode(text + "[")


# Through a channel


class Counted(socket.socket):
    """A socket that knows how many bytes were asked of it, and how many at once."""

    asked = 0
    got = 0

    def recv(self, size: int, flags: int = 0) -> bytes:
        self.asked = max(self.asked, self.got + size)
        data = super().recv(size, flags)
        self.got += len(data)
        return data


@contextlib.contextmanager
def line() -> Iterator[tuple[Counted, socket.socket]]:
    ours, theirs = socket.socketpair()
    with Counted(fileno=ours.detach()) as counted, theirs:
        yield counted, theirs


def say(theirs: socket.socket, chunks: Sequence[tuple[float, bytes]], hang_up: bool) -> None:
    """Sends chunk after chunk, each after its pause, while somebody listens."""
    with contextlib.suppress(OSError):
        for pause, chunk in chunks:
            time.sleep(pause)
            theirs.sendall(chunk)
        if hang_up:
            theirs.shutdown(socket.SHUT_RDWR)


def heard(chunks: Sequence[tuple[float, bytes]], hang_up: bool) -> tuple[wire.Value, WorkerLost | None]:
    """What a channel makes of it, in time; it never asks for more than was announced."""
    with line() as (ours, theirs):
        sender = threading.Thread(target=say, args=(theirs, chunks, hang_up))
        start = time.monotonic()
        sender.start()
        try:
            value, lost = Channel(ours, frames.CAP).receive(start + DEADLINE), None
        except WorkerLost as error:
            value, lost = None, error
        assert time.monotonic() - start < DEADLINE + MARGIN
        ours.close()
        sender.join()
        assert ours.asked <= announced(b"".join(chunk for _, chunk in chunks))
    return value, lost


def announced(data: bytes) -> int:
    """The most that may be asked for: the prefix, and what it tells of where it is within the caps."""
    try:
        return wire.PREFIX.size + sum(wire.lengths(data[: wire.PREFIX.size], frames.CAP))
    except (wire.WireError, struct.error):
        return wire.PREFIX.size


@st.composite
def speech(draw: st.DrawFn) -> list[tuple[float, bytes]]:
    """Hostile bytes in arbitrary chunks, with pauses."""
    data = draw(HOSTILE)
    cuts = sorted(draw(st.lists(st.integers(0, len(data)), max_size=5)))
    pauses = st.sampled_from([0, 0, 0, 0.001, 0.02, 0.08])
    return [(draw(pauses), data[start:end]) for start, end in zip([0, *cuts], [*cuts, len(data)], strict=True)]


@slow
@given(speech(), st.booleans())
def test_whatever_arrives_is_a_value_or_a_lost_worker_in_time(chunks: list[tuple[float, bytes]], hang_up: bool) -> None:
    _, lost = heard(chunks, hang_up)
    outcome = frames.outcome(b"".join(chunk for _, chunk in chunks))
    if lost is None:
        assert outcome == "value"
    elif outcome == "refused":
        assert "ended" not in str(lost)
    elif outcome == "unfinished":
        assert lost.timed_out or hang_up
        assert "\n" not in str(lost)
    else:
        assert lost.timed_out


@slow
@given(FRAMES, st.integers(1, 40))
def test_who_hangs_up_is_noticed_at_once(frame: bytes, missing: int) -> None:
    data = frame[: wire.PREFIX.size + 8][:-missing]
    with line() as (ours, theirs):
        theirs.sendall(data)
        theirs.close()
        start = time.monotonic()
        with pytest.raises(WorkerLost) as lost:
            Channel(ours, frames.CAP).receive(start + 60)
        assert time.monotonic() - start < MARGIN
        assert not lost.value.timed_out


def test_a_frame_that_comes_byte_by_byte_does_not_move_the_deadline() -> None:
    frame = wire.encode(np.arange(1000))
    _, lost = heard([(0.002, bytes([each])) for each in frame[:400]], hang_up=False)
    assert lost is not None
    assert lost.timed_out


def test_a_sender_without_pause_does_not_move_the_deadline() -> None:
    """All that it may send is a frame at the caps."""
    with line() as (ours, theirs):
        frame = wire.PREFIX.pack(wire.MAGIC, wire.MAX_HEADER, frames.CAP) + b" " * (wire.MAX_HEADER + frames.CAP)
        sender = threading.Thread(target=say, args=(theirs, [(0, frame)], False))
        start = time.monotonic()
        sender.start()
        with pytest.raises(WorkerLost):
            Channel(ours, frames.CAP).receive(start + DEADLINE)
        assert time.monotonic() - start < DEADLINE + MARGIN
        ours.close()
        sender.join()


@pytest.mark.parametrize(
    ("header", "payload", "most"),
    [
        (wire.MAX_HEADER, frames.CAP, 4 << 20),
        (wire.MAX_HEADER + 1, 0, 1 << 16),
        (0, frames.CAP + 1, 1 << 16),
        ((1 << 32) - 1, (1 << 64) - 1, 1 << 16),
    ],
)
def test_no_memory_is_set_aside_for_what_was_only_announced(header: int, payload: int, most: int) -> None:
    with line() as (ours, theirs):
        theirs.sendall(wire.PREFIX.pack(wire.MAGIC, header, payload) + b"null")
        channel = Channel(ours, frames.CAP)
        tracemalloc.start()
        try:
            with pytest.raises(WorkerLost):
                channel.receive(time.monotonic() + DEADLINE)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak < most


def test_who_takes_nothing_does_not_move_the_deadline() -> None:
    with line() as (ours, _):
        start = time.monotonic()
        with pytest.raises(WorkerLost) as lost:
            Channel(ours, frames.CAP).send(bytes(8 << 20), start + DEADLINE)
        assert lost.value.timed_out
        assert time.monotonic() - start < DEADLINE + MARGIN


def test_who_sends_a_byte_now_and_then_is_looked_at() -> None:
    looks: list[float] = []
    seconds = 10 * LOOK_SECONDS
    with line() as (ours, theirs):
        frame = wire.encode(bytes(10_000))
        sender = threading.Thread(target=say, args=(theirs, [(LOOK_SECONDS / 10, b"A")] * 200, False))
        theirs.sendall(frame[:100])
        sender.start()
        with pytest.raises(WorkerLost):
            Channel(ours, frames.CAP).receive(time.monotonic() + seconds, lambda: looks.append(time.monotonic()))
        ours.close()
        sender.join()
    assert len(looks) >= 3
