"""What a worker claims of a cell becomes parts of sentences, and nothing else does."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.judging.remarks import error_name, failed_on, names, replaced, stepped_over

CELL = "x = 1\n    import seaborn\n!pip install torch\n" + "y" * 100


def remarks(*told: Any) -> list[str]:
    return list(stepped_over(list(told), CELL, "NotImplementedError"))


def test_a_line_is_quoted_with_what_was_run_after_it() -> None:
    assert remarks([2, "ModuleNotFoundError", "all"], [1, "NameError", "block"], [4, "NameError", "nothing"]) == [
        "raised ModuleNotFoundError in line 2, `import seaborn`; what stands below was run all the same",
        "raised NameError in line 1, `x = 1`; the rest of that block was not run, and what stands below it was",
        f"raised NameError in line 4, `{'y' * 60} ...`",
    ]
    assert remarks([3, "", "all"])[0].startswith("gives a command to the shell in line 3, `!pip install torch`; none")


def test_what_a_stub_raises_is_no_remark() -> None:
    assert remarks([1, "NotImplementedError", "nothing"]) == []


@pytest.mark.parametrize(
    "told", [[0, "E", "all"], [9, "E", "all"], [1, 2, "all"], [1, "E", "some"], ["1", "E", "all"], [1, "E"], None, 5]
)
def test_what_has_no_form_is_left_out(told: Any) -> None:
    assert remarks(told) == []
    assert list(stepped_over(told, CELL, "")) == []


@pytest.mark.parametrize("told", [None, "torch", 5, ["a b"], ["\x1b[0m"], [5], ["é"], ["a" * 200]])
def test_what_is_no_name_is_left_out(told: Any) -> None:
    assert names(told) == []
    assert list(replaced(told)) == []


def test_many_names_are_counted() -> None:
    assert list(replaced(["torch.nn", "np.array"])) == [
        "put something else in place of torch.nn, np.array; it was put back"
    ]
    assert "".join(replaced([f"n{number}" for number in range(9)])).endswith("n4 and 4 more; it was put back")


def test_a_type_is_called_by_its_name() -> None:
    assert [error_name(told) for told in ("KeyError", "a b", None, "x" * 99)] == [
        "KeyError",
        "an error",
        "an error",
        "x" * 60,
    ]


@pytest.mark.parametrize(
    ("stumbles", "on", "expected"),
    [
        ([], "w", "w"),
        ([[1, "NameError", "all", "w"], [3, "", "all", ""], [2, "NameError", "all", "w"]], "w", "w"),
        ([[1, "NameError", "all", "w"], [2, "NameError", "all", "b"]], "w", ""),
        ([[1, "NameError", "all", "w"], [2, "ValueError", "all", ""]], "w", ""),
        ([[1, "NameError", "all"]], "w", "w"),
        (None, 5, ""),
        ([], [], ""),
        ([], "\x1b[0m", ""),
        ([], "", ""),
    ],
)
def test_what_a_cell_failed_on_is_one_thing_or_not_known(stumbles: Any, on: Any, expected: str) -> None:
    assert failed_on(stumbles, on) == expected
