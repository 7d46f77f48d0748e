"""A spreadsheet sees no formula, and every cell reads back."""

from csv import reader
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.render import csv, table_csv
from tests.unit.reports import BROKEN, HOSTILE, MIXED, exercise, hostile, report


def rows(text: str) -> list[list[str]]:
    return list(reader(StringIO(text, newline=""), strict=True))


def test_a_row_per_submission_and_a_column_per_exercise() -> None:
    header, ada, linus = rows(csv([MIXED, BROKEN]))
    assert header[:4] == ["submission", "assignment", "score", "max_score"]
    assert header[4:] == ["to-tensors", "mse", "training-step", "train", "fit"]
    assert ada == ["ada", "linear-regression", "6", "20", "4", "2", "0", "0", "0"]
    assert linus == ["linus", "linear-regression", "", "4", "2", "", "", "", ""]


def test_no_reports_leave_the_header() -> None:
    assert csv([]) == "submission,assignment,score,max_score\r\n"


@pytest.mark.parametrize(
    "text",
    [
        "=cmd()",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "\ufeff=1",
        "\x00=1",
        "\uff1d1",
        *(
            f"{shapeless}=1"
            for shapeless in "\u2060\u200b\u200d\u200e\u00ad\u180e\u3164\u115f\ufe0f\u034f\u202e\u00a0\u3000"
        ),
        "\U000e0020\u2063 \u00a0=1",
        *(f"{sign}1" for sign in "\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b\u207a\u207c\u208b\u2212"),
        "'=1",
    ],
)
def test_formulas_are_defused(text: str) -> None:
    header, row = rows(csv([report(exercise(text), submission=text)]))
    assert row[0] == header[4] == f"'{text}"


@pytest.mark.parametrize("text", ["ada", "O'Brien", "a=b", "x-1", "ada@example.org", "Zoë, the 2nd"])
def test_names_stay_as_they_are(text: str) -> None:
    assert rows(csv([report(exercise(), submission=text)]))[1][0] == text


@given(st.text())
def test_any_name_reads_back(text: str) -> None:
    header, row = rows(csv([report(exercise(text), submission=text)]))
    assert row[0].removeprefix("'") == text
    assert not row[0].startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert header[4] == row[0]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_can_be_written(text: str) -> None:
    assert len(rows(csv([hostile(text)]).encode().decode())) == 2


def test_a_table_keeps_numbers_and_leaves_nothing_empty() -> None:
    assert table_csv([["name", "points"], ["ada", -1], ["linus", 2.5], ["zoe", None]]) == (
        "name,points\r\nada,-1\r\nlinus,2.5\r\nzoe,\r\n"
    )


def test_a_number_in_text_is_text() -> None:
    assert rows(table_csv([["-1", "+1", "1", "1.5"]])) == [["'-1", "'+1", "1", "1.5"]]


def test_an_empty_table_is_an_empty_file() -> None:
    assert table_csv([]) == ""


@pytest.mark.parametrize("text", ["a,b", 'say "no"', "one\ntwo", "a;b", "    Points Possible", ""])
def test_a_cell_of_a_table_reads_back(text: str) -> None:
    assert rows(table_csv([["first", text, "last"]])) == [["first", text, "last"]]


@given(st.lists(st.lists(st.text() | st.integers() | st.none(), min_size=2, max_size=4), max_size=4))
def test_any_table_reads_back(table: list[list[str | int | None]]) -> None:
    read = rows(table_csv(table))
    assert len(read) == len(table)
    for before, after in zip(table, read, strict=True):
        assert len(after) == len(before)
        for cell, text in zip(before, after, strict=True):
            assert (text.removeprefix("'") if isinstance(cell, str) else text) == ("" if cell is None else str(cell))
            assert not (isinstance(cell, str) and text.startswith(("=", "+", "-", "@", "\t", "\r", "\n")))
