"""Which exercises an exercise leans on is read from the solution's names, cell by cell."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.course import Exercise, Notebook
from autograder.frontends.repositories.classroom import checks
from autograder.frontends.repositories.leaning import leaning
from tests.classroom.repositories import the_course


def leans(*cells: tuple[str, str], checks: Sequence[tuple[str, str]] = (), needs: Sequence[str] = ()) -> str:
    """What the exercise ``last`` leans on, in a notebook of cells with ids; a cell without one is the course's own."""
    ids = [name for name, _ in cells if name]
    exercises = [Exercise(id=each, questions=(), provides=(), needs=tuple(needs) * (each == "last")) for each in ids]
    nodes = [new_code_cell(text, metadata={"nbgrader": {"grade_id": name}} if name else {}) for name, text in cells]
    notebook = Notebook(name="n", exercises=tuple(exercises))
    texts = {**dict.fromkeys(ids, ""), **dict(checks)}
    return " ".join(leaning(notebook, new_notebook(cells=[new_markdown_cell("Text"), *nodes]), texts)["last"])


@pytest.mark.parametrize(
    ("cells", "check", "found"),
    [
        ([("a", "def a(): return 1"), ("last", "def z(): return a()")], "z()", "a"),
        ([("a", "def a(): return 1"), ("last", "z = 1")], "assert z == a()", "a"),
        ([("a", "def a(): return 1"), ("last", "z = 1")], "assert z == 1", ""),
        ([("a", "def a(): return 1"), ("", "w, b = a()"), ("last", "z = w + 1")], "", "a"),
        ([("a", "def a(): return 1"), ("", "w = a()"), ("", "w = 5"), ("last", "z = w + 1")], "", ""),
        ([("a", "def a(): return 1"), ("", "w = 5\nif w:\n    w = a()"), ("last", "z = w")], "", "a"),
        ([("a", "def a(): return 1"), ("", "w = a()\nw -= 5"), ("last", "z = w")], "", "a"),
        ([("a", "def a(): return 1"), ("", "%time w = 1\n!ls\nw = a()"), ("last", "z = w")], "", "a"),
        ([("a", "a = 1"), ("b", "b = a"), ("c", "c = b"), ("last", "z = c")], "", "a b c"),
        ([("a", "import a"), ("b", "class b(a.Module):\n    pass"), ("last", "z = b")], "", "a b"),
        ([("a", "x = 1"), ("last", "def z(x): return x")], "z(2)", ""),
        ([("a", "x = 1"), ("last", "def z():\n    x = 2\n    return x")], "z()", ""),
        ([("last", "z = 1"), ("a", "a = z")], "z", ""),
    ],
)
def test_names_are_followed(cells: Sequence[tuple[str, str]], check: str, found: str) -> None:
    assert leans(*cells, checks=[("last", check)]) == found


def test_what_the_course_declares_counts_too() -> None:
    assert leans(("a", "a = 1"), ("last", "z = 1"), needs=["a"]) == "a"


def test_a_check_binds_nothing_for_those_below() -> None:
    cells = [("a", "a = 1"), ("b", "b = 1"), ("last", "z = w")]
    assert leans(*cells, checks=[("b", "w = a")]) == ""


def test_the_course_is_followed_through_its_own_cells() -> None:
    found = {row["id"]: row["leans_on"] for row in checks(*the_course())["exercises"]}
    assert found["model"] == ["init-parameters"]
    assert "to-tensors" in found["slope"] and "mse" in found["train"]
    assert [name for name, leans in found.items() if "mse" in leans] == [
        *("gradients", "slope", "accumulation", "training-step", "learning-rate", "train", "predict")
    ]
    assert found["nudge"] == found["diagnose"] == []
