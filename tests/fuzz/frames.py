"""Hostile frames from a seed, fed to the judge's reader: ``python -m tests.fuzz.frames 1000000``.

Most are honest frames that were damaged, the others are put together out of the grammar of headers, wrong in places.
Each is read as ``Channel.receive`` reads it. The run fails on any exception but WireError, on a frame that takes longer
than :data:`SLOWEST_SECONDS`, on a value that does not travel back, and where memory grows by more than
:data:`MAX_GROWTH`.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, Literal

import numpy as np

from autograder import wire
from autograder.course import Limits
from autograder.wire import Opaque, Tensor, WireError

CAP: Final = Limits().frame_bytes

SLOWEST_SECONDS: Final = 3.0
"""Processor time for one frame, however it is made: about three times what the costliest header at the caps takes."""

MAX_GROWTH: Final = 3 * CAP + 32 * wire.MAX_HEADER
"""Bytes: a payload as it came, as the channel holds it and as a value; and what is made of a header, in which a few
characters are an empty dict or array."""

CHECKED: Final = 16
"""One value in so many is sent back."""

Outcome = Literal["value", "refused", "unfinished"]
Parts = tuple[bytes, bytes]
"""Header and payload."""


def receive(data: bytes) -> wire.Value:
    """The value of the frame at the beginning of ``data``, read as from a channel; EOFError where bytes are missing."""
    size = wire.PREFIX.size
    if len(data) < size:
        raise EOFError
    header, payload = wire.lengths(data[:size], CAP)
    if len(data) < size + header + payload:
        raise EOFError
    return wire.decode(data[size : size + header], bytearray(memoryview(data)[size + header : size + header + payload]))


def outcome(data: bytes, check: bool = True) -> Outcome:
    """What becomes of a frame. ``check`` also sends a value back; anything but a WireError goes through."""
    try:
        value = receive(data)
    except WireError:
        return "refused"
    except EOFError:
        return "unfinished"
    if check:
        _send_back(value)
    return "value"


def _send_back(value: wire.Value) -> None:
    """Whatever arrived is plain data: it travels, unless it is too deep or too long, and arrives the same."""
    try:
        frame = wire.encode(value)
        again = wire.encode(receive(frame))
    except WireError as error:
        if not re.search("nested too deeply|over the cap|too many parts", str(error)):
            raise AssertionError(f"a value arrives that does not travel: {error}") from error
        return
    if frame != again:
        raise AssertionError(f"a value is another one after it has travelled: {frame[:200]!r}, {again[:200]!r}")


def seal(header: bytes, payload: bytes = b"") -> bytes:
    """A frame whose prefix tells the truth."""
    return wire.PREFIX.pack(wire.MAGIC, len(header), len(payload)) + header + payload


# Honest frames


def honest() -> list[bytes]:
    """Frames as workers send them, and some of every kind that travels."""
    values: list[Any] = [None, True, "text", 5, -(10**300), 0.1, float("nan"), b"bytes", [], (), {}, Opaque("function")]
    values += [np.arange(6).reshape(2, 3).astype(dtype) for dtype in wire.DTYPES]
    values += [np.zeros(shape) for shape in ((), (0,), (0, 3), (1,) * wire.MAX_DIMENSIONS, (40, 50))]
    values += [Tensor(np.ones((3, 1), np.float32), grad) for grad in (True, False)]
    values += [
        {"id": 7, "value": [np.ones(4), {"loss": (0.5, Tensor(np.ones(2, np.float32), True))}]},
        {"id": 8, "error": {"type": "ValueError", "message": "a 'matrix'\n\u00e4\u4e2d\U0001f600", "line": None}},
        {"id": 9, "outputs": json.dumps([{"output_type": "stream", "text": "loss 0.5\n" * 20}]).encode()},
        {"landlock": 6, "seccomp": True, "namespaces": ["user", "net"]},
        {0: None, None: 0, 0.5: [True], "x": {"y": {"z": [[[[()]]]]}}},
        [[float(number) for number in range(40)], list(range(40)), "x" * 500],
        {f"weight {number}": Tensor(np.full((2, 2), number, np.float32)) for number in range(20)},
        _nest(wire.MAX_DEPTH - 1),
    ]
    return [wire.encode(value) for value in values]


def _nest(depth: int) -> list[Any]:
    return [_nest(depth - 1)] if depth else []


# What is damaged in them

TOKEN: Final = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\[\]{},:"]+')
SNIPPETS: Final = [
    *(rb"""NaN Infinity -Infinity null true 0 -0 -1 1e999 0.1 [ ] { } , : " \ "\ud800" "\udfff\ud800" "\u0000" "\q"
    "int" "grad" "x":1, {"list":[]} {"int":"1"} {"int":"+1_0"} {"float":"nan"} {"float":"0x1p99999"} {"bytes":1}
    {"float":"0xffffffffffffffffffffffffp-1080"} {"bytes":-1} {"bytes":true} {"bytes":99999999999999999999}
    {"array":["int8",[1]]} {"array":["int8",[0,1e0]]} {"array":["int8",[0,1099511627776,1099511627776]]}
    {"list":{"array":["float64",[1]]}} {"tuple":{"array":["float64",[0]]}} {"list":{"array":["int8",[2]]}}
    {"array":["float64",[1099511627776,1099511627776]]} {"dict":[[{"int":"1"},1],[{"float":"0x1p0"},2],[true,3]]}
    {"dict":[[{"float":"nan"},null]]} {"list":[],"list":[null]} {"opaque":"\ud83d"} {"tensor":["float32",[]],"grad":1}
    """.split()),
    *(b"", b" ", b"\0", b"\n", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b'{"int":" \xd9\xa1"}', b"1" * 25),
    *(b"9" * 400, b"9" * 5000, b"[" * 70, b"[" * 2000, b'{"list":[' * 70),
]  # fmt: skip
LENGTHS: Final = [0, 1, 7, 65_535, wire.MAX_HEADER, wire.MAX_HEADER + 1, CAP, CAP + 1, (1 << 32) - 1, (1 << 64) - 1]
NAMES: Final = [b'"%b"' % name.encode() for name in (*wire.DTYPES, "object", "complex64", "O", "<f8", "float128", "")]
SIZES: Final = [*b'0 1 2 3 255 -1 1.0 true null "1" 1099511627776 99999999999999999999999999'.split()]


class Mutations:
    """Damaged copies of honest frames."""

    def __init__(self, rng: random.Random) -> None:
        self._random = rng.random
        self._parts: list[Parts] = []
        self._tokens: list[list[tuple[int, int]]] = []
        self._arrays: list[tuple[int, re.Match[bytes]]] = []
        for frame in honest():
            header, _ = wire.lengths(frame[: wire.PREFIX.size], CAP)
            text = frame[wire.PREFIX.size : wire.PREFIX.size + header]
            self._parts.append((text, frame[wire.PREFIX.size + header :]))
            self._tokens.append([match.span() for match in TOKEN.finditer(text)])
            self._arrays += [(len(self._parts) - 1, each) for each in re.finditer(rb'\[("\w+"),\[([\d,]*)\]\]', text)]
        self._kinds: list[Callable[[], bytes]] = [
            *(self._token, self._token, self._token, self._array, self._array, self._array, self._bits, self._cut),
            *(self._splice, self._repeat, self._prefix, self._payload, self._snippet),
        ]  # fmt: skip

    def __call__(self) -> bytes:
        kind: Callable[[], bytes] = self.pick(self._kinds)
        return kind()

    def pick(self, among: Sequence[Any]) -> Any:
        return among[int(self._random() * len(among))]

    def below(self, number: int) -> int:
        return int(self._random() * number)

    def _token(self) -> bytes:
        """One token gives way to another, to a snippet or to two of itself."""
        at = self.below(len(self._parts))
        header, payload = self._parts[at]
        start, end = self.pick(self._tokens[at])
        roll = self._random()
        if roll < 0.5:
            new: bytes = self.pick(SNIPPETS)
        elif roll < 0.8:
            first, last = self.pick(self._tokens[at])
            new = header[first:last]
        else:
            new = header[start:end] * 2
        return seal(header[:start] + new + header[end:], payload)

    def _array(self) -> bytes:
        """An array lies about its dtype or its shape."""
        at, match = self.pick(self._arrays)
        header, payload = self._parts[at]
        name, shape = match[1], match[2]
        roll = self._random()
        if roll < 0.6:
            name = self.pick(NAMES)
        if roll > 0.4:
            shape = b",".join([self.pick(SIZES) for _ in range(self.below(4) if roll < 0.98 else 9)])
        return seal(b"%b[%b,[%b]]%b" % (header[: match.start()], name, shape, header[match.end() :]), payload)

    def _bits(self) -> bytes:
        header, payload = self.pick(self._parts)
        data = bytearray(header)
        for _ in range(1 + self.below(3)):
            data[self.below(len(data))] ^= 1 << self.below(8)
        return seal(bytes(data), payload)

    def _cut(self) -> bytes:
        """A frame that ends in the middle: the prefix tells of the rest, or does not."""
        header, payload = self.pick(self._parts)
        if self._random() < 0.5:
            return seal(header[: self.below(len(header))], payload)
        frame = seal(header, payload)
        return frame[: self.below(len(frame))]

    def _splice(self) -> bytes:
        """The beginning of one and the end of another."""
        first, last = self.below(len(self._parts)), self.below(len(self._parts))
        start, _ = self.pick(self._tokens[first])
        _, end = self.pick(self._tokens[last])
        (header, payload), (other, rest) = self._parts[first], self._parts[last]
        return seal(header[:start] + other[end:] if self._random() < 0.5 else header[:start] + other, payload + rest)

    def _repeat(self) -> bytes:
        """A span of tokens stands there several times."""
        at = self.below(len(self._parts))
        header, payload = self._parts[at]
        start, one = self.pick(self._tokens[at])
        end = max(one, self.pick(self._tokens[at])[1])
        times = 2 + self.below(4) if self._random() < 0.95 else 2 + self.below(200)
        return seal(header[:start] + header[start:end] * times + header[end:], payload)

    def _prefix(self) -> bytes:
        """The prefix lies about a length, or is none."""
        header, payload = self.pick(self._parts)
        lies = [len(header), len(payload)]
        which = self.below(2)
        lies[which] = self.pick(LENGTHS) if self._random() < 0.5 else max(0, lies[which] + self.below(9) - 4)
        magic: bytes = wire.MAGIC if self._random() < 0.9 else self.pick([b"GA", b"\0\0", b"PK", b"\x80\x04"])
        return wire.PREFIX.pack(magic, lies[0] & 0xFFFFFFFF, lies[1]) + bytes(header + payload)

    def _payload(self) -> bytes:
        """More or fewer bytes than the header says, or others."""
        header, payload = self.pick(self._parts)
        roll = self._random()
        if roll < 0.3:
            return seal(header, payload + bytes(1 + self.below(9)))
        if roll < 0.6:
            return seal(header, payload[: self.below(len(payload) + 1)])
        return seal(header, bytes([self.below(256)]) * len(payload))

    def _snippet(self) -> bytes:
        """Snippets anywhere, and a header in another encoding of Unicode."""
        header, payload = self.pick(self._parts)
        if self._random() < 0.1:
            encoding: str = self.pick(["utf-16", "utf-16-be", "utf-32-le", "utf-8-sig"])
            return seal(header.decode().encode(encoding), payload)
        for _ in range(1 + self.below(3)):
            at = self.below(len(header) + 1)
            header = header[:at] + self.pick(SNIPPETS) + header[at:]
        return seal(header, payload)


# Frames out of the grammar

SCALARS: Final = ["null", "true", "false", '"x"', '"\\ud800"', '"\u4e2d"', '{"int":"-7"}', '{"float":"-0x1.8p-3"}']
WRONG: Final = [
    *("7", "0.5", "NaN", "[]", "{}", '{"int":7}', '{"int":"x"}', '{"float":"x"}', '{"set":[]}', '{"list":{}}'),
    *("[[[[]]]]", '{"list":null}', '{"list":[],"x":1}', '{"dict":[["a"]]}', '{"dict":[[{"list":[]},null]]}'),
    *('{"dict":{"a":null}}', '{"opaque":null}'),
    *('{"tensor":["float32",[1]]}', '{"bytes":"1"}', '{"bytes":1.5}', '{"array":{"int8":[1]}}'),
]  # fmt: skip


class Grammar:
    """Frames that are written anew, right or nearly so."""

    def __init__(self, rng: random.Random) -> None:
        self._random = rng.random
        self._size = 0

    def __call__(self) -> bytes:
        if self._random() < 0.001:
            return self._bomb()
        self._size = 0
        header = self._node(0).encode()
        if self._random() < 0.1:
            self._size += self._below(5) - 2
        return seal(header, bytes(max(0, self._size)))

    def _below(self, number: int) -> int:
        return int(self._random() * number)

    def _pick(self, among: Sequence[str]) -> str:
        return among[int(self._random() * len(among))]

    def _node(self, depth: int) -> str:
        roll = self._random()
        if roll < 0.3 + 0.15 * depth:
            return self._pick(SCALARS)
        if roll < 0.35 + 0.15 * depth:
            return self._pick(WRONG)
        return self._branches[self._below(len(self._branches))](self, depth)

    def _sequence(self, depth: int) -> str:
        items = ",".join([self._node(depth + 1) for _ in range(self._below(4))])
        return f'{{"{"list" if self._random() < 0.5 else "tuple"}":[{items}]}}'

    def _dict(self, depth: int) -> str:
        items = ",".join([f"[{self._pick(SCALARS)},{self._node(depth + 1)}]" for _ in range(self._below(4))])
        return f'{{"dict":[{items}]}}'

    def _bytes(self, depth: int) -> str:
        size = self._below(20)
        self._size += size
        return f'{{"bytes":{size}}}'

    def _array(self, depth: int) -> str:
        name = list(wire.DTYPES)[self._below(len(wire.DTYPES))]
        shape = [self._below(4) for _ in range(self._below(4))]
        self._size += math.prod(shape) * wire.DTYPES[name].itemsize
        if self._random() < 0.5:
            return f'{{"array":["{name}",{shape}]}}'
        return f'{{"tensor":["{name}",{shape}],"grad":{self._pick(["true", "false"])}}}'

    def _deep(self, depth: int) -> str:
        levels = 1 + self._below(2 * wire.MAX_DEPTH + 4)
        return '{"list":[' * levels + self._node(4) + "]}" * levels

    def _number(self, depth: int) -> str:
        length = 1 + self._below(30) if self._random() < 0.9 else wire.MAX_INT_DIGITS - 1 + self._below(3)
        digits = str(self._below(10)) * length
        return f'{{"int":"{digits}"}}' if self._random() < 0.5 else f'{{"float":"0x1.{digits[:12]}p{digits[:4]}"}}'

    _branches: Final[Sequence[Callable[[Grammar, int], str]]] = [
        *(_sequence, _sequence, _dict, _dict, _bytes, _array, _array, _deep, _number)
    ]  # fmt: skip

    def _bomb(self) -> bytes:
        """Much of one thing."""
        item, count = BOMBS[self._below(len(BOMBS))], 1 + self._below(3000)
        return many(item, count)


BOMBS: Final = [
    *('{"list":[]}', '{"dict":[]}', '{"opaque":""}', '{"float":"0x1p1"}', '{"int":"' + "7" * 400 + '"}', '{"bytes":1}'),
    *('{"array":["int8",[]]}', '{"array":["int8",[1]]}', '{"tensor":["int8",[1]],"grad":true}', "null", "[]"),
    '"\u4e2d"',
]  # fmt: skip


def many(item: str, count: int) -> bytes:
    """A list of ``count`` equal items, with a payload for them."""
    size = count if "int8" in item or "bytes" in item else 0
    return seal(f'{{"list":[{",".join([item] * count)}]}}'.encode(), bytes(size))


def alike(count: int) -> bytes:
    """A dict whose keys are different integers of the same hash."""
    keys = ",".join(f'[{{"int":"{number * sys.hash_info.modulus}"}},null]' for number in range(1, count + 1))
    return seal(f'{{"dict":[{keys}]}}'.encode())


# At the caps


def _full(item: str) -> Callable[[], bytes]:
    """As many of an item as a header may have."""
    brackets = item.count("[") + item.count("{")
    count = (wire.MAX_HEADER - 20) // (len(item.encode()) + 1)
    if brackets:
        count = min(count, (wire.MAX_BRACKETS - 2) // brackets)
    return lambda: many(item, count)


EXTREMES: Final[dict[str, Callable[[], bytes]]] = {
    "bytes": lambda: seal(b'{"bytes":%d}' % CAP, bytes(CAP)),
    "truths": lambda: seal(b'{"array":["bool",[%d]]}' % CAP, bytes(CAP)),
    "floats": lambda: seal(b'{"tensor":["float64",[%d,2,4]],"grad":true}' % (CAP // 64), b"\x7f" * CAP),
    "bytes too few": lambda: seal(b'{"bytes":%d}' % (CAP + 1), bytes(CAP)),
    "bytes too many": lambda: seal(b"null", bytes(CAP)),
    "bytes unread": lambda: seal(b"{", bytes(CAP)),
    "one string": lambda: seal(b'"' + b"x" * (wire.MAX_HEADER - 2) + b'"'),
    "one wide string": lambda: seal(('"' + "\U0001f600" + "\u4e2d" * (wire.MAX_HEADER // 3 - 3) + '"').encode()),
    "escapes": lambda: seal(b'"' + b"\\ud83d\\ude00" * (wire.MAX_HEADER // 12 - 1) + b'"'),
    "one number": lambda: seal(b"1" * wire.MAX_HEADER),
    "one fraction": lambda: seal(b"0." + b"1" * (wire.MAX_HEADER - 2)),
    "long numbers": lambda: seal(b"[" + b",".join([b"1" * 4299] * (wire.MAX_HEADER // 4301)) + b"]"),
    "white space": lambda: seal(b" " * wire.MAX_HEADER),
    "brackets": lambda: seal(b"[" * wire.MAX_HEADER),
    "braces": lambda: seal(b'{"list":[' * (wire.MAX_HEADER // 9)),
    "brackets in a string": lambda: seal(b'"' + b"[" * (wire.MAX_HEADER - 2) + b'"'),
    "one key": lambda: seal(b"{" + b",".join([b'"":1'] * (wire.MAX_HEADER // 5 - 1)) + b"}"),
    "keys": lambda: seal(b"{" + b",".join(b'"%d":1' % number for number in range(380_000)) + b"}"),
    "UTF-32": lambda: seal(many("null", wire.MAX_HEADER // 21)[wire.PREFIX.size :].decode().encode("utf-32-be")),
    "header over the cap": lambda: seal(b" " * (wire.MAX_HEADER + 1)),
    **{f"many {item[:24]}": _full(item) for item in BOMBS},
}
"""The largest that a channel takes, of each kind."""


def generated(seed: int) -> Iterator[bytes]:
    """Frames without end, the same for the same seed."""
    rng = random.Random(seed)
    mutations, grammar = Mutations(rng), Grammar(rng)
    while True:
        yield mutations()
        yield mutations()
        yield grammar()


# A run


def grown() -> int:
    """The most memory that this process ever held, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


class Run:
    """Counts what becomes of frames, and times them."""

    def __init__(self) -> None:
        self.outcomes: Counter[Outcome] = Counter()
        self.slowest = 0.0
        self._before = grown()

    def feed(self, frame: bytes, check: bool) -> None:
        """One frame. What seems slow is timed again in processor time: others may have used the machine meanwhile."""
        start = time.perf_counter()
        self.outcomes[outcome(frame, False)] += 1
        seconds = time.perf_counter() - start
        if seconds > self.slowest:
            start = time.process_time()
            outcome(frame, False)
            self.slowest = max(self.slowest, min(seconds, time.process_time() - start))
            if self.slowest > SLOWEST_SECONDS:
                raise AssertionError(f"a frame takes {self.slowest:.1f} s")
        if check:
            outcome(frame)

    @property
    def growth(self) -> int:
        return grown() - self._before

    def __str__(self) -> str:
        counts = self.outcomes
        return (
            f"{counts.total()} frames: {counts['value']} values, {counts['refused']} refused with WireError, "
            f"{counts['unfinished']} waiting for more bytes, nothing else; slowest {1000 * self.slowest:.0f} ms, "
            f"memory +{self.growth / 2**20:.0f} MB"
        )


def run(count: int, seed: int) -> Run:
    """Feeds ``count`` frames, those at the caps among them; AssertionError with the one that is not borne."""
    frames = generated(seed)
    result = Run()
    extremes = list(EXTREMES.items())[:count]
    for name, make in extremes:
        feed(result, make(), name, False)
    for number in range(count - len(extremes)):
        feed(result, next(frames), number, number % CHECKED == 0)
    return result


def feed(result: Run, frame: bytes, name: str | int, check: bool) -> None:
    """One frame of a run; AssertionError with its name and its first bytes where it is not borne."""
    try:
        result.feed(frame, check)
    except Exception as error:
        raise AssertionError(f"frame {name!r}, {frame[:2000]!r}: {type(error).__name__}: {error}") from error


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.frames", description=__doc__.partition("\n")[0])
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    result = run(options.count, options.seed)
    print(f"{result}, seed {options.seed}")
    if result.growth > MAX_GROWTH:
        sys.exit(f"memory grew by more than {MAX_GROWTH >> 20} MB")


if __name__ == "__main__":
    main()
