"""nbgrader's own commands and pages, with this project's judge underneath.

Three seams of nbgrader are used, all of them configuration. A pre-convert hook lists every notebook of the
assignment, so that a missing or renamed one is graded too. The exporter reads a submission through
``autograder.notebooks``, repaired. Two preprocessors stand in for nbgrader's own: one grades in the sandbox instead of
executing in a kernel, the other writes the judge's scores instead of reading them off the cells' outputs, where nothing
printed is full marks and a warning is zero.
"""

from __future__ import annotations

import atexit
import io
import os
import sys
import warnings
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.converters.autograde import Autograde
from nbgrader.preprocessors import Execute, NbGraderPreprocessor, SaveAutoGrades
from sqlalchemy.exc import SAWarning

from autograder import render
from autograder.course import Course, load_course
from autograder.judge import Judge, Judged
from autograder.notebooks import grade_id, notebook_files
from autograder.questions import topics
from autograder.report import Report

SHOWN: Final = ("text/plain", "image/png", "image/jpeg")
"""MIME types of a student's outputs that are passed on: none of them can hold a script."""


def configure(config: Any, config_file: str) -> None:
    """Sets what nbgrader has to know of the course beside ``config_file``; may be called again and again."""
    course = load_course(Path(config_file).parent)
    here = f"{__name__}."
    config.CourseDirectory.root = str(course.root)
    config.CourseDirectory.course_id = course.id
    config.CourseDirectory.source_directory = "solutions"
    config.CourseDirectory.release_directory = "assignments"
    # assignments/ is generated and committed: a new release takes the place of the old one.
    config.GenerateAssignment.force = True
    # nbgrader 0.9.6 adds objects to a session in an order that SQLAlchemy mentions, some lines a student.
    warnings.filterwarnings("ignore", message="Object of type <Submitted", category=SAWarning)
    config.Autograde.pre_convert_hook = f"{here}expect_every_notebook"
    config.Autograde.exporter_class = f"{here}SubmissionExporter"
    config.Autograde.autograde_preprocessors = [_in_place_of(stock) for stock in _stock_preprocessors()]
    # nbgrader makes a new gradebook by calling `alembic`, which is beside this interpreter but maybe not on PATH.
    beside = str(Path(sys.executable).parent)
    if beside not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join((beside, os.environ.get("PATH", os.defpath)))


def _stock_preprocessors() -> Iterable[type]:
    return Autograde.class_traits()["autograde_preprocessors"].default()  # type: ignore[no-any-return]


def _in_place_of(stock: type) -> str:
    stand_in = {Execute: GradeInSandbox, SaveAutoGrades: SaveScores}.get(stock, stock)
    return f"{stand_in.__module__}.{stand_in.__qualname__}"


def expect_every_notebook(assignment: str, student: str, notebooks: list[str]) -> None:
    """Makes ``notebooks``, the files that nbgrader found in one submission, the notebooks of the assignment.

    nbgrader works in the course's root by now. Whether such a file exists is the exporter's concern.
    """
    folder = Path(notebooks[0]).parent
    expected = load_course(Path.cwd()).assignment(folder.name).notebooks
    notebooks[:] = [str(folder / each.filename) for each in expected]


class _Desk:
    """The judge in use, kept warm from one submission to the next, and the submission that lies on the table.

    nbgrader takes one submission after the other, a notebook at a time, and makes new preprocessors for each.
    """

    def __init__(self) -> None:
        self._judge: tuple[object, Judge] | None = None
        self._graded: tuple[object, Judged] | None = None
        atexit.register(self.close)

    def close(self) -> None:
        if self._judge is not None:
            self._judge[1].close()
            self._judge = None

    def judge(self, assignment: str) -> Judge:
        """A judge of the course as it is on the disk now."""
        course = load_course(Path.cwd())
        target = course.assignment(assignment)
        folders = (course.source_folder(target), course.release_folder(target), course.suite_folder(target))
        state = (course, assignment, *map(_stamps, folders))
        if self._judge is None or self._judge[0] != state:
            self.close()
            self._judge = (state, Judge(course, target, pictures=True).open())
        return self._judge[1]

    def graded(self, assignment: str, student: str, folder: Path) -> Judged:
        """What a submission's folder earns; judged once, although nbgrader asks for each notebook."""
        judge = self.judge(assignment)
        state = (id(judge), assignment, student, _stamps(folder))
        if self._graded is None or self._graded[0] != state:
            submission = judge.source.submission(student, notebook_files(folder))
            judged = judge.grade(submission)
            _keep(judge.course, judged.report)
            self._graded = (state, judged)
        return self._graded[1]


def _stamps(folder: Path) -> tuple[tuple[str, int, int], ...]:
    files = sorted(each for each in folder.iterdir() if each.is_file())
    return tuple((each.name, each.stat().st_mtime_ns, each.stat().st_size) for each in files)


def _keep(course: Course, report: Report) -> None:
    """Leaves the whole report beside nbgrader's own folders, for pages of the class."""
    folder = reports_folder(course, report.assignment)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{report.submission}.json").write_text(report.to_json() + "\n", encoding="utf-8")


def reports_folder(course: Course, assignment: str) -> Path:
    """Where the reports of autograded submissions lie, ``<student>.json`` each."""
    return course.root / "reports" / assignment


_desk = _Desk()
"""One for the process: nbgrader gives its preprocessors nothing that outlives a notebook."""


# nbgrader and nbconvert come without types that mypy could read: hence each `misc` at a subclass of theirs.
class SubmissionExporter(NotebookExporter):  # type: ignore[misc]
    """Reads submitted notebooks repaired, and everything else as it is."""

    def from_filename(self, filename: str, resources: Any = None, **rest: Any) -> Any:
        """The notebook and resources after preprocessing; a missing notebook is graded as it was released."""
        names = resources["nbgrader"]
        coursedir = self.parent.coursedir
        folder = Path(coursedir.format_path(coursedir.submitted_directory, names["student"], names["assignment"]))
        path = Path(filename)
        if path.parent != folder:
            return super().from_filename(filename, resources=resources, **rest)
        resources["metadata"] = {"name": path.stem, "path": str(path.parent)}
        node = _as_graded(names, folder)
        return self.from_file(io.StringIO(nbformat.writes(node)), resources=resources, **rest)


def _as_graded(names: Mapping[str, str], folder: Path) -> NotebookNode:
    """The repaired notebook, or the released one where there is none."""
    judged = _desk.graded(names["assignment"], names["student"], folder)
    submitted = judged.submission.notebook(names["notebook"])
    if submitted.node is not None:
        return submitted.node
    return _desk.judge(names["assignment"]).source.notebooks[names["notebook"]].release


class _OfSubmission(NbGraderPreprocessor):  # type: ignore[misc]
    """A preprocessor that knows what the judge found."""

    def _judged(self, resources: Mapping[str, Any]) -> Judged:
        names = resources["nbgrader"]
        coursedir = self.parent.parent.coursedir
        folder = Path(coursedir.format_path(coursedir.submitted_directory, names["student"], names["assignment"]))
        return _desk.graded(names["assignment"], names["student"], folder)


class GradeInSandbox(_OfSubmission):
    """In place of nbgrader's Execute: the outputs that the cells had in the sandbox, and hints below each check."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Only outputs change; a check cell keeps its visible source."""
        judged = self._judged(resources)
        asked = topics(load_course(Path.cwd()))
        exercises = {f"check-{exercise.id}": exercise for exercise in judged.report.exercises}
        shown = judged.outputs.get(resources["nbgrader"]["notebook"], {})
        counts = {number: count for count, number in enumerate(sorted(shown), start=1)}
        for number, cell in enumerate(nb.cells, start=1):
            if cell.cell_type != "code":
                continue
            exercise = exercises.get(grade_id(cell) or "")
            if exercise is None:
                count = cell.execution_count = counts.get(number)
                outputs = (_output(each, count) for each in shown.get(number, ()))
                cell.outputs = [output for output in outputs if output is not None]
            else:
                data = {
                    "text/html": render.exercise_html(exercise, asked),
                    "text/plain": render.exercise_text(exercise, asked),
                }
                cell.outputs = [nbformat.v4.new_output("display_data", data=data)]
        return nb, resources


def _output(claimed: Mapping[str, Any], count: int | None) -> NotebookNode | None:
    """An output as a worker claims it, in nbformat's form and of harmless kinds; None for anything else."""
    match claimed:
        case {"output_type": "stream", "name": "stdout" | "stderr" as name, "text": str(text)}:
            return nbformat.v4.new_output("stream", name=name, text=text)
        case {"output_type": "error", "ename": str(ename), "evalue": str(evalue), "traceback": list(lines)}:
            return nbformat.v4.new_output("error", ename=ename, evalue=evalue, traceback=[str(each) for each in lines])
        case {"output_type": "display_data" | "execute_result" as kind, "data": dict(data)}:
            kept = {mime: data[mime] for mime in SHOWN if isinstance(data.get(mime), str)}
            counted = {"execution_count": count} if kind == "execute_result" else {}
            return nbformat.v4.new_output(kind, data=kept, **counted) if kept else None
    return None


class SaveScores(_OfSubmission, SaveAutoGrades):  # type: ignore[misc]
    """In place of nbgrader's SaveAutoGrades: a check cell's score is the judge's, whatever its output."""

    def _add_score(self, cell: NotebookNode, resources: Any) -> None:
        """Where the grader failed there is no score, and a person has to look. Manual scores stay as they are."""
        exercises = {f"check-{exercise.id}": exercise for exercise in self._judged(resources).report.exercises}
        exercise = exercises.get(grade_id(cell) or "")
        if exercise is None:
            super()._add_score(cell, resources)
            return
        grade = self.gradebook.find_grade(grade_id(cell), self.notebook_id, self.assignment_id, self.student_id)
        grade.auto_score = exercise.score
        grade.needs_manual_grade = exercise.score is None or grade.manual_score is not None
        self.gradebook.db.commit()
