"""Notebooks that are none, or nearly so, and what must hold of each: it is unreadable in one line, or repaired."""

from __future__ import annotations

import copy
import json
import time
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any, Final

import nbformat
from hypothesis import strategies as st
from nbformat import NotebookNode

from autograder.course import load_course
from autograder.notebooks.ipynb import grade_id, parse
from autograder.notebooks.plainfile import UnreadableError
from autograder.notebooks.source import Source, SourceNotebook

Tree = Any

SLOWEST_SECONDS: Final = 3.0
"""Processor time to read and repair one of them."""


@cache
def source() -> Source:
    """The assignment of the real course."""
    course = load_course(Path(__file__))
    return Source(course, course.assignments[0])


@cache
def released() -> dict[str, str]:
    """The real released notebooks, as JSON."""
    return {name: json.dumps(notebook.release) for name, notebook in source().notebooks.items()}


SMALLEST: Final = "03-real-data"


def check(data: bytes, name: str = SMALLEST) -> list[str] | None:
    """Reads and repairs a file as the notebook ``name``: the notes, or None where it cannot be read."""
    start = time.process_time()
    notebook = source().notebooks[name]
    try:
        node = parse(data)
    except UnreadableError as error:
        assert str(error)
        assert str(error).isprintable(), repr(str(error))
        return None
    before = json.dumps(node)
    fixed, notes = notebook.repaired(node)
    assert time.process_time() - start < SLOWEST_SECONDS
    assert json.dumps(node) == before, "what was submitted is changed"
    _check_form(fixed, notebook)
    for note in notes:
        assert "\n" not in note, note
    again, _ = notebook.repaired(parse(json.dumps(fixed).encode()))
    assert again == fixed, "a repaired notebook is repaired once more"
    return notes


def _check_form(node: NotebookNode, notebook: SourceNotebook) -> None:
    """A valid notebook, which has the release's metadata, each of its check cells once and below its answer."""
    nbformat.validate(node)
    ids = [cell.id for cell in node.cells]
    assert len(set(ids)) == len(ids), ids
    found = [name for cell in node.cells if (name := grade_id(cell))]
    counts, known = Counter(found), {name: cell for cell in notebook.release.cells if (name := grade_id(cell))}
    assert counts.keys() <= known.keys()
    assert all(number == 1 for number in counts.values()), counts
    cells = {grade_id(cell): cell for cell in node.cells}
    for name, trusted in known.items():
        flags = trusted.metadata.nbgrader
        if flags.grade:
            assert name in counts, f"{name} is missing"
        if name in counts:
            assert cells[name].metadata == trusted.metadata
            assert cells[name].cell_type == trusted.cell_type
        if flags.locked:
            assert cells[name].source == trusted.source
        if name.startswith("check-") and (answer := name.removeprefix("check-")) in counts:
            assert found.index(answer) < found.index(name)
    assert node.metadata == notebook.release.metadata


# Trees near the grammar of notebooks

HUGE: Final = [10**30, -(10**400), 1e308, float("inf"), float("nan"), 2**63]
TEXTS: Final = st.sampled_from(
    ["\ud800", "\0", "\u2028", "\r\n", "# x\n", "\u202e", "def f(:\n", "a" * 3000, "'" * 7, "1" * 5000]
)
SCALARS: Final = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | TEXTS | st.sampled_from(HUGE)
)
KEYS: Final = st.text(max_size=4) | st.sampled_from(
    ["nbgrader", "id", "source", "text", "data", "update", "keys", "items", "__class__"]
)
TREES: Final = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=6
)


def odd(*right: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Mostly what is right, else anything."""
    return st.one_of(*right, *right, TREES)


def _cells() -> st.SearchStrategy[Any]:
    node = source().notebooks[SMALLEST].release
    ids = st.sampled_from([cell.id for cell in node.cells] + ["copy-1", "copy-2", "cell-0", "cell-1", "x" * 65, ""])
    texts = st.sampled_from([cell.source for cell in node.cells])
    answers = st.sampled_from([*source().notebooks[SMALLEST].solutions.values()])
    flags = st.fixed_dictionaries(
        {"grade_id": odd(st.sampled_from([name for cell in node.cells if (name := grade_id(cell))]))},
        optional={
            "grade": odd(st.booleans()),
            "locked": odd(st.booleans()),
            "solution": odd(st.booleans()),
            "task": odd(st.booleans()),
            "points": odd(st.integers(0, 5)),
            "cell_type": odd(st.sampled_from(["code", "markdown"])),
            "schema_version": odd(st.integers(0, 5)),
        },
    )
    output = st.fixed_dictionaries(
        {"output_type": odd(st.sampled_from(["stream", "display_data", "execute_result", "error", "pyout", "pyerr"]))},
        optional={
            "text": odd(st.text()),
            "name": odd(st.just("stdout")),
            "data": odd(st.dictionaries(st.sampled_from(["text/plain", "image/png", "text/html"]), TREES, max_size=2)),
            "metadata": odd(st.just({})),
            "traceback": odd(st.lists(TEXTS, max_size=2)),
            "ename": TREES,
            "png": TREES,
        },
    )
    return st.fixed_dictionaries(
        {},
        optional={
            "id": odd(ids),
            "cell_type": odd(st.sampled_from(["code", "code", "markdown", "raw", "heading", "html"])),
            "source": odd(texts, answers, answers.map(lambda text: text.splitlines(True))),
            "input": odd(texts),
            "metadata": odd(st.fixed_dictionaries({"nbgrader": odd(flags)})),
            "outputs": odd(st.lists(odd(output), max_size=2)),
            "execution_count": odd(st.integers(0, 9)),
            "attachments": odd(st.dictionaries(TEXTS, odd(st.dictionaries(TEXTS, odd(TEXTS), max_size=2)), max_size=2)),
            "level": odd(st.integers(1, 6)),
            "language": odd(st.just("python")),
            "collapsed": TREES,
        },
    )


def trees() -> st.SearchStrategy[Tree]:
    """JSON that is nearly a notebook, of any version."""
    cells = st.lists(odd(_cells(), _cells(), _cells()), max_size=6)
    sheets = st.lists(odd(st.fixed_dictionaries({}, optional={"cells": odd(cells), "metadata": TREES})), max_size=2)
    new = st.fixed_dictionaries(
        {"nbformat": st.just(4), "cells": cells},
        optional={"nbformat_minor": odd(st.integers(0, 9)), "metadata": odd(st.just({}))},
    )
    old = st.fixed_dictionaries(
        {"nbformat": st.integers(1, 3), "worksheets": odd(sheets)},
        optional={
            "nbformat_minor": odd(st.integers(0, 2)),
            "metadata": odd(st.just({"name": ""})),
            "cells": odd(cells),
        },
    )
    any_ = st.fixed_dictionaries(
        {},
        optional={
            "nbformat": odd(st.integers(-1, 6)),
            "nbformat_minor": TREES,
            "cells": odd(cells),
            "worksheets": odd(sheets),
            "metadata": TREES,
            "orig_nbformat": TREES,
        },
    )
    return new | new | old | any_ | TREES


# Damage to the real notebooks

EDITS: Final = ["replace", "delete", "double", "move", "exchange", "cell", "cell"]
GONE: Final = (LookupError, TypeError, AttributeError, ZeroDivisionError)
"""What an edit raises where it finds no such place."""


def paths(tree: Tree, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to each place in a tree, but for its root."""
    inner: list[tuple[Any, Any]] = []
    if isinstance(tree, dict):
        inner = list(tree.items())
    elif isinstance(tree, list):
        inner = list(enumerate(tree))
    return [each for key, value in inner for each in [(*path, key), *paths(value, (*path, key))]]


@cache
def _places(name: str) -> list[tuple[Any, ...]]:
    return paths(json.loads(released()[name]))


def _holder(tree: Tree, path: tuple[Any, ...]) -> Tree:
    for key in path[:-1]:
        tree = tree[key]
    return tree


@st.composite
def damaged(draw: st.DrawFn, name: str = SMALLEST) -> Tree:
    """A released notebook, with a few places in it replaced, deleted, doubled, moved or exchanged."""
    tree = json.loads(released()[name])
    places = _places(name)
    for _ in range(draw(st.integers(1, 4))):
        path, other = draw(st.sampled_from(places)), draw(st.sampled_from(places))
        kind = draw(st.sampled_from(EDITS))
        try:
            edit(tree, kind, path, other, draw(TREES))
        except GONE:
            continue  # the place is gone
    return tree


def edit(tree: Tree, kind: str, path: tuple[Any, ...], other: tuple[Any, ...], new: Tree) -> None:
    """One of :data:`EDITS`, in place: at ``path``, with what stands at ``other`` or with ``new``."""
    if kind == "cell":
        cells = tree["cells"]
        path, other = ("cells", len(repr(path)) % len(cells)), ("cells", len(repr(other)) % len(cells))
        kind = ("double", "move", "exchange", "delete")[len(repr((path, other, new))) % 4]
    holder, there = _holder(tree, path), _holder(tree, other)
    found = holder[path[-1]]
    if kind == "replace":
        holder[path[-1]] = new
    elif kind == "delete":
        del holder[path[-1]]
    elif kind == "double":
        holder.insert(path[-1], copy.deepcopy(found))
    elif kind == "move":
        del holder[path[-1]]
        there.insert(other[-1], found)
    else:
        holder[path[-1]], there[other[-1]] = copy.deepcopy(there[other[-1]]), copy.deepcopy(found)


def text(tree: Tree) -> bytes:
    """JSON as Python writes it: NaN and halves of surrogate pairs in it."""
    return json.dumps(tree).encode()


def seeds() -> list[str]:
    """Small notebooks of several versions, with cells of the release in them."""
    cells = json.loads(released()[SMALLEST])["cells"]
    old = {"cell_type": "code", "input": "x", "language": "python", "outputs": [], "metadata": {}, "prompt_number": 1}
    found: list[Tree] = [
        {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells[start : start + 3]}
        for start in range(0, len(cells), 3)
    ]
    found += [
        {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [{"cells": [old]}]},
        {"nbformat": 2, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [{"cells": [old]}]},
        {"nbformat": 1, "cells": [{"cell_type": "code", "input": "x", "prompt_number": 1}]},
        {"nbformat": 4, "cells": [{"source": ["x\n", "y"], "attachments": {"a": {"image/png": "eA=="}}}]},
    ]
    return [json.dumps(each) for each in found]
