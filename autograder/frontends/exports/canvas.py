"""A gradebook as Canvas exports it: whose row is whose, and which column is an assignment's.

The first line names the columns, ``Student``, ``ID``, ``SIS User ID``, ``SIS Login ID`` and ``Section`` among them, and
each assignment with Canvas' number of it; ``Points Possible`` and other lines without an id stand above the students'.
Canvas knows students and assignments again by these numbers.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO
from itertools import product
from pathlib import Path
from typing import Final

from autograder.course import Assignment, CourseError
from autograder.course.roster import Student, same

IDS: Final = ("ID", "SIS User ID", "SIS Login ID")
MAILS: Final = ("Email", "Email Address", "E-mail")
TEST_STUDENT: Final = "Student, Test"
"""Canvas' own, in each course."""
EXCUSED: Final = "EX"
"""In place of points: the student need not hand it in."""
_NUMBER: Final = re.compile(r"\s*\(\d+\)$")
_ENGLISH: Final = re.compile(r"(\d+|\d{1,3}(,\d{3})+)(\.\d*)?")
_SWAPPED: Final = str.maketrans(",.", ".,")
_BLANK: Final = re.compile(r"['\u2019\s]")
"""What parts thousands in some languages; none of it means anything in a number."""


class CanvasGradebook:
    """The cells of an exported gradebook, a header and rows of its length or more."""

    def __init__(self, path: Path) -> None:
        try:
            text = path.read_bytes().decode("utf-8")
            self.mark = "\ufeff" if text.startswith("\ufeff") else ""
            """The byte-order mark, where the file has one."""
            text = text.removeprefix("\ufeff")
            header = text.partition("\n")[0]
            self.delimiter = max(",;\t", key=header.count)
            rows = list(csv.reader(StringIO(text, newline=""), delimiter=self.delimiter, strict=True))
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise CourseError(f"{path}: it cannot be read ({error}); export the gradebook from Canvas again") from error
        self.path = path
        self.header = rows[0] if rows else []
        if "Student" not in self.header or "ID" not in self.header:
            raise CourseError(
                f"{path}: no gradebook as Canvas exports it, its first line names no columns 'Student' and 'ID'; "
                "take the file of Canvas' Grades > Export"
            )
        if doubled := next((name for name in ("Student", *IDS) if self.header.count(name) > 1), None):
            raise CourseError(f"{path}: {_twice(doubled)}")
        wide = len(self.header)
        self.rows = [row + [""] * (wide - len(row)) for row in rows[1:]]
        self._lines = self._persons()

    def _persons(self) -> dict[int, list[int]]:
        """A person's first row -> all of theirs: who is in two sections may have two, with one ID."""
        first: dict[str, int] = {}
        found: dict[int, list[int]] = {}
        for number, row in enumerate(self.rows):
            if any(self._told(row, each) for each in IDS):
                told = _folded(self._told(row, "ID"))
                found.setdefault(first.setdefault(told, number) if told else number, []).append(number)
        return found

    def _told(self, row: Sequence[str], column: str) -> str:
        return row[self.header.index(column)].strip() if column in self.header else ""

    def column(self, assignment: Assignment) -> int:
        """Where the assignment's points go; CourseError where that is not one column.

        The number in parentheses may be left out in the configuration, where it is not needed to tell columns apart.
        """
        wanted = assignment.lms_column or assignment.name
        most = 0
        for form in (str, _unnumbered):
            found = [number for number, name in enumerate(self.header) if form(name).strip() == wanted.strip()]
            if len(found) == 1:
                return found[0]
            if found and len({self.header[number].strip() for number in found}) == 1:
                raise CourseError(f"{self.path}: {_twice(self.header[found[0]])}")
            most = max(most, len(found))
        there = ", ".join(dict.fromkeys(repr(name) for name in self.header if _NUMBER.search(name)))
        if not there:
            raise CourseError(
                f"{self.path}: no column is called {wanted!r}, and none has a number in parentheses, as Canvas gives "
                "each assignment one; make the assignment in Canvas and export the gradebook again"
            )
        raise CourseError(
            f"{self.path}: {most or 'no'} columns are called {wanted!r}; give `lms_column=` of "
            f"{assignment.name!r} in course_config.py, as one of: {there}"
        )

    def possible(self, column: int) -> str:
        """The points that can be had in a column, as Canvas has them; empty where it does not say."""
        lines = (row[column].strip() for row in self.rows if self._told(row, "Student") == "Points Possible")
        return next(lines, "")

    def too_long(self) -> Iterator[str]:
        """A line for each row with more cells than there are columns."""
        for row in self.rows:
            beyond = [cell for cell in row[len(self.header) :] if cell.strip()]
            if beyond:
                yield (
                    f"{self.path}: the line of {self._told(row, 'Student')!r} is longer than the first line, by "
                    f"{', '.join(map(repr, beyond))}; kept as it is, but look whether a comma is too many there"
                )

    def places(self, students: Sequence[Student]) -> tuple[dict[str, list[int]], dict[str, str], set[int]]:
        """Student's id -> rows; for who has none, why; and all rows that fit anybody."""
        index: dict[tuple[str, str], set[int]] = {}
        for first, numbers in self._lines.items():
            for number, column in product(numbers, (*IDS, *MAILS)):
                if told := _folded(self._told(self.rows[number], column)):
                    index.setdefault((column, told), set()).add(first)
        sure = {each.id: index.get(("ID", _folded(each.lms_user_id)), set()) for each in students}
        taken = {number for rows in sure.values() for number in rows}
        found = {each.id: sure[each.id] or _resembling(each, index) - taken for each in students}
        claims: dict[int, list[str]] = {}
        for name, rows in found.items():
            for number in rows:
                claims.setdefault(number, []).append(name)
        places, refused = {}, {}
        for each in students:
            fit = sorted(found[each.id])
            others = [name for number in fit for name in claims[number] if name != each.id]
            if len(fit) == 1 and not others:
                places[each.id] = self._lines[fit[0]]
            else:
                refused[each.id] = f"{each.id}: {self._refusal(each, fit, others)}"
        return places, refused, {number for first in claims for number in self._lines[first]}

    def _refusal(self, student: Student, rows: Sequence[int], others: Sequence[str]) -> str:
        """Why a student has no row of their own."""
        names = "; ".join(map(self._name, rows))
        if len(rows) > 1:
            return f"more than one person fits in {self.path} ({names}); set lms_user_id in the roster"
        if rows:
            also = ", ".join(others)
            ours = "give each their own lms_user_id in the roster"
            return f"fits the same person in {self.path} as {also} ({names}); {ours}"
        return f"not found in {self.path} ({_ids_of(student)}); set lms_user_id in the roster to Canvas' ID"

    def strangers(self, known: Iterable[int]) -> Iterator[str]:
        """A line for each of Canvas' students none of whose rows is ``known``."""
        for first in sorted(set(self._lines) - set(known)):
            if self._told(self.rows[first], "Student") != TEST_STUDENT:
                yield f"{self._name(first)}: in {self.path} and not in the gradebook here; left as it is"

    def _name(self, number: int) -> str:
        row = self.rows[number]
        ids = [f"{column} {told}" for column in IDS if (told := self._told(row, column))]
        return ", ".join([repr(self._told(row, "Student")), *ids])

    def excused(self, rows: Iterable[int], column: int) -> bool:
        """Whether Canvas has a student with these rows excused there."""
        return any(self.rows[row][column].strip().upper() == EXCUSED for row in rows)


def _resembling(student: Student, index: Mapping[tuple[str, str], set[int]]) -> set[int]:
    """The rows that fit a student of whom Canvas' own ID is not known."""
    keys = [("SIS User ID", student.lms_user_id), ("SIS User ID", student.id), ("SIS Login ID", student.id)]
    keys += [("SIS Login ID", student.lms_user_id), ("SIS Login ID", student.email)]
    keys += [(column, told) for column in MAILS for told in (student.email, student.id)]
    found = {number for column, told in keys for number in index.get((column, _folded(told)), ())}
    return found or index.get(("ID", _folded(student.id)), set())


def _ids_of(student: Student) -> str:
    told = {"lms_user_id": student.lms_user_id, "e-mail": student.email}
    return ", ".join(f"{name} {each}" if each else f"no {name}" for name, each in told.items())


def _folded(text: str) -> str:
    return same(text.strip())


def _twice(name: str) -> str:
    return f"the column {name!r} stands twice, and nobody knows which counts; delete one of them, or export again"


def points(text: str) -> set[float]:
    """The numbers that a cell may mean, with a thousands separator or a decimal comma; empty where it is none."""
    plain = _BLANK.sub("", text)
    readings = {
        plain if _ENGLISH.fullmatch(plain) else "",
        plain.translate(_SWAPPED) if _ENGLISH.fullmatch(plain.translate(_SWAPPED)) else "",
    }
    return {float(each.replace(",", "")) for each in readings if each}


def _unnumbered(name: str) -> str:
    return _NUMBER.sub("", name)
