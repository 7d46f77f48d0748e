"""Who is in the class: a CSV file with a line a student.

The columns are nbgrader's (``id``, ``first_name``, ``last_name``, ``email``, ``lms_user_id``), ``repository`` and
``github_username``; all but ``id`` may be missing, others are passed over. In GitHub Classroom's own lists the id is
called ``identifier``. Commas, semicolons and tabs part the cells, as spreadsheets have it.
"""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path
from typing import Final

from rapidfuzz import fuzz, process

COLUMNS: Final = ("id", "first_name", "last_name", "email", "lms_user_id", "repository", "github_username")
_ID: Final = re.compile(r"[\w@][\w.@-]*")
_KEPT: Final = "roster.json"
_SCHEMA: Final = "autograder/roster/v1"
_ALIKE: Final = 75
"""Per cent of two ids that have to agree: `adal` and `ada` do (86), `bob` and `rob` do not (67)."""


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


def same(name: str) -> str:
    """What two spellings of one id have in common: systems differ in how they write accents and in large letters."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


@dataclass(frozen=True)
class Register:
    """The ids of a class, and what is to be said of a name that is none of them."""

    ids: Mapping[str, str]
    """What ``same`` says of an id -> the id."""

    @classmethod
    def of(cls, ids: Iterable[str]) -> Register:
        """A class of these."""
        return cls({same(each): each for each in ids})

    @classmethod
    def kept(cls, folder: Path) -> Register:
        """The class whose roster was read last in a course's ``reports``; of nobody where there is none."""
        with suppress(OSError, ValueError, KeyError, TypeError):
            row = json.loads((folder / _KEPT).read_bytes())
            if row["schema"] == _SCHEMA:
                return cls.of(map(str, row["ids"]))
        return cls({})

    def keep(self, folder: Path) -> None:
        """Adds these to the class that is kept in a folder; a new spelling of an id takes the place of the old one."""
        folder.mkdir(parents=True, exist_ok=True)
        ids = list({**Register.kept(folder).ids, **self.ids}.values())
        making = folder / f"{_KEPT}.new"
        making.write_text(json.dumps({"schema": _SCHEMA, "ids": ids}, indent=1) + "\n", encoding="utf-8")
        making.replace(folder / _KEPT)

    def about(self, name: str) -> str:
        """One line where a name is not in the roster, or is spelled otherwise there; empty where nobody is in it."""
        known = self.ids.get(same(name))
        if not self.ids or known == name:
            return ""
        if known is not None:
            return f"{name}: the roster spells it {known!r}{_bytes(name, known)}; they are taken for one student"
        like = process.extractOne(same(name), list(self.ids), scorer=fuzz.ratio, score_cutoff=_ALIKE)
        if like is None:
            return f"{name}: not in the roster; add a line, or move the work away"
        return f"{name}: not in the roster, which has {self.ids[like[0]]!r}; rename the folder if it is theirs"

    def about_work(self, names: Iterable[str]) -> Iterator[str]:
        """The lines about those who handed in; two spellings of one id stay two, as nobody knows which counts."""
        groups: dict[str, list[str]] = {}
        for name in names:
            groups.setdefault(same(name), []).append(name)
        for group in groups.values():
            if len(group) > 1:
                yield both_handed_in(group)
            elif line := self.about(group[0]):
                yield line


def both_handed_in(names: Sequence[str]) -> str:
    """One line on spellings of one id that have work each."""
    alike = len({unicodedata.normalize("NFC", name) for name in names}) < len(names)
    named = " and ".join((ascii if alike else repr)(name) for name in names)
    return f"{named} are one id in two spellings, and both handed in; move the work of one away"


def _bytes(name: str, known: str) -> str:
    """What is different between spellings that look alike."""
    if unicodedata.normalize("NFC", name) != unicodedata.normalize("NFC", known):
        return ""
    return f" (the same to look at, but {name!a} and {known!a})"


def read_roster(path: Path) -> list[Student]:
    """The students in a file, in its order."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise RosterError(f"{path}: not UTF-8; save it as CSV in UTF-8") from error
    students: dict[str, Student] = {}
    for line, found in _rows(path, text):
        student = replace(found, id=unicodedata.normalize("NFC", found.id))
        if not _ID.fullmatch(student.id):
            raise RosterError(
                f"{path}, line {line}: the id {student.id!r} cannot be a folder's name; use letters, digits and . _ @ -"
            )
        if same(student.id) in students:
            raise RosterError(f"{path}, line {line}: the id {student.id!r} stands twice; keep one of the lines")
        students[same(student.id)] = student
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
