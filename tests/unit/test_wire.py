"""Frames carry plain data bit for bit, and whatever is not a frame is a WireError."""

import json
import math
import pickle
import struct
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from autograder import wire
from autograder.wire import Opaque, Tensor, WireError

CAP = 1 << 20

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
INTS = st.integers(1 - wire.MAX_KEY, wire.MAX_KEY - 1)
KEYS = st.none() | st.booleans() | INTS | st.floats(allow_nan=False) | st.text()
PLAIN = st.recursive(
    KEYS | st.floats() | st.binary() | st.builds(Opaque, st.text(max_size=80)),
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(KEYS, inner),
    max_leaves=20,
)


def back(value: Any) -> Any:
    """What arrives of a value."""
    frame = wire.encode(value)
    header, payload = wire.lengths(frame[: wire.PREFIX.size], CAP)
    rest = frame[wire.PREFIX.size :]
    assert len(rest) == header + payload
    return wire.decode(rest[:header], rest[header:])


def decode(tree: Any, payload: bytes = b"") -> Any:
    return wire.decode(json.dumps(tree).encode(), payload)


@given(PLAIN)
def test_plain_data_comes_back(value: Any) -> None:
    assert repr(back(value)) == repr(value)


@pytest.mark.parametrize("value", [math.inf, -math.inf, -0.0, 5e-324, 1.7976931348623157e308, 0.1])
def test_every_bit_of_a_float_comes_back(value: float) -> None:
    assert struct.pack("d", back(value)) == struct.pack("d", value)


def test_nan_comes_back() -> None:
    assert math.isnan(back(math.nan))


@given(arrays.arrays(st.sampled_from([*wire.DTYPES]), arrays.array_shapes(min_dims=0, max_dims=4, min_side=0)))
def test_arrays_come_back(array: np.ndarray[Any, Any]) -> None:
    seen = back(array)
    assert (seen.dtype, seen.shape, seen.tobytes()) == (array.dtype, array.shape, array.tobytes())


@pytest.mark.parametrize("requires_grad", [True, False])
def test_tensors_come_back(requires_grad: bool) -> None:
    seen = back(Tensor(np.array([[1, math.nan]], np.float32), requires_grad))
    assert (seen.dtype, seen.shape, seen.requires_grad) == ("float32", (1, 2), requires_grad)
    assert math.isnan(seen.array[0, 1])


def test_arrays_of_any_layout_come_back() -> None:
    table = np.arange(6.0).reshape(2, 3)
    for odd in (table.T, table[:, ::-1], table.astype(">f8"), np.broadcast_to(table[0], (2, 3))):
        np.testing.assert_array_equal(back(odd), odd)
        assert back(odd).dtype.isnative


def test_arrays_that_arrive_can_be_written_to() -> None:
    for name in wire.DTYPES:
        back(np.zeros(2, name))[0] = 1


def test_arrays_in_a_container_keep_their_order() -> None:
    seen = back({"a": [np.array([1], np.int8), b"two"], "b": (np.array([3, 4]),)})
    assert (seen["a"][0].tolist(), seen["a"][1], seen["b"][0].tolist()) == ([1], b"two", [3, 4])


@pytest.mark.parametrize(
    "value",
    [1j, {1, 2}, object(), np.zeros(1, complex), np.array([object()]), np.array(["a"]), np.zeros((1,) * 9), np.float32],
)
def test_what_is_not_plain_data_does_not_travel(value: Any) -> None:
    with pytest.raises(WireError, match="does not travel"):
        wire.encode(value)


def test_deep_values_do_not_travel() -> None:
    value: list[Any] = []
    for _ in range(wire.MAX_DEPTH + 1):
        value = [value]
    with pytest.raises(WireError, match="deep"):
        wire.encode(value)


@pytest.mark.parametrize("key", [wire.MAX_KEY, -wire.MAX_KEY, 10**300])
def test_a_very_large_key_does_not_travel(key: int) -> None:
    with pytest.raises(WireError, match="key is too large"):
        wire.encode({key: 1})
    with pytest.raises(WireError, match="key is too large"):
        decode({"dict": [[{"int": str(key)}, None]]})


def test_a_cycle_does_not_travel() -> None:
    value: list[Any] = []
    value.append(value)
    with pytest.raises(WireError):
        wire.encode(value)


def test_a_header_over_its_cap_does_not_travel() -> None:
    with pytest.raises(WireError, match="over the cap"):
        wire.encode("x" * (wire.MAX_HEADER + 1))


@pytest.mark.parametrize(
    ("header", "payload", "fits"),
    [
        (CAP, CAP, True),
        (CAP + 1, 0, False),
        (0, CAP + 1, False),
        (0, (1 << 64) - 1, False),
        (0xFFFFFFFF, 0, False),
    ],
)
def test_lengths_over_the_cap_are_refused(header: int, payload: int, fits: bool) -> None:
    prefix = wire.PREFIX.pack(wire.MAGIC, header, payload)
    if fits:
        assert wire.lengths(prefix, CAP) == (header, payload)
    else:
        with pytest.raises(WireError, match="over the cap"):
            wire.lengths(prefix, CAP)


def test_the_header_has_a_cap_of_its_own() -> None:
    with pytest.raises(WireError):
        wire.lengths(wire.PREFIX.pack(wire.MAGIC, wire.MAX_HEADER + 1, 0), 1 << 40)


def test_another_mark_is_refused() -> None:
    with pytest.raises(WireError, match="mark"):
        wire.lengths(wire.PREFIX.pack(b"GA", 2, 0), CAP)


MALFORMED: list[tuple[Any, bytes]] = [
    (5, b""),
    (math.nan, b""),
    ({}, b""),
    ([], b""),
    ({"set": []}, b""),
    ({"int": 5}, b""),
    ({"int": "five"}, b""),
    ({"int": "9" * 401}, b""),
    ({"float": "nothing"}, b""),
    ({"float": "0x1p99999"}, b""),
    ({"float": "0x" + "1" * 40}, b""),
    ({"list": {}}, b""),
    ({"dict": [["a"]]}, b""),
    ({"dict": [[{"list": []}, None]]}, b""),
    ({"dict": [[{"tensor": ["int8", [1]], "grad": False}, None]]}, b"\0"),
    ({"bytes": -1}, b""),
    ({"bytes": 2}, b"\0"),
    ({"bytes": 10**30}, b""),
    ({"bytes": 1}, b"\0\0"),
    ({"array": ["float64", [1]]}, b"\0" * 7),
    ({"array": ["float64", [1]]}, b"\0" * 9),
    ({"array": ["float64", [-1, -1]]}, b"\0" * 8),
    ({"array": ["float64", [True]]}, b"\0" * 8),
    ({"array": ["float64", [1.0]]}, b"\0" * 8),
    ({"array": ["float64", [1 << 40, 1 << 40]]}, b""),
    ({"array": ["float64", [10**30, 0]]}, b""),
    ({"array": ["int8", [1] * 9]}, b"\0"),
    ({"array": ["object", [1]]}, b"\0" * 8),
    ({"array": ["complex64", [1]]}, b"\0" * 8),
    ({"array": ["O", [1]]}, b"\0" * 8),
    ({"array": [["float64"], [1]]}, b"\0" * 8),
    ({"array": ["float64", [1], "more"]}, b"\0" * 8),
    ({"tensor": ["float32", [1]]}, b"\0" * 4),
    ({"tensor": ["float32", [1]], "grad": 1}, b"\0" * 4),
    ({"opaque": 1}, b""),
    ({"list": {"array": ["float64", [1]]}}, b"\0" * 7),
    ({"list": {"array": ["float32", [2]]}}, b"\0" * 8),
    ({"tuple": {"array": ["float64", [1, 1]]}}, b"\0" * 8),
    ({"tuple": {"array": ["float64", [True]]}}, b"\0" * 8),
    ({"list": {"array": ["float64", [wire.MAX_BRACKETS + 1]]}}, b"\0" * 8 * (wire.MAX_BRACKETS + 1)),
    (None, b"\0"),
]


@pytest.mark.parametrize(("tree", "payload"), MALFORMED, ids=[json.dumps(tree)[:40] for tree, _ in MALFORMED])
def test_a_malformed_frame_is_refused(tree: Any, payload: bytes) -> None:
    with pytest.raises(WireError):
        decode(tree, payload)


@pytest.mark.parametrize(
    "header", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"list":[' * 2000 + b"]}" * 2000, pickle.dumps([1])]
)
def test_a_header_that_is_no_json_is_refused(header: bytes) -> None:
    with pytest.raises(WireError):
        wire.decode(header, b"")


def test_a_deep_header_is_refused() -> None:
    tree: Any = None
    for _ in range(3 * wire.MAX_DEPTH):
        tree = {"list": [tree]}
    with pytest.raises(WireError, match="deep"):
        decode(tree)


@given(st.binary(max_size=200), st.binary(max_size=50))
def test_any_bytes_are_a_value_or_a_wire_error(header: bytes, payload: bytes) -> None:
    with suppress(WireError):
        wire.decode(header, payload)


@given(JSON, st.binary(max_size=50))
def test_any_json_is_a_value_or_a_wire_error(tree: Any, payload: bytes) -> None:
    with suppress(WireError):
        decode(tree, payload)


NODES = st.recursive(
    st.sampled_from(
        [None, True, "s", {"int": "1"}, {"float": "inf"}, {"bytes": 1}, {"opaque": "x"}, {"array": ["int8", [1]]}]
    )
    | st.builds(lambda name, shape: {"array": [name, shape]}, st.sampled_from([*wire.DTYPES]), st.lists(st.integers())),
    lambda inner: st.builds(lambda tag, each: {tag: each}, st.sampled_from(["list", "tuple", "dict"]), st.lists(inner)),
)


@given(NODES, st.binary(max_size=20))
def test_any_tree_of_nodes_is_a_value_or_a_wire_error(tree: Any, payload: bytes) -> None:
    with suppress(WireError):
        decode(tree, payload)


def test_what_is_opaque_has_a_short_name() -> None:
    assert len(decode({"opaque": "x" * 10_000}).kind) <= 80


@pytest.mark.parametrize(
    "value",
    [
        [None] * 40_000,
        [""] * 40_000,
        [[]] * 40_000,
        dict.fromkeys(range(20000)),
        [[None] * 200] * 200,
    ],
    ids=["nothing", "texts", "lists", "a dict", "lists of nothing"],
)
def test_an_answer_has_so_many_parts_and_no_more(value: wire.Value) -> None:
    frame = wire.encode(value)
    header, _ = wire.lengths(frame[: wire.PREFIX.size], 1 << 30)
    data = frame[wire.PREFIX.size : wire.PREFIX.size + header]
    assert wire.decode(data, b"") == value
    with pytest.raises(wire.WireError, match="too many parts"):
        wire.decode(data, b"", wire.ELEMENTS)


@pytest.mark.parametrize(
    "shape", [(1 << 40, 0), (0, 1 << 40), (1 << 20, 0, 1 << 20), (wire.ELEMENTS + 1,), (0, 20_000)]
)
def test_an_array_that_takes_long_to_go_through_is_opaque(shape: tuple[int, ...]) -> None:
    header = json.dumps({"list": [{"array": ["float32", list(shape)]}, {"array": ["float32", [1]]}]}).encode()
    payload = bytes(4 * math.prod(shape)) + bytes(4)
    first, _ = wire.decode(header, payload, wire.ELEMENTS)
    assert first == wire.Opaque("array too large to look at")
