"""Scores as CSV (RFC 4180: CRLF line ends), safe to open in a spreadsheet.

A spreadsheet runs a cell that begins with ``=``, ``+``, ``-`` or ``@``, and skips white space before it; another
program may take away what has no shape before the spreadsheet looks, or fold full-width, small and raised forms of the
four into the plain ones. Such cells get a leading apostrophe. So do cells that begin with an apostrophe: taking one off
gives the text back, always.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from csv import writer
from io import StringIO
from typing import Final

from autograder.render.wording import visible
from autograder.report import Report

_SHAPELESS: Final = {"Cc", "Cf", "Cn", "Co", "Cs", "Zs", "Zl", "Zp", "Mn", "Me"}
"""Unicode's categories of what cannot be seen, or is drawn onto what stands before it."""
_MINUS: Final = "\u2212"


def _needs_apostrophe(text: str) -> bool:
    if text.startswith(("'", "\t", "\r", "\n")):
        return True
    first = next((each for each in text if unicodedata.category(each) not in _SHAPELESS and visible(each).strip()), "")
    return unicodedata.normalize("NFKC", first).startswith(("=", "+", "-", "@", _MINUS))


class Exact(str):
    """Text that another program looks for letter by letter: written as it is."""

    __slots__ = ()


Cell = str | int | float | None


def _cell(cell: Cell) -> Cell:
    if not isinstance(cell, str) or isinstance(cell, Exact):
        return cell
    text = f"'{cell}" if _needs_apostrophe(cell) else cell
    return text.encode(errors="backslashreplace").decode()  # lone surrogates cannot be written as UTF-8


def table_csv(rows: Iterable[Sequence[Cell]], delimiter: str = ",") -> str:
    """Rows as CSV: numbers as they are, None as an empty cell, and text so that no spreadsheet runs it."""
    text = StringIO()
    writer(text, delimiter=delimiter).writerows(list(map(_cell, row)) for row in rows)
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
