"""Grades for nbgrader's CSV and for the gradebooks of Canvas and Moodle, as exporters of ``nbgrader export``.

Points are whole numbers, as in every other door; text is such that no spreadsheet runs it. Who handed in nothing has
no number, or 0, in every file: ``nothing_handed_in`` of the course says which. A submission that waits for a person, or
on which the grader failed, has no number yet in Canvas' and Moodle's files; nbgrader's own has the number so far. The
command says for whom there is no final number.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from nbgrader.api import Assignment, Gradebook
from nbgrader.plugins import ExportPlugin
from traitlets import Unicode

from autograder import render
from autograder.course import Assignment as CourseAssignment
from autograder.course import Course, CourseError, load_course, roster
from autograder.course.roster import Register, same
from autograder.frontends.exports.canvas import CanvasGradebook, points
from autograder.frontends.nbgrader.earned import Earned, earned
from autograder.frontends.nbgrader.gradebook import Person, people
from autograder.frontends.nbgrader.lateness import settle, tell_of_a_date_of_the_gradebooks
from autograder.frontends.nbgrader.outdated import outdated_lines

Rows = list[list[render.Cell]]
NO_NUMBER: Final = "no number yet for %s; grade what waits for a person, and export again"


class _Export(ExportPlugin):  # type: ignore[misc]  # nbgrader has no types
    """Writes a table where ``--to`` says, for the students and assignments that were asked for."""

    file = ""
    delimiter = ","
    mark = ""
    """What the file begins with: a byte-order mark, or nothing."""
    waits = NO_NUMBER
    """What is said of students whose number is not final."""

    def export(self, gradebook: Gradebook) -> None:
        """What nbgrader calls. Lateness is worked out anew before."""
        target = Path(self.to or self.file)
        try:
            self._write(gradebook, target)
        except CourseError as error:
            self._refuse(str(error))
        except OSError as error:
            self._refuse(f"{target}: it cannot be written ({error.strerror}); give another file with --to")

    def _refuse(self, why: str) -> None:
        self.log.error("%s", why)
        sys.exit(1)

    def _write(self, gradebook: Gradebook, target: Path) -> None:
        self._course: Course = load_course(Path.cwd())
        for assignment in self._course.assignments:
            tell_of_a_date_of_the_gradebooks(gradebook, assignment)
            settle(gradebook, self._course, assignment)
        self._people, lines = people(gradebook, Register.kept(self._course.roster_folder))
        for line in [] if self.student else lines:
            self.log.warning("%s", line)
        self._earned: Mapping[tuple[str, str], Earned] = earned(gradebook)
        for line in self._missing(gradebook):
            self.log.warning("%s", line)
        self._waiting: set[str] = set()
        self._name_outdated(gradebook)
        table = render.table_csv(self.rows(gradebook), self.delimiter)
        target.write_text(self.mark + table, encoding="utf-8", newline="")
        if self._waiting:
            self.log.warning(f"%s: {self.waits}", target, ", ".join(sorted(self._waiting)))

    def _missing(self, gradebook: Gradebook) -> Iterator[str]:
        """A line for what the table lacks although somebody will look for it there."""
        known = {each.name for each in gradebook.assignments}
        for name in map(str, self.assignment or ()):
            if name not in known:
                yield f"the gradebook does not know the assignment {name!r}; run `autograder release {name}` first"
        if not known and not self.assignment:
            yield "the gradebook has no assignment yet; run `autograder release ASSIGNMENT` first"
        if not self._people:
            yield "the gradebook has no student yet; run `autograder roster FILE`, or autograde what was handed in"

    def _name_outdated(self, gradebook: Gradebook) -> None:
        asked = {spelling for each in self.students() for spelling in each.spellings}
        for assignment in self.assignments(gradebook):
            handed_in = [student for name, student in self._earned if name == assignment.name and student in asked]
            for line in outdated_lines(self._course, assignment.name, handed_in):
                self.log.warning("%s", line)

    def rows(self, gradebook: Gradebook) -> Rows:
        """The table, header and all; each format has its own."""
        raise NotImplementedError  # traitlets' classes cannot be abstract

    def assignments(self, gradebook: Gradebook) -> list[Assignment]:
        """Those that were asked for, or all."""
        return [each for each in gradebook.assignments if not self.assignment or each.name in map(str, self.assignment)]

    def asked(self, student: Person) -> bool:
        return not self.student or same(student.id) in {same(str(each)) for each in self.student}

    def students(self) -> list[Person]:
        """Those that were asked for, or all; each once, however often the gradebook has them."""
        return [each for each in self._people if self.asked(each)]

    def earned(self, assignment: Assignment, student: Person) -> Earned | None:
        """The submission, noted where it waits for a person; None where nothing was handed in."""
        there = (self._earned.get((assignment.name, each)) for each in student.spellings)
        found = next((each for each in there if each is not None), None)
        if found is not None and found.waiting:
            self._waiting.add(f"{student.id} ({assignment.name})")
        return found

    @property
    def nothing(self) -> int | None:
        """What stands for who handed in nothing."""
        return 0 if self._course.nothing_handed_in == "zero" else None

    def score(self, assignment: Assignment, student: Person) -> int | float | None:
        """What a student has after the penalty; None where there is nothing final."""
        found = self.earned(assignment, student)
        if found is None:
            return self.nothing
        return None if found.waiting else _whole(found.score)

    def of_course(self, assignment: Assignment) -> CourseAssignment:
        """The assignment as the course has it; one that it no longer has is known by its name alone."""
        with suppress(CourseError):
            return self._course.assignment(assignment.name)
        return CourseAssignment.model_construct(name=assignment.name, notebooks=())

    def column(self, assignment: Assignment) -> str:
        """What the assignment's column is called in an LMS."""
        return render.Exact(self.of_course(assignment).lms_column) or assignment.name


def _whole(points: float) -> int | float:
    """A whole number as such; a person may have given half a point."""
    return int(points) if float(points).is_integer() else points


def _text(value: Any) -> str:
    return "" if value is None else str(value)


class Csv(_Export):
    """nbgrader's own columns, a line for each assignment and student."""

    file = "grades.csv"
    waits = "the number so far, not the final one, for %s; grade what waits for a person, and export again"

    def rows(self, gradebook: Gradebook) -> Rows:
        """The table with its header."""
        header = (
            "assignment duedate timestamp student_id last_name first_name email raw_score late_submission_penalty score"
        )
        return [[*header.split(), "max_score"], *self._lines(gradebook)]

    def _lines(self, gradebook: Gradebook) -> Iterator[list[render.Cell]]:
        students = self.students()
        for assignment in self.assignments(gradebook):
            for student in students:
                found = self.earned(assignment, student)
                numbers = (
                    [self.nothing] * 3 if found is None else list(map(_whole, (found.raw, found.penalty, found.score)))
                )
                yield [
                    assignment.name,
                    _text(assignment.duedate),
                    _text(found.timestamp if found else None),
                    student.id,
                    _text(student.last_name),
                    _text(student.first_name),
                    _text(student.email),
                    *numbers,
                    _whole(assignment.max_score),
                ]


class Canvas(_Export):
    """What Canvas' gradebook imports. With ``--Canvas.exported FILE`` it is that file, an export of Canvas', filled."""

    file = "canvas.csv"
    exported = Unicode("", help="a gradebook exported from Canvas, to be filled").tag(config=True)

    def rows(self, gradebook: Gradebook) -> Rows:
        """The table with its header and Canvas' line of possible points."""
        if self.exported:
            return self._filled(gradebook, CanvasGradebook(Path(self.exported).expanduser()))
        assignments = self.assignments(gradebook)
        rows: Rows = [
            ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *map(self.column, assignments)],
            ["    Points Possible", "", "", "", "", *(_whole(each.max_score) for each in assignments)],
        ]
        unknown = []
        for student in self.students():
            name = ", ".join(part for part in (student.last_name, student.first_name) if part) or student.id
            scores = [self.score(each, student) for each in assignments]
            rows.append([name, _text(student.lms_user_id), "", student.id, "", *scores])
            if not student.lms_user_id:
                unknown.append(student.id)
        if unknown:
            self.log.warning(
                "no ID of Canvas for %s; give lms_user_id in the roster, or fill an export of Canvas' with "
                "--Canvas.exported=FILE",
                ", ".join(sorted(unknown)),
            )
        return rows

    def _filled(self, gradebook: Gradebook, canvas: CanvasGradebook) -> Rows:
        """Canvas' own table with points in it; where there is no number, what stood there stays."""
        target = Path(self.to or self.file)
        if target.exists() and target.samefile(canvas.path):
            raise CourseError(f"{target}: that is the file to be filled; give another one with --to")
        columns = self._columns(gradebook, canvas)
        places, refused, fitting = canvas.places([_of_roster(each) for each in self._people])
        for student in self.students():
            if student.id in refused:
                self.log.warning("%s", refused[student.id])
                continue
            for assignment, column in columns:
                score = self.score(assignment, student)
                if score is not None and canvas.excused(places[student.id], column):
                    self.log.warning("%s: excused from %s in Canvas; left as it is", student.id, assignment.name)
                elif score is not None:
                    for row in places[student.id]:
                        canvas.rows[row][column] = str(score)
        for line in (*canvas.strangers(fitting), *canvas.too_long()):
            self.log.warning("%s", line)
        self.delimiter, self.mark = canvas.delimiter, canvas.mark
        return [list(map(render.Exact, canvas.header)), *(_kept(canvas, row) for row in canvas.rows)]

    def _columns(self, gradebook: Gradebook, canvas: CanvasGradebook) -> list[tuple[Assignment, int]]:
        """Where the assignments go; an assignment without a column is left out, with a line."""
        found: list[tuple[Assignment, int]] = []
        reasons: list[str] = []
        for each in self.assignments(gradebook):
            try:
                found.append((each, canvas.column(self.of_course(each))))
            except CourseError as error:
                reasons.append(str(error))
        if not found:
            raise CourseError(reasons[0] if reasons else "there is no such assignment; run `autograder release` first")
        for reason in reasons:
            self.log.warning("%s", reason)
        for each, column in found:
            possible = canvas.possible(column)
            if (meant := points(possible)) and float(each.max_score) not in meant:
                self.log.warning(
                    "%s: %r has %s points in Canvas, and %s here; change the assignment's points in Canvas",
                    canvas.path,
                    canvas.header[column],
                    possible,
                    _whole(each.max_score),
                )
        return found


def _of_roster(student: Person) -> roster.Student:
    return roster.Student(id=student.id, email=_text(student.email), lms_user_id=_text(student.lms_user_id))


def _kept(canvas: CanvasGradebook, row: Sequence[str]) -> list[render.Cell]:
    """A row as Canvas has it, letter by letter; only the name, by which it knows nobody, may be a formula."""
    name = canvas.header.index("Student")
    return [cell if number == name else render.Exact(cell) for number, cell in enumerate(row)]


class Moodle(_Export):
    """What Moodle's grade import reads. Match students by username, ID number or e-mail address there."""

    file = "moodle.csv"

    def rows(self, gradebook: Gradebook) -> Rows:
        """The table with its header."""
        assignments = self.assignments(gradebook)
        people = ["Username", "ID number", "First name", "Last name", "Email address"]
        rows: Rows = [[*people, *map(self.column, assignments)]]
        for student in self.students():
            scores = [self.score(each, student) for each in assignments]
            names = [
                _text(each) for each in (student.lms_user_id, student.first_name, student.last_name, student.email)
            ]
            rows.append([student.id, *names, *scores])
        return rows
