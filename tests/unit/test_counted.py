"""Which cells are run for a score, from the names that texts bind and need."""

from __future__ import annotations

import pytest
from IPython.core.inputtransformer2 import TransformerManager

from autograder.notebooks.counted import Counted, Names, counted
from autograder.worker.names import names

transform = TransformerManager().transform_cell


@pytest.mark.parametrize(
    ("text", "bound", "needed"),
    [
        ("x = y", {"x"}, {"y"}),
        ("x = 1\nprint(x)", {"x"}, {"print"}),
        ("x = x + 1", {"x"}, {"x"}),
        ("x += 1", {"x"}, {"x"}),
        ("if (z := y): pass", {"z"}, {"y"}),
        ("for row in rows:\n    row", {"row"}, {"rows"}),
        ("with a as b:\n    b", {"b"}, {"a"}),
        ("import a.b\nfrom c import d as e", {"a", "e"}, set()),
        ("def f(a, b=c):\n    d = a\n    return d + e", {"f"}, {"c", "e"}),
        ("def f(): return f()", {"f"}, set()),
        ("def f():\n    global g\n    g = 1", {"f", "g"}, set()),
        ("f = lambda a: a + b", {"f"}, {"b"}),
        ("z = [x for x in xs if w]", {"z"}, {"xs", "w"}),
        ("class A(B):\n    c = 1\n    d = c + e\n    def f(self): return g", {"A"}, {"B", "e", "g", "__name__"}),
        ("del x", set(), {"x"}),
        ("try:\n    x\nexcept NameError:\n    x = 1", {"x"}, {"x", "NameError"}),
        ("await x", set(), {"x"}),
        ("this is no Python", set(), set()),
        ("x = '\0'", set(), set()),
        ("(" * 5000, set(), set()),
    ],
)
def test_names_are_the_compilers(text: str, bound: set[str], needed: set[str]) -> None:
    found = names(text, transform, None)
    assert found == (bound, needed)


@pytest.mark.parametrize(
    "text",
    [
        "globals()['hidden_name']",
        "eval('hidden_name')",
        "exec('print(hidden_name)')",
        "from __main__ import hidden_name",
        "import __main__\n__main__.hidden_name",
        "import sys\nsys.modules['__main__'].hidden_name",
        "get_ipython().user_ns['hidden_name']",
        "def f():\n    return globals()['hidden_name']",
        "def f():\n    return f.__globals__['hidden_name']",
        "import sys\nsys._getframe().f_globals['hidden_name']",
        "%time hidden_name",
        "%%time\nhidden_name",
        "!echo {hidden_name}",
        "files = !ls $hidden_name",
    ],
)
def test_a_name_in_a_string_may_be_needed(text: str) -> None:
    assert "hidden_name" in names(text, transform, None)[1]
    assert "hidden_name" in names(text, transform, ["hidden_name"])[1]


def test_only_what_is_wanted_is_told() -> None:
    assert names("a = b\nc = d\ndef f(): return e, g", transform, ["a", "d", "e"]) == ({"a"}, {"d", "e"})


def told(*texts: str) -> dict[str, Names]:
    return {text: Names(*map(frozenset, names(text, transform, None))) for text in texts}


def numbers(texts: list[str], showing: set[int]) -> list[int]:
    cells = list(enumerate(texts, start=1))
    return [each.number for each in counted(cells, showing, told(*texts))]


@pytest.mark.parametrize(
    ("texts", "run"),
    [
        (["a = 1", "moved = a", "print(a)"], [1, 3]),
        (["a = 1", "moved = a", "print(moved)"], [1, 2, 3]),
        (["def f(): return moved", "moved = 1"], [1, 2]),  # called later, it finds what stands below
        (["moved = len", "moved = 1", "def f(): return moved([])"], [1, 3]),  # a student's helper of that name
        (["history = []", "history = [1]", "history = history + [2]"], [1, 3]),
        (["x = 1", "history = [1]", "history = history + [2]"], [1, 2, 3]),
    ],
)
def test_a_cell_that_shows_is_run_where_one_that_counts_leans_on_it(texts: list[str], run: list[int]) -> None:
    assert numbers(texts, {2}) == run


def test_what_such_a_cell_leans_on_is_run_as_well_and_nothing_else() -> None:
    texts = ["RED = 1", "first = RED", "other = RED", "second = first", "print(second)"]
    assert numbers(texts, {1, 2, 3, 4}) == [1, 2, 4, 5]


def test_a_cell_that_shows_leaves_a_students_names_alone() -> None:
    texts = ["def moved(x): return x", "moved, wanted = 1, 2", "print(wanted)"]
    cells = list(enumerate(texts, start=1))
    assert counted(cells, {2}, told(*texts))[1] == Counted(2, texts[1], shows=True)


def test_everything_may_be_run() -> None:
    cells = [(1, "a = 1"), (2, "a = b = 2")]
    assert counted(cells, {2}, {}, everything=True) == [Counted(1, "a = 1"), Counted(2, "a = b = 2", shows=True)]
