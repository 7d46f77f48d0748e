"""Scores as CSV (RFC 4180: CRLF line ends), safe to open in a spreadsheet.

A spreadsheet runs a cell that begins with ``=``, ``+``, ``-`` or ``@``, and skips white space before it;
full-width forms of the four count too where the locale is East Asian. Such cells get a leading
apostrophe. So do cells that begin with an apostrophe: taking one off gives the text back, always.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from csv import writer
from io import StringIO

from autograder.report import Report

_NEEDS_APOSTROPHE = re.compile("['\t\r\n]|[\\s\x00-\x1f\x7f\u200b\ufeff]*[-=+@\uff1d\uff0b\uff0d\uff20]")


Cell = str | int | float | None


def _cell(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    text = cell
    if _NEEDS_APOSTROPHE.match(text):
        text = f"'{text}"
    return text.encode(errors="backslashreplace").decode()  # lone surrogates cannot be written as UTF-8


def table_csv(rows: Iterable[Sequence[Cell]]) -> str:
    """Rows as CSV: numbers as they are, None as an empty cell, and text so that no spreadsheet runs it."""
    text = StringIO()
    writer(text).writerows(list(map(_cell, row)) for row in rows)
    return text.getvalue()


def csv(reports: Sequence[Report]) -> str:
    """One row a submission: submission, assignment, score, max_score, then a column per exercise.

    Exercises stand in the order in which the reports name them. A cell is empty where there is no score, and
    where the submission's assignment has no such exercise.
    """
    ids = list(dict.fromkeys(exercise.id for report in reports for exercise in report.exercises))
    rows: list[list[Cell]] = [["submission", "assignment", "score", "max_score", *ids]]
    for report in reports:
        scores = {exercise.id: exercise.score for exercise in report.exercises}
        mine = [scores.get(each) for each in ids]
        rows.append([report.submission, report.assignment, report.score, report.max_score, *mine])
    return table_csv(rows)
