"""Frames between the judge and a worker: plain data, never pickles.

One frame is a fixed prefix, a JSON header and raw array bytes::

    b"AG" | header length, 4 bytes | payload length, 8 bytes | header | payload

The header is a tree of JSON scalars and tagged nodes. Floats travel as hexadecimal text, so that every
bit, infinities and NaN arrive as they were sent. Arrays name a whitelisted dtype and their shape; their
bytes follow one another in the payload, and the payload must be used up exactly. A list or tuple of several floats and
nothing else travels as an array does. Whoever reads checks each length before a buffer is made; anything else is a
:class:`WireError`.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

PREFIX: Final = struct.Struct("!2sIQ")
MAGIC: Final = b"AG"
MAX_HEADER: Final = 4 << 20
MAX_BRACKETS: Final = 100_000
"""In a header: more than any honest one has, and what it takes in memory when it is parsed is bounded by it."""
MAX_DEPTH: Final = 32
MAX_DIMENSIONS: Final = 8
MAX_INT_DIGITS: Final = 400
ELEMENTS: Final = 1 << 14
"""Of an answer, in all its arrays and containers, where a check does not ask for more: ten times what one needs."""
PARTS_BESIDE: Final = 100
"""Of an answer, beside the value: what is said of it."""
TOO_LARGE: Final = "too large to look at"
FLOATS: Final = 4
"""A list of so many floats, or more, is shorter as an array."""
MAX_KEY: Final = 1 << 60
"""Of an int as a key. Larger ones can be chosen to have one hash, and a dict of them takes quadratic time."""

DTYPES: Final[dict[str, np.dtype[Any]]] = {
    name: np.dtype(name)
    for name in ("bool", "uint8", "int8", "int16", "int32", "int64", "float16", "float32", "float64")
}
"""The dtypes that travel. torch and NumPy call them by the same names."""


class WireError(Exception):
    """A frame that is not one: wrong magic, a length over its cap, an unknown tag or dtype, missing bytes."""


@dataclass(frozen=True, eq=False)
class Tensor:
    """A torch tensor as data. ``requires_grad`` asks for (or tells of) a leaf that autograd follows."""

    array: npt.NDArray[Any]
    requires_grad: bool = False

    @property
    def dtype(self) -> str:
        return self.array.dtype.name

    @property
    def shape(self) -> tuple[int, ...]:
        return self.array.shape


def tensor(array: Any, requires_grad: bool = False) -> Tensor:
    """``array`` as a torch tensor of its shape: floats as float32, integers and booleans as they are."""
    array = np.asarray(array)
    return Tensor(array.astype(np.float32) if array.dtype.kind == "f" else array, requires_grad)


@dataclass(frozen=True)
class Opaque:
    """Something that does not travel, by the kind of thing it is: ``"function"``, ``"complex64 tensor"``."""

    kind: str


Value = Any
"""None, bool, int, float, str, bytes, a NumPy array, a Tensor, an Opaque, or a list, tuple or dict of such."""


def _key(key: Any) -> Any:
    if isinstance(key, int) and abs(key) >= MAX_KEY:
        raise WireError("a dict's key is too large to travel")
    return key


def _to_node(value: Any, buffers: list[bytes], depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise WireError("a value is nested too deeply to travel")
    match value:
        case None | bool() | str():
            return value
        case int():
            return {"int": str(value)}
        case float():
            return {"float": value.hex()}
        case list() | tuple():
            kind = "list" if isinstance(value, list) else "tuple"
            if FLOATS <= len(value) <= MAX_BRACKETS and all(type(each) is float for each in value):
                return {kind: _to_node(np.array(value), buffers, depth)}
            return {kind: [_to_node(each, buffers, depth + 1) for each in value]}
        case dict():
            return {
                "dict": [
                    [_to_node(_key(key), buffers, depth + 1), _to_node(each, buffers, depth + 1)]
                    for key, each in value.items()
                ]
            }
        case bytes():
            buffers.append(value)
            return {"bytes": len(value)}
        case Tensor():
            node = _to_node(value.array, buffers, depth)
            return {"tensor": node["array"], "grad": value.requires_grad}
        case np.ndarray():
            name = value.dtype.name
            if name not in DTYPES or value.ndim > MAX_DIMENSIONS:
                raise WireError(f"an array of dtype {name} with {value.ndim} dimensions does not travel")
            buffers.append(np.ascontiguousarray(value, dtype=value.dtype.newbyteorder("<")).tobytes())
            return {"array": [name, list(value.shape)]}
        case Opaque():
            return {"opaque": value.kind}
    raise WireError(f"a {type(value).__name__} does not travel")


def encode(value: Value) -> bytes:
    """The frame that carries ``value``; WireError for what is not plain data."""
    buffers: list[bytes] = []
    header = json.dumps(_to_node(value, buffers, 0), separators=(",", ":"), allow_nan=False).encode()
    if len(header) > MAX_HEADER:
        raise WireError(f"a header of {len(header)} bytes is over the cap of {MAX_HEADER}")
    _count_parts(header)
    payload = b"".join(buffers)
    return PREFIX.pack(MAGIC, len(header), len(payload)) + header + payload


def _count_parts(header: bytes, elements: float = math.inf) -> None:
    if header.count(b"{") + header.count(b"[") > min(MAX_BRACKETS, 4 * (parts(elements) + PARTS_BESIDE)):
        raise WireError("a header has too many parts")


def lengths(prefix: bytes, cap: int) -> tuple[int, int]:
    """Header and payload length that a frame's prefix announces; WireError where they are over ``cap``."""
    magic, header, payload = PREFIX.unpack(prefix)
    if magic != MAGIC:
        raise WireError("a frame does not begin with the right mark")
    if header > min(MAX_HEADER, cap) or payload > cap:
        raise WireError(f"a frame of {header} + {payload} bytes is over the cap of {cap}")
    return header, payload


def elements(shape: Sequence[int]) -> int:
    """What an array counts for: its elements, and its longest lengths where it has none, as a loop over it would."""
    return math.prod(max(1, length) for length in shape)


def parts(elements: float) -> float:
    """How many values an answer of so many elements may consist of: one takes as long to read as many elements."""
    return elements / 4


class _Payload:
    """The raw bytes of a frame, handed out front to back; and how many elements its arrays may have yet."""

    def __init__(self, data: memoryview, elements: float) -> None:
        self._data = data
        self._at = 0
        self._elements = elements
        self._parts = parts(elements) + PARTS_BESIDE

    def affords(self, elements: int) -> bool:
        """Whether there is room for so many elements more, which are counted then."""
        self._elements -= elements
        return self._elements >= 0

    def take(self, size: int) -> memoryview:
        if size > len(self._data) - self._at:
            raise WireError("a frame has fewer bytes than its header says")
        self._at += size
        return self._data[self._at - size : self._at]

    def has_room_for_a_part(self) -> bool:
        """Whether there may be one more value."""
        self._parts -= 1
        return self._parts >= 0

    @property
    def left(self) -> int:
        return len(self._data) - self._at


def _array(spec: Any, payload: _Payload) -> npt.NDArray[Any] | None:
    """The array; None where it has too many elements to be made."""
    match spec:
        case [str(name), list(shape)] if name in DTYPES and len(shape) <= MAX_DIMENSIONS:
            pass
        case _:
            raise WireError("an array's dtype or shape is not one that travels")
    size = DTYPES[name].itemsize
    if not all(type(length) is int and 0 <= length <= 1 << 40 for length in shape) or elements(shape) > 1 << 50:
        raise WireError("an array's shape is not one that travels")
    data = payload.take(size * math.prod(shape))
    if not payload.affords(elements(shape)):
        return None
    if name == "bool":
        truth: npt.NDArray[Any] = np.frombuffer(data, dtype=np.uint8) != 0
        return truth.reshape(shape)
    little: npt.NDArray[Any] = np.frombuffer(data, dtype=DTYPES[name].newbyteorder("<"))
    native: npt.NDArray[Any] = little.astype(DTYPES[name], copy=not little.flags.writeable)
    return native.reshape(shape)


def _floats(spec: Any, payload: _Payload) -> list[float] | Opaque:
    match spec:
        case ["float64", [int(length)]] if length <= MAX_BRACKETS:
            array = _array(spec, payload)
            return Opaque(f"list {TOO_LARGE}") if array is None else array.tolist()
    raise WireError("a list's array is not one of floats")


def _from_node(node: Any, payload: _Payload, depth: int) -> Any:
    if depth > 2 * MAX_DEPTH:
        raise WireError("a header is nested too deeply")
    if not payload.has_room_for_a_part():
        raise WireError("a value has too many parts")
    match node:
        case None | bool() | str():
            return node
        case {"int": str(digits)} if len(digits) <= MAX_INT_DIGITS:
            return int(digits)
        case {"float": str(text)} if len(text) <= 40:
            return float.fromhex(text)
        case {"list": list(items)}:
            return [_from_node(each, payload, depth + 1) for each in items]
        case {"tuple": list(items)}:
            return tuple(_from_node(each, payload, depth + 1) for each in items)
        case {"list": {"array": spec}}:
            return _floats(spec, payload)
        case {"tuple": {"array": spec}}:
            found = _floats(spec, payload)
            return found if isinstance(found, Opaque) else tuple(found)
        case {"dict": list(items)}:
            pairs = {}
            for item in items:
                match item:
                    case [None | bool() | str() | {"int": _} | {"float": _} as key, each]:
                        pairs[_key(_from_node(key, payload, depth + 1))] = _from_node(each, payload, depth + 1)
                    case _:
                        raise WireError("a dict's key is not a scalar")
            return pairs
        case {"bytes": int(size)} if size >= 0:
            return bytes(payload.take(size))
        case {"array": spec}:
            array = _array(spec, payload)
            return Opaque(f"array {TOO_LARGE}") if array is None else array
        case {"tensor": spec, "grad": bool(grad)}:
            array = _array(spec, payload)
            return Opaque(f"tensor {TOO_LARGE}") if array is None else Tensor(array, requires_grad=grad)
        case {"opaque": str(kind)}:
            return Opaque(kind[:80])
    raise WireError("a header holds an unknown node")


def decode(header: bytes, payload: bytes | bytearray, elements: float = math.inf) -> Value:
    """The value that a frame carries; WireError for anything malformed.

    An array that would have more than ``elements``, together with those before it, is an Opaque.
    """
    rest = _Payload(memoryview(payload), elements)
    _count_parts(header, elements)
    try:
        value = _from_node(json.loads(header), rest, 0)
    except (ValueError, RecursionError, OverflowError, MemoryError) as error:
        raise WireError(f"a frame does not parse: {type(error).__name__}") from None
    if rest.left:
        raise WireError(f"a frame has {rest.left} bytes more than its header says")
    return value
