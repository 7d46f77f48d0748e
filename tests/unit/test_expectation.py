"""Kind, shape, dtype, finiteness, tolerance: in that order, and with no hidden number in what is said."""

import math
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.judging.expectation import ATOL, RTOL, Expect, Miss, describe
from autograder.wire import Opaque, Tensor

expect = Expect()


def tensor(value: Any, dtype: str = "float32", grad: bool = False) -> Tensor:
    return Tensor(np.asarray(value, dtype), grad)


def missed(observed: Any, expected: Any, **options: Any) -> Miss:
    with pytest.raises(Miss) as caught:
        expect.close(observed, expected, **options)
    return caught.value


@pytest.mark.parametrize(
    ("observed", "expected"),
    [
        (tensor([1, 2]), np.array([1.0, 2.0])),
        (tensor([1, 2], grad=True), np.array([1, 2], np.float32)),
        (tensor([[1.00005, 2]]), np.array([[1.0, 2.0]])),
        (tensor(3), np.float64(3)),
        (tensor([1, 2], "int64"), np.array([1, 2])),
        (tensor([True], "bool"), np.array([True])),
        (tensor(np.zeros((0, 3))), np.zeros((0, 3))),
        (2.0, 2.0),
        (2, 2.0),
        (np.array(2.0), 2.0),
        (np.array(2, "int32"), 2.0),
        (2, 2),
        (True, True),
        ("sgd", "sgd"),
        (None, None),
        ([1, (2.0, "a")], (1, [2.0, "a"])),
        ({"b": 1, "a": tensor([1])}, {"a": np.array([1.0]), "b": 1}),
    ],
)
def test_what_is_close_passes(observed: Any, expected: Any) -> None:
    expect.close(observed, expected)


@pytest.mark.parametrize(
    ("observed", "expected", "says"),
    [
        ([1.0, 2.0], np.array([1.0, 2.0]), ["a tensor of shape (2,)", "got a list"]),
        (np.array([1.0]), np.array([1.0]), ["a NumPy array"]),
        (None, np.array([1.0]), ["is there a `return`?"]),
        (Opaque("complex64 tensor"), np.array([1.0]), ["a complex64 tensor"]),
        (tensor([[1, 2]]), np.array([1.0, 2.0]), ["shape (2,)", "(1, 2)"]),
        (tensor([1]), np.array([1.0, 1.0, 1.0]), ["shape (3,)", "(1,)"]),
        (tensor(1), np.array([1.0]), ["shape (1,)", "()"]),
        (tensor([1], "float64"), np.array([1.0]), ["dtype float32", "float64"]),
        (tensor([1], "int64"), np.array([1.0]), ["dtype float32", "int64"]),
        (tensor([1], "float32"), np.array([1]), ["dtype int64", "float32"]),
        (tensor([math.nan, 1]), np.array([1.0, 1.0]), ["NaN or infinity"]),
        (tensor([math.inf]), np.array([1.0]), ["NaN or infinity"]),
        (tensor([-math.inf]), np.array([1.0]), ["NaN or infinity"]),
        (tensor([1.1, 2]), np.array([1.0, 2.0]), ["right values"]),
        (tensor(1.1), np.float64(1), ["right value"]),
        (tensor([1, 3], "int64"), np.array([1, 2]), ["right values"]),
        (1.1, 1.0, ["right value"]),
        (math.nan, 1.0, ["NaN or infinity"]),
        (-math.inf, 0.0, ["NaN or infinity"]),
        (tensor(1), 1.0, ["a number (a Python float)", "a float32 tensor"]),
        (True, 1.0, ["a number (a Python float)", "a bool"]),
        ("1", 1.0, ["a str"]),
        (np.array([1.0]), 1.0, ["a NumPy array"]),
        (2.0, 2, ["an int", "a float"]),
        (True, 1, ["an int", "a bool"]),
        (3, 2, ["the right number"]),
        (1, True, ["a bool", "an int"]),
        (0, None, ["an int"]),
        ("adam", "sgd", ["the right one"]),
        ((1, 2, 3), (1, 2), ["a tuple of 2", "one of 3"]),
        (5, (1, 2), ["a tuple of 2", "an int"]),
        ({"a": 1}, {"a": 1, "b": 2}, ["a dict with the keys 'a', 'b'"]),
        ([1], {"a": 1}, ["a dict with the keys 'a'"]),
        ({"a": [1, 3]}, {"a": [1, 2]}, ["not the right number"]),
    ],
)
def test_what_differs_is_named(observed: Any, expected: Any, says: list[str]) -> None:
    message = missed(observed, expected).message
    assert all(each in message for each in says), message


def test_the_first_thing_that_differs_is_named() -> None:
    everything = tensor([[math.nan]], "float64")
    assert "shape" in missed(everything, np.array([1.0])).message
    assert "dtype" in missed(everything, np.array([[1.0]])).message
    assert "NaN" in missed(tensor([[math.nan]]), np.array([[1.0]])).message


def test_nan_never_passes_by_a_tolerance() -> None:
    missed(tensor([math.nan]), np.array([1.0]), atol=math.inf)
    missed(tensor([math.inf]), np.array([1.0]), atol=math.inf)
    missed(math.nan, 1.0, rtol=math.inf)


def test_infinity_in_what_is_expected_is_no_wild_card() -> None:
    missed(tensor([1.0]), np.array([math.inf]))
    missed(tensor([math.nan]), np.array([math.nan]))


@pytest.mark.parametrize("factor", [0.5, 2.0])
def test_tolerance_is_of_the_largest_element(factor: float) -> None:
    expected = np.array([0.0, 1000.0])
    off = tensor([factor * (ATOL + RTOL * 1000), 1000.0])
    if factor < 1:
        expect.close(off, expected)
    else:
        missed(off, expected)


def test_integers_have_no_tolerance() -> None:
    missed(tensor([10**6 + 1], "int64"), np.array([10**6]))
    missed(10**18 + 1, 10**18)


def test_tolerances_can_be_given() -> None:
    expect.close(tensor([1.5]), np.array([1.0]), atol=0.6)
    expect.close(tensor([1.5], "float64"), np.array([1.5]), dtype="float64")


def test_an_expectation_of_an_unknown_kind_is_the_suites_fault() -> None:
    with pytest.raises(TypeError):
        expect.close(1, {1, 2})


MISTAKES = {
    "a sum": np.array([6.0]),
    "half": lambda seen: bool(seen.array[0] == 1),
    "odd": lambda seen: seen["not there"],
}


@pytest.mark.parametrize(
    ("observed", "hint"), [(tensor([6]), "a sum"), (tensor([6], "float64"), "a sum"), (tensor([1]), "half")]
)
def test_a_mistake_is_named(observed: Any, hint: str) -> None:
    assert missed(observed, np.array([2.0]), mistakes=MISTAKES).hint == hint


@pytest.mark.parametrize("observed", [tensor([7]), tensor([]), tensor([[6]]), None, 5, "x", Opaque("function")])
def test_another_mistake_has_no_hint(observed: Any) -> None:
    assert missed(observed, np.array([2.0]), mistakes=MISTAKES).hint == ""


def test_the_first_mistake_that_fits_is_named() -> None:
    mistakes = {"one": np.array([6.0]), "two": lambda seen: True}
    assert missed(tensor([6]), np.array([2.0]), mistakes=mistakes).hint == "one"


def test_a_right_answer_makes_no_mistake() -> None:
    expect.close(tensor([2]), np.array([2.0]), mistakes={"always": lambda seen: True})


def test_a_hint_looks_at_nan_safely() -> None:
    assert missed(tensor([math.nan]), np.array([2.0]), mistakes={"a sum": np.array([6.0])}).hint == ""


@given(st.floats(1e3, 1e6), st.floats(1e3, 1e6))
def test_no_number_is_in_what_is_said(observed: float, expected: float) -> None:
    if math.isclose(observed, expected, rel_tol=1e-2):
        return
    for one, other in (
        (observed, expected),
        (tensor([observed]), np.array([expected])),
        ((observed,), (expected,)),
        ({"a": observed}, {"a": expected}),
        (int(observed), int(expected)),
        (str(observed), str(expected)),
    ):
        caught = missed(one, other)
        assert not re.search(r"\d{3}|\d\.\d", caught.message + caught.hint)


def test_that_pair_and_fail() -> None:
    expect.that(True, "fine")
    assert expect.pair([1, 2], "two") == (1, 2)
    with pytest.raises(Miss) as caught:
        expect.that(False, "not fine", "think")
    assert (caught.value.message, caught.value.hint) == ("not fine", "think")
    with pytest.raises(Miss, match="never"):
        expect.fail("never")


@pytest.mark.parametrize("observed", [None, 5, "ab", {1: 2, 3: 4}, (1,), (1, 2, 3), tensor([1, 2])])
def test_a_pair_is_a_tuple_or_list_of_two(observed: Any) -> None:
    with pytest.raises(Miss, match="two, not "):
        expect.pair(observed, "two")


@pytest.mark.parametrize(
    "value",
    [tensor([123.5]), np.array([123.5]), Opaque("function"), None, (123,), [123], {"a": 123}, 123, 123.5, "123", True],
)
def test_a_description_never_tells_the_value(value: Any) -> None:
    assert describe(value)
    assert "123" not in describe(value)


FORM = {"loss": None, "losses": [None] * 2, "on": bool, "rows": [list]}


def test_a_form_takes_anything_where_it_asks_for_nothing() -> None:
    for loss in (None, tensor([1.0]), Opaque("function"), {"a": 1}):
        seen: Any = {"loss": loss, "losses": (1, loss), "on": False, "rows": [[]]}
        assert expect.parts(seen, FORM, "no form") is seen


@pytest.mark.parametrize(
    "observed",
    [
        None,
        [],
        {},
        tensor([1.0]),
        Opaque("dict"),
        {"loss": 1, "losses": [1, 2], "on": True},
        {"loss": 1, "losses": [1, 2], "on": True, "rows": [[]], "more": 1},
        {"loss": 1, "losses": [1], "on": True, "rows": [[]]},
        {"loss": 1, "losses": {0: 1, 1: 2}, "on": True, "rows": [[]]},
        {"loss": 1, "losses": "ab", "on": True, "rows": [[]]},
        {"loss": 1, "losses": [1, 2], "on": 1, "rows": [[]]},
        {"loss": 1, "losses": [1, 2], "on": np.asarray(True), "rows": [[]]},
        {"loss": 1, "losses": [1, 2], "on": True, "rows": [{}]},
    ],
)
def test_another_form_is_a_miss_with_the_sentence_that_was_given(observed: Any) -> None:
    with pytest.raises(Miss) as caught:
        expect.parts(observed, FORM, "no form", "think")
    assert (caught.value.message, caught.value.hint) == ("no form", "think")


def test_a_form_is_made_of_containers_and_types() -> None:
    with pytest.raises(TypeError):
        expect.parts(1, 1, "no form")


@pytest.mark.parametrize(
    ("observed", "number"),
    [
        (2, 2.0),
        (0.5, 0.5),
        (np.asarray(0.5), 0.5),
        (np.asarray(3), 3.0),
        (math.inf, math.inf),
        (10**400, math.inf),
        (-(10**400), -math.inf),
    ],
)
def test_a_number_of_any_kind_is_a_float(observed: Any, number: float) -> None:
    assert expect.number(observed, "no number") == number


@pytest.mark.parametrize("observed", [True, None, "1", [1.0], tensor(1.0), np.asarray([1.0]), np.asarray(True)])
def test_what_is_no_number_is_a_miss(observed: Any) -> None:
    with pytest.raises(Miss, match="no number"):
        expect.number(observed, "no number")


def test_one_of_several_right_values_agrees() -> None:
    assert expect.agrees([1.0, np.asarray(2.0)], [1.0, 2.0])
    assert expect.agrees(tensor([1.0], "float64"), np.array([1.0]))
    assert expect.agrees(1.5, 1.0, atol=0.6)
    for observed in ([1.0], [1.0, 2.1], [math.nan, 2.0], [1.0, 10**400], [np.zeros(3), 2.0], None, Opaque("list")):
        assert not expect.agrees(observed, [1.0, 2.0])
