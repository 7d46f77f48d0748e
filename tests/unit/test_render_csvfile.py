"""A spreadsheet sees no formula, and every cell reads back."""

from csv import reader
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.render import csv
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
