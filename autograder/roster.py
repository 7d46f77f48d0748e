"""Who is in the class: a CSV file with a line a student.

The columns are nbgrader's (``id``, ``first_name``, ``last_name``, ``email``, ``lms_user_id``), ``repository`` and
``github_username``; all but ``id`` may be missing, others are passed over. In GitHub Classroom's own lists the id is
called ``identifier``. Commas, semicolons and tabs part the cells, as spreadsheets have it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Final

COLUMNS: Final = ("id", "first_name", "last_name", "email", "lms_user_id", "repository", "github_username")
_ID: Final = re.compile(r"[\w@][\w.@-]*")


class RosterError(Exception):
    """A file that is no roster; one line that names the file and the line, and says what to do."""


@dataclass(frozen=True)
class Student:
    """One student; ``id`` is the name of the folder that holds the submissions, the rest may be empty."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""
    repository: str = ""
    github_username: str = ""


def read_roster(path: Path) -> list[Student]:
    """The students in a file, in its order."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise RosterError(f"{path}: not UTF-8; save it as CSV in UTF-8") from error
    students: dict[str, Student] = {}
    for line, student in _rows(path, text):
        if not _ID.fullmatch(student.id):
            raise RosterError(
                f"{path}, line {line}: the id {student.id!r} cannot be a folder's name; use letters, digits and . _ @ -"
            )
        if student.id.casefold() in students:
            raise RosterError(f"{path}, line {line}: the id {student.id!r} stands twice; keep one of the lines")
        students[student.id.casefold()] = student
    return list(students.values())


def _rows(path: Path, text: str) -> Iterator[tuple[int, Student]]:
    header, _, _ = text.partition("\n")
    # Strictly: a quote that is not closed would take the lines that follow into one cell.
    reader = csv.reader(StringIO(text), delimiter=max(",;\t", key=header.count), strict=True)
    try:
        columns = [name.strip().lower().replace(" ", "_") for name in next(reader, [])]
        if "id" not in columns:
            columns = ["id" if name == "identifier" else name for name in columns]
        if columns.count("id") != 1:
            found = f"{columns.count('id')} columns" if "id" in columns else "no column"
            optional = ", ".join(COLUMNS[1:])
            raise RosterError(f"{path}: its first line has {found} 'id'; it needs one, and may have {optional}")
        for row in reader:
            cells = {name: cell.strip() for name, cell in zip(columns, row, strict=False) if name in COLUMNS}
            if any(cells.values()):
                yield reader.line_num, Student(**{"id": "", **cells})
    except csv.Error as error:
        raise RosterError(f"{path}, line {reader.line_num}: {error}; look for a quote that is not closed") from error
