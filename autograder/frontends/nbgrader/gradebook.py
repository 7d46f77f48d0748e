"""What stands in nbgrader's gradebook and beside it: scores, comments, whole reports, and what was graded before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.api import BaseCell, Gradebook, MissingEntry

from autograder.course import Course
from autograder.course.roster import Register, Student, both_handed_in, same
from autograder.report import Report


def keep_report(course: Course, report: Report) -> None:
    """Leaves the whole report beside nbgrader's own folders, for pages of the class."""
    folder = course.reports_folder(report.assignment)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{report.submission}.json").write_text(report.to_json() + "\n", encoding="utf-8")


def kept_report(course: Course, assignment: str, student: str) -> Report | None:
    """The report of the last time; None where there is none, or one that cannot be read."""
    try:
        return Report.from_json((course.reports_folder(assignment) / f"{student}.json").read_bytes())
    except (OSError, ValueError):
        return None


def save_score(grade: Any, score: float | None, changed: bool) -> None:
    """The automatic score of one cell; None where a person has to give it.

    ``changed`` tells whether the answer is another than when a person may have looked at it.
    """
    if grade.manual_score is None:
        grade.needs_manual_grade = score is None
    else:
        grade.needs_manual_grade = grade.needs_manual_grade or changed or score != grade.auto_score
    grade.auto_score = score


class Rows:
    """What the gradebook holds for the cells of one submitted notebook, a query a table."""

    def __init__(self, gradebook: Gradebook, names: Mapping[str, str]) -> None:
        self._session = gradebook.db
        self._notebook = gradebook.find_submission_notebook(names["notebook"], names["assignment"], names["student"])

    def of(self, table: Any) -> Iterator[tuple[str, Any]]:
        """Cell name -> row of ``Grade`` or ``Comment``."""
        query = self._session.query(BaseCell.name, table).join(table, table.cell_id == BaseCell.id)
        return iter(query.filter(table.notebook_id == self._notebook.id).all())


class Answers:
    """The digests of one notebook's graded cells, as they were when they were last autograded."""

    def __init__(self, reports: Path, student: str, notebook: str) -> None:
        self._path = reports / "answers" / student / f"{notebook}.json"
        self._before: dict[str, str] = {}
        with suppress(FileNotFoundError, ValueError):  # one that was cut off asks for more new looks than needed
            self._before = json.loads(self._path.read_bytes())

    def changed(self, cells: Mapping[str, NotebookNode]) -> set[str]:
        """The cells whose text is not what it was, or was not there."""
        return {name for name, cell in cells.items() if self._before.get(name) != _digest(cell)}

    def replace(self, cells: Mapping[str, NotebookNode]) -> None:
        """Keeps these for the next time."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(json.dumps({name: _digest(cell) for name, cell in cells.items()}), encoding="utf-8")


def _digest(cell: NotebookNode) -> str:
    return hashlib.sha256(cell.source.encode(errors="surrogatepass")).hexdigest()


@dataclass(frozen=True)
class Person:
    """A student, whom the gradebook may have under several spellings of one id."""

    id: str
    first_name: str | None
    last_name: str | None
    email: str | None
    lms_user_id: str | None
    spellings: tuple[str, ...]


def people(gradebook: Gradebook, register: Register) -> tuple[list[Person], list[str]]:
    """The students, each once, and a line for each who stands there twice, or is not in the roster.

    Who handed in the same assignment under two spellings stays two, as nobody knows which of them counts.
    """
    found: list[Person] = []
    lines: list[str] = []
    named: dict[str, list[Any]] = {}
    for student in gradebook.students:
        named.setdefault(same(student.id), []).append(student)
    for key, students in named.items():
        students.sort(key=lambda each: each.id != register.ids.get(key))
        if len(students) > 1 and _both_handed_in(students):
            lines.append(both_handed_in([each.id for each in students]))
            found += [_person([each]) for each in students]
        else:
            lines += filter(None, (register.about(each.id) for each in students))
            if len(students) > 1 and not register.ids:
                both = " and ".join(ascii(each.id) for each in students)
                lines.append(f"{both} are one id in two spellings; they are taken for one student")
            found.append(_person(students))
    return found, lines


def _both_handed_in(students: Sequence[Any]) -> bool:
    works = [submission.assignment.name for each in students for submission in each.submissions]
    return len(works) > len(set(works))


def _person(students: Sequence[Any]) -> Person:
    def told(name: str) -> str | None:
        return next((value for each in students if (value := getattr(each, name))), None)

    return Person(
        id=students[0].id,
        first_name=told("first_name"),
        last_name=told("last_name"),
        email=told("email"),
        lms_user_id=told("lms_user_id"),
        spellings=tuple(each.id for each in students),
    )


def enrol(gradebook: Gradebook, students: Iterable[Student]) -> tuple[int, int]:
    """Adds the students, or changes what the gradebook says of them: how many were added, and how many changed.

    One whom the gradebook has in another spelling, as a folder's name may be, keeps that.
    """
    added = changed = 0
    spelled = {same(each.id): each.id for each in gradebook.students}
    for student in students:
        told = {
            "first_name": student.first_name or None,
            "last_name": student.last_name or None,
            "email": student.email or None,
            "lms_user_id": student.lms_user_id or None,
        }
        name = spelled.get(same(student.id), student.id)
        try:
            known = gradebook.find_student(name)
        except MissingEntry:
            added += 1
        else:
            changed += any(getattr(known, name) != value for name, value in told.items())
        gradebook.update_or_create_student(name, **told)
    return added, changed
