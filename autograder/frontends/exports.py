"""Grades for nbgrader's CSV and for the gradebooks of Canvas and Moodle, as exporters of ``nbgrader export``.

Points are whole numbers, as in every other door; text is such that no spreadsheet runs it. A submission that waits for
a person, or on which the grader failed, has no number yet in Canvas' and Moodle's files, nor has a student who handed
in nothing: whether that is a zero is the instructor's to say. nbgrader's own file has the number so far, and 0. The
command says for whom there is no final number.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbgrader.api import Assignment, Gradebook
from nbgrader.plugins import ExportPlugin

from autograder import render
from autograder.course import load_course
from autograder.frontends.gradebook import Person, people
from autograder.frontends.lateness import settle, tell_of_a_date_of_the_gradebooks
from autograder.roster import Register, same

Rows = list[list[render.Cell]]


class _Export(ExportPlugin):  # type: ignore[misc]  # nbgrader has no types
    """Writes ``rows`` where ``--to`` says, for the students and assignments that were asked for."""

    file = ""

    def export(self, gradebook: Gradebook) -> None:
        """What nbgrader calls. Lateness is worked out anew before."""
        course = load_course(Path.cwd())
        for assignment in course.assignments:
            tell_of_a_date_of_the_gradebooks(gradebook, assignment)
            settle(gradebook, course, assignment)
        self._people, lines = people(gradebook, Register.kept(course.roster_folder))
        for line in [] if self.student else lines:
            self.log.warning("%s", line)
        self._waiting: set[str] = set()
        target = Path(self.to or self.file)
        target.write_text(render.table_csv(self.rows(gradebook)), encoding="utf-8", newline="")
        if self._waiting:
            self.log.warning(
                "%s: no number yet for %s; grade what waits for a person, and export again",
                target,
                ", ".join(sorted(self._waiting)),
            )

    def rows(self, gradebook: Gradebook) -> Rows:
        """The table, header and all; each format has its own."""
        raise NotImplementedError  # traitlets' classes cannot be abstract

    def assignments(self, gradebook: Gradebook) -> list[Assignment]:
        """Those that were asked for, or all."""
        return [each for each in gradebook.assignments if not self.assignment or each.name in map(str, self.assignment)]

    def students(self) -> list[Person]:
        """Those that were asked for, or all; each once, however often the gradebook has them."""
        asked = {same(str(each)) for each in self.student}
        return [each for each in self._people if not asked or same(each.id) in asked]

    def score(self, gradebook: Gradebook, assignment: Assignment, student: Person) -> int | float | None:
        """What a student has after the penalty; None where there is nothing, or nothing final."""
        submission = student.submission(gradebook, assignment.name)
        if submission is None:
            return None
        if submission.needs_manual_grade:
            self._waiting.add(f"{student.id} ({assignment.name})")
            return None
        return _whole(max(0.0, submission.score - (submission.late_submission_penalty or 0)))


def _whole(points: float) -> int | float:
    """A whole number as such; a person may have given half a point."""
    return int(points) if float(points).is_integer() else points


def _text(value: Any) -> str:
    return "" if value is None else str(value)


class Csv(_Export):
    """nbgrader's own columns, a line for each assignment and student; who handed in nothing has 0, as in nbgrader."""

    file = "grades.csv"

    def rows(self, gradebook: Gradebook) -> Rows:
        """The table with its header."""
        header = (
            "assignment duedate timestamp student_id last_name first_name email raw_score late_submission_penalty score"
        )
        return [[*header.split(), "max_score"], *self._lines(gradebook)]

    def _lines(self, gradebook: Gradebook) -> Iterator[list[render.Cell]]:
        for assignment in self.assignments(gradebook):
            for student in self.students():
                submission = student.submission(gradebook, assignment.name)
                raw = submission.score if submission else 0.0
                penalty = (submission.late_submission_penalty or 0.0) if submission else 0.0
                if submission is not None and submission.needs_manual_grade:
                    self._waiting.add(f"{student.id} ({assignment.name})")
                yield [
                    assignment.name,
                    _text(assignment.duedate),
                    _text(submission.timestamp if submission else None),
                    student.id,
                    _text(student.last_name),
                    _text(student.first_name),
                    _text(student.email),
                    _whole(raw),
                    _whole(penalty),
                    _whole(max(0.0, raw - penalty)),
                    _whole(assignment.max_score),
                ]


class Canvas(_Export):
    """What Canvas' gradebook imports. ``ID`` is Canvas' own number of a student: the roster's ``lms_user_id``."""

    file = "canvas.csv"

    def rows(self, gradebook: Gradebook) -> Rows:
        """The table with its header and Canvas' line of possible points."""
        assignments = self.assignments(gradebook)
        rows: Rows = [
            ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *(each.name for each in assignments)],
            ["    Points Possible", "", "", "", "", *(_whole(each.max_score) for each in assignments)],
        ]
        for student in self.students():
            name = ", ".join(part for part in (student.last_name, student.first_name) if part) or student.id
            scores = [self.score(gradebook, each, student) for each in assignments]
            rows.append([name, _text(student.lms_user_id), "", student.id, "", *scores])
        return rows


class Moodle(_Export):
    """What Moodle's grade import reads. Match students by username, ID number or e-mail address there."""

    file = "moodle.csv"

    def rows(self, gradebook: Gradebook) -> Rows:
        """The table with its header."""
        assignments = self.assignments(gradebook)
        people = ["Username", "ID number", "First name", "Last name", "Email address"]
        rows: Rows = [[*people, *(each.name for each in assignments)]]
        for student in self.students():
            scores = [self.score(gradebook, each, student) for each in assignments]
            names = [
                _text(each) for each in (student.lms_user_id, student.first_name, student.last_name, student.email)
            ]
            rows.append([student.id, *names, *scores])
        return rows
