"""A gradebook as Canvas exports it: whose row is whose, and which column is an assignment's.

The first line names the columns, ``Student``, ``ID``, ``SIS User ID``, ``SIS Login ID`` and ``Section`` among them, and
each assignment with Canvas' number of it; ``Points Possible`` and other lines without an id stand above the students'.
Canvas knows students and assignments again by these numbers.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO
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


class CanvasGradebook:
    """The cells of an exported gradebook, a header and rows of its length; ``fill`` changes one."""

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
        wide = len(self.header)
        self.rows = [(row + [""] * wide)[:wide] for row in rows[1:]]
        self._students = [number for number, row in enumerate(self.rows) if any(self._told(row, each) for each in IDS)]

    def _told(self, row: Sequence[str], column: str) -> str:
        return row[self.header.index(column)].strip() if column in self.header else ""

    def column(self, assignment: Assignment) -> int:
        """Where the assignment's points go; CourseError where that is not one column.

        The number in parentheses may be left out in the configuration, where it is not needed to tell columns apart.
        """
        wanted = assignment.lms_column or assignment.name
        for form in (str, _unnumbered):
            found = [number for number, name in enumerate(self.header) if form(name).strip() == wanted.strip()]
            if len(found) == 1:
                return found[0]
        there = [repr(name) for name in self.header if _NUMBER.search(name)]
        raise CourseError(
            f"{self.path}: {len(found) or 'no'} columns are called {wanted!r}; give `lms_column=` of "
            f"{assignment.name!r} in course_config.py, as one of: {', '.join(there) or 'it has none with a number'}"
        )

    def possible(self, column: int) -> str:
        """The points that can be had in a column, as Canvas has them; empty where it does not say."""
        lines = (row[column].strip() for row in self.rows if self._told(row, "Student") == "Points Possible")
        return next(lines, "")

    def places(self, students: Sequence[Student]) -> tuple[dict[str, int], dict[str, str]]:
        """Student's id -> row; and for who has none, why."""
        index: dict[tuple[str, str], set[int]] = {}
        for number in self._students:
            for column in (*IDS, *MAILS):
                if told := _folded(self._told(self.rows[number], column)):
                    index.setdefault((column, told), set()).add(number)
        sure = {each.id: index.get(("ID", _folded(each.lms_user_id)), set()) for each in students}
        taken = {number for rows in sure.values() for number in rows}
        found = {each.id: sure[each.id] or _resembling(each, index) - taken for each in students}
        claims = Counter(number for rows in found.values() for number in rows)
        places, refused = {}, {}
        for each in students:
            rows = found[each.id]
            if len(rows) == 1 and claims[min(rows)] == 1:
                places[each.id] = min(rows)
            elif rows:
                names = "; ".join(self._name(number) for number in sorted(rows))
                refused[each.id] = (
                    f"{each.id}: more than one person fits in {self.path} ({names}); set lms_user_id in the roster"
                )
            else:
                refused[each.id] = (
                    f"{each.id}: not found in {self.path} ({_ids_of(each)}); "
                    "set lms_user_id in the roster to Canvas' ID"
                )
        return places, refused

    def strangers(self, known: Iterable[int]) -> Iterator[str]:
        """A line for each of Canvas' students who is none of ``known`` rows."""
        for number in sorted(set(self._students) - set(known)):
            if self._told(self.rows[number], "Student") != TEST_STUDENT:
                yield f"{self._name(number)}: in {self.path} and not in the gradebook here; left as it is"

    def _name(self, number: int) -> str:
        row = self.rows[number]
        ids = [f"{column} {told}" for column in IDS if (told := self._told(row, column))]
        return ", ".join([repr(self._told(row, "Student")), *ids])

    def excused(self, row: int, column: int) -> bool:
        """Whether Canvas has the student excused there."""
        return self.rows[row][column].strip().upper() == EXCUSED


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


def _unnumbered(name: str) -> str:
    return _NUMBER.sub("", name)
