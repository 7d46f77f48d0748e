"""Whatever is submitted as a notebook is unreadable in one line, or is repaired into a valid one."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.notebooks.ipynb import parse
from tests.fuzz.notebooks import SMALLEST, check, damaged, released, source, text, trees

thorough = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
)


@settings(thorough, max_examples=400)
@given(trees())
def test_any_tree_is_unreadable_or_repaired(tree: Any) -> None:
    check(text(tree))


@settings(thorough, max_examples=150)
@given(damaged())
def test_a_damaged_notebook_is_unreadable_or_repaired(tree: Any) -> None:
    check(text(tree))


@settings(thorough, max_examples=15)
@given(st.data())
@pytest.mark.parametrize("name", ["01-from-scratch", "02-built-ins"])
def test_a_large_damaged_notebook_is_unreadable_or_repaired(name: str, data: st.DataObject) -> None:
    check(text(data.draw(damaged(name))), name)


@settings(thorough, max_examples=300)
@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda each: each.encode(errors="surrogatepass")))
def test_any_bytes_are_unreadable_or_repaired(data: bytes) -> None:
    check(data)


@settings(thorough, max_examples=150)
@given(st.data())
def test_a_notebook_with_other_bytes_in_it_is_unreadable_or_repaired(data: st.DataObject) -> None:
    whole = released()[SMALLEST].encode()
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 200)) | st.just(len(whole)))
    new = data.draw(
        st.binary(max_size=8) | st.sampled_from([b"[" * 5000, b'{"a":' * 5000, b"9" * 5000, b"\\ud800", b"NaN"])
    )
    check(whole[:start] + new + whole[end:])


def test_the_released_notebooks_need_no_repair() -> None:
    for name, each in released().items():
        assert check(each.encode(), name) == []


def test_the_generators_make_notebooks_that_are_read_and_some_that_are_not() -> None:
    read: list[bool] = []

    @settings(thorough, max_examples=100, derandomize=True, database=None)
    @given(trees())
    def collect(tree: Any) -> None:
        read.append(check(text(tree)) is not None)

    collect()
    assert read.count(True) >= 20
    assert read.count(False) >= 10


@pytest.mark.parametrize(
    "tree",
    [
        pytest.param({"nbformat": 4, "cells": [], "x": 1}, id="a key of the notebook that no schema knows"),
        pytest.param(
            {"nbformat": 4, "cells": [{"id": "standardise", "attachments": {}}]}, id="an answer's attachments"
        ),
    ],
)
def test_nothing_that_the_schema_forbids_is_left(tree: Any) -> None:
    node, _ = source().notebooks[SMALLEST].repaired(parse(text(tree)))
    nbformat.validate(node)
