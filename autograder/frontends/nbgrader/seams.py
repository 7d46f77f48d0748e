"""nbgrader's own commands and pages, with this project's judge underneath.

The seams are configuration, but for one function of nbgrader's that has none (``plain_files``). A pre-convert hook
lists every notebook of the assignment, so that a missing or renamed one is graded too. The exporter reads a submission
repaired, through ``autograder.notebooks.source``. Two preprocessors stand in for nbgrader's own: one shows what the
cells showed in the sandbox instead of executing them in a kernel, the other writes the judge's scores instead of
reading them off the cells' outputs, where nothing printed is full marks and a warning is zero.
"""

from __future__ import annotations

import base64
import logging
import os
import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import nbformat
import nbgrader.converters.base
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.api import Comment, Grade, Gradebook
from nbgrader.apps.autogradeapp import AutogradeApp
from nbgrader.converters.autograde import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import CheckCellMetadata, Execute, NbGraderPreprocessor, SaveAutoGrades
from nbgrader.utils import compute_checksum, determine_grade, find_all_files, parse_utc
from sqlalchemy.exc import SAWarning

from autograder import render
from autograder.course import RELEASE, SOURCE, TIMESTAMP, Course, CourseError, load_course
from autograder.course.questions import topics
from autograder.course.roster import Register
from autograder.frontends.nbgrader.desk import DESK
from autograder.frontends.nbgrader.gradebook import Answers, Rows, save_score
from autograder.frontends.nbgrader.lateness import set_due_date, tell_of_a_date_of_the_gradebooks
from autograder.frontends.nbgrader.outdated import outdated_lines
from autograder.frontends.nbgrader.released import unreleased
from autograder.frontends.nbgrader.silence import ours_alone
from autograder.judging.judge import Judged
from autograder.notebooks import facts
from autograder.notebooks.ipynb import grade_id, read
from autograder.notebooks.plainfile import MAX_BYTES, contents

PICTURES: Final = ("image/png", "image/jpeg")
MOST_PIXELS_IN_ALL: Final = 100_000_000
"""Of the pictures in one notebook: 400 MB in a browser; what comes after them is left out."""
NO_RESPONSE: Final = "No response."
"""What nbgrader says of an answer that is still as released."""


def configure(config: Any, config_file: str) -> None:
    """Sets what nbgrader has to know of the course beside ``config_file``; may be called again and again."""
    course = load_course(Path(config_file).parent)
    here = f"{__name__}."
    config.CourseDirectory.root = str(course.root)
    config.CourseDirectory.course_id = course.id
    config.CourseDirectory.source_directory = SOURCE
    config.CourseDirectory.release_directory = RELEASE
    # assignments/ is generated and committed: a new release takes the place of the old one.
    config.GenerateAssignment.force = True
    # nbgrader 0.9.6 adds objects to a session in an order that SQLAlchemy mentions, some lines a student.
    warnings.filterwarnings("ignore", message="Object of type <Submitted", category=SAWarning)
    config.Autograde.pre_convert_hook = f"{here}expect_every_notebook"
    config.Autograde.exporter_class = f"{here}SubmissionExporter"
    config.SubmissionExporter.optimistic_validation = True  # once at the end, not after each preprocessor
    for stage in ("sanitize_preprocessors", "autograde_preprocessors"):
        config.Autograde[stage] = _instead(Autograde.class_traits()[stage].default())
    config.GenerateFeedback.exporter_class = "autograder.frontends.nbgrader.feedback.FeedbackExporter"
    config.GenerateFeedback.preprocessors = ["autograder.frontends.nbgrader.feedback.SettledGrades"]
    config.AssignLatePenalties.plugin_class = "autograder.frontends.nbgrader.lateness.LateSubmissions"
    config.ExportApp.plugin_class = "autograder.frontends.exports.Csv"
    # Formgrader shows students' Markdown and raw cells, HTML in it and all. Outputs are harmless when they get there.
    markup = "autograder.render.markup."
    config.HTMLExporter.filters = {"markdown2html": f"{markup}cell_markdown", "clean_html": f"{markup}cell_text"}
    # nbgrader copies whatever lies in a submission, and follows links out of it.
    nbgrader.converters.base.find_all_files = plain_files
    # nbgrader makes a new gradebook by calling `alembic`, which is beside this interpreter but maybe not on PATH.
    beside = str(Path(sys.executable).parent)
    if beside not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join((beside, os.environ.get("PATH", os.defpath)))


def _instead(preprocessors: Iterable[type]) -> list[str]:
    """nbgrader's own list with this project's in place of some.

    CheckCellMetadata is left out: all metadata comes from the release, and to validate it takes longer than to repair.
    """
    stand_ins: dict[type, type] = {Execute: GradeInSandbox, SaveAutoGrades: SaveScores}
    kept = (stand_ins.get(stock, stock) for stock in preprocessors if stock is not CheckCellMetadata)
    return [f"{each.__module__}.{each.__qualname__}" for each in kept]


def plain_files(path: str, exclude: list[str] | None = None) -> list[str]:
    """nbgrader's search for files beside notebooks, without links, devices and what is larger than a notebook.

    In the course's own folder all count: links there lead to its tables. nbgrader works in the course's root.
    """
    found = find_all_files(path, exclude)
    if Path.cwd() / SOURCE in Path(path).resolve().parents:
        return list(found)
    return [each for each in found if _is_plain(Path(each))]


def _is_plain(path: Path) -> bool:
    return not path.is_symlink() and path.is_file() and path.stat().st_size <= MAX_BYTES


def expect_every_notebook(assignment: str, student: str, notebooks: list[str]) -> None:
    """Makes ``notebooks``, the files that nbgrader found in one submission, the notebooks of the assignment.

    nbgrader works in the course's root by now. Whether such a file exists is the exporter's concern.
    """
    folder = Path(notebooks[0]).parent
    expected = load_course(Path.cwd()).assignment(folder.name).notebooks
    notebooks[:] = [str(folder / each.filename) for each in expected]


class SubmissionExporter(NotebookExporter):  # type: ignore[misc]  # nbconvert has no types
    """Reads submitted notebooks repaired, and everything else as it is."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(**rest)
        coursedir = self.parent.coursedir
        root = Path(coursedir.root)
        course = load_course(root)
        _insist_on_facts(course, {Path(each).name for each in self.parent.assignments}, self.log)
        with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
            for name in sorted({Path(submitted).name for submitted in self.parent.assignments}):
                if problem := unreleased(course, gradebook, name):
                    # Before the first submission: nbgrader would tell each by three tracebacks.
                    self.log.error("%s", problem)
                    raise NbGraderException(problem)
            for assignment in course.assignments:
                set_due_date(gradebook, assignment)
                tell_of_a_date_of_the_gradebooks(gradebook, assignment)
        register = Register.kept(course.roster_folder)
        for line in register.about_work(Path(each).parent.name for each in sorted(self.parent.assignments)):
            self.log.warning("%s", line)
        for submitted in self.parent.assignments:
            _set_aside_bad_timestamp(root / submitted / TIMESTAMP, self.log)
        command = self.parent.parent
        if isinstance(command, AutogradeApp) and command.log_level > logging.DEBUG:
            command.log.addFilter(ours_alone)
        to_do = list(_to_do(self.parent))
        if not to_do:
            names = sorted({Path(each).name for each in self.parent.assignments})
            self.log.info("%s: nothing new to grade", ", ".join(names))
        _name_outdated(course, set(map(Path, self.parent.assignments)) - set(to_do), self.log)
        DESK.expect(to_do)

    def from_filename(self, filename: str, resources: Any = None, **rest: Any) -> Any:
        """The notebook and resources after preprocessing; a missing notebook is graded as it was released."""
        path = Path(filename)
        folder = _submitted(self.parent.coursedir, resources)
        if path.parent != folder:
            return super().from_filename(filename, resources=resources, **rest)
        resources["metadata"] = {"name": path.stem, "path": str(path.parent)}
        node = _as_graded(resources["nbgrader"], folder)
        for level, line in DESK.news():
            self.log.log(level, "%s", line)
        return self.from_notebook_node(node, resources=resources, **rest)


def _insist_on_facts(course: Course, names: Iterable[str], log: logging.Logger) -> None:
    """Ends nbgrader with a line where points or cells of an assignment do not fit: its scores would be wrong."""
    for name in sorted(names):
        try:
            facts.insist(course, course.assignment(name))
        except CourseError as error:
            log.error("%s", error)
            sys.exit(1)


def _name_outdated(course: Course, left_alone: Iterable[Path], log: logging.Logger) -> None:
    """Says whose grades stay as they are, and were made with something older than what is there now."""
    students: dict[str, list[str]] = {}
    for folder in sorted(left_alone):
        students.setdefault(folder.name, []).append(folder.parent.name)
    for name, each in students.items():
        for line in outdated_lines(course, name, each):
            log.warning("%s", line)


def _set_aside_bad_timestamp(path: Path, log: logging.Logger) -> None:
    """nbgrader gives up on the whole batch where it cannot read a time, and reads pipes and links, too.

    Without a time, a submission is not late.
    """
    if not os.path.lexists(path):
        return
    try:
        parse_utc(contents(path).decode().strip() or "2000-01-01")
    except Exception as error:  # the parser raises whatever a date of nonsense makes it raise
        aside = path.rename(path.with_name(f"{path.name}.unreadable"))
        log.warning("%s was renamed to %s and does not count: %s", path, aside.name, error)


def _to_do(converter: Any) -> Iterator[Path]:
    """The submitted folders that nbgrader found, but for those that it will skip as graded already."""
    coursedir = converter.coursedir
    for submitted in map(Path, sorted(converter.assignments)):
        student = submitted.parent.name
        graded = coursedir.format_path(coursedir.autograded_directory, student, submitted.name)
        folders = [str(Path(coursedir.root, folder)) for folder in (graded, submitted)]
        old, new = map(coursedir.get_existing_timestamp, folders)
        newer = old is not None and new is not None and new > old
        again = converter.force or newer or not Path(folders[0]).exists()
        if again and student not in coursedir.student_id_exclude.split(","):
            yield submitted


def _submitted(coursedir: Any, resources: Mapping[str, Any]) -> Path:
    """The folder of the submission that is being converted, in the course's root."""
    names = resources["nbgrader"]
    return Path(coursedir.format_path(coursedir.submitted_directory, names["student"], names["assignment"]))


def _as_graded(names: Mapping[str, str], folder: Path) -> NotebookNode:
    """The repaired notebook, or the released one where there is none."""
    judged = DESK.graded(names["assignment"], names["student"], folder)
    submitted = judged.submission.notebook(names["notebook"])
    if submitted.node is not None:
        return submitted.node
    course = load_course(Path.cwd())
    return read(course.release_folder(course.assignment(names["assignment"])) / submitted.notebook.filename)


class _OfSubmission(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader has no types
    """A preprocessor that knows what the judge found."""

    def _judged(self, resources: Mapping[str, Any]) -> Judged:
        names = resources["nbgrader"]
        return DESK.graded(names["assignment"], names["student"], _submitted(self.parent.parent.coursedir, resources))


class GradeInSandbox(_OfSubmission):
    """In place of nbgrader's Execute: the outputs that the cells had in the sandbox, and hints below each check."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Only outputs change; a check cell keeps its visible source."""
        asked = topics(load_course(Path.cwd()))
        judged = self._judged(resources)
        exercises = {f"check-{exercise.id}": exercise for exercise in judged.report.exercises}
        shown = judged.outputs.get(resources["nbgrader"]["notebook"], {})
        room = MOST_PIXELS_IN_ALL
        counts = {number: count for count, number in enumerate(sorted(shown), start=1)}
        for number, cell in enumerate(nb.cells, start=1):
            if cell.cell_type != "code":
                continue
            exercise = exercises.get(grade_id(cell) or "")
            if exercise is None:
                count = cell.execution_count = counts.get(number)
                cell.outputs = []
                for each in shown.get(number, ()):
                    output = _output(each, count)
                    room -= _pixels(output)
                    if output is not None and room >= 0:
                        cell.outputs.append(output)
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
            return nbformat.from_dict({"output_type": "stream", "name": name, "text": text})
        case {"output_type": "error", "ename": str(ename), "evalue": str(evalue), "traceback": list(lines)}:
            raised = {"ename": ename, "evalue": evalue, "traceback": [str(each) for each in lines]}
            return nbformat.from_dict({"output_type": "error", **raised})
        case {"output_type": "display_data" | "execute_result" as kind, "data": dict(data)}:
            kept = _harmless(data)
            counted = {"execution_count": count} if kind == "execute_result" else {}
            return nbformat.from_dict({"output_type": kind, "metadata": {}, "data": kept, **counted}) if kept else None
    return None


def _pixels(output: NotebookNode | None) -> int:
    """How much a browser has to hold for an output's picture; 0 where it has none."""
    data = output.get("data", {}) if output is not None else {}
    return sum(render.pixels(base64.b64decode(data[mime])) for mime in PICTURES if mime in data)


def _harmless(data: Mapping[str, Any]) -> dict[str, str]:
    """What is passed on of an output: text, pictures that are such, and of HTML the tables."""
    texts = {mime: each for mime, each in data.items() if isinstance(each, str)}
    kept = {mime: texts[mime] for mime in PICTURES if render.picture(mime, texts.get(mime))}
    if table := render.table_html(texts.get("text/html", "")):
        kept["text/html"] = table
    return kept | {mime: texts[mime] for mime in ("text/plain",) if mime in texts}


class SaveScores(_OfSubmission):
    """In place of nbgrader's SaveAutoGrades: a check cell's score is the judge's, whatever its output.

    What a person gave or wrote stays. Where the answer below it, or its automatic score, is another than when it was
    last autograded, the person is asked for a new look; where it is the same, not.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Writes scores and hints into the gradebook."""
        names = resources["nbgrader"]
        exercises = {exercise.id: exercise for exercise in self._judged(resources).report.exercises}
        checks = {f"check-{name}": exercise for name, exercise in exercises.items()}
        cells = {name: cell for cell in nb.cells if (name := grade_id(cell))}
        reports = load_course(Path.cwd()).reports_folder(names["assignment"])
        answers = Answers(reports, names["student"], names["notebook"])
        changed = answers.changed(cells)
        with Gradebook(names["db_url"]) as gradebook:
            rows = Rows(gradebook, names)
            for name, grade in rows.of(Grade):
                if name in checks:
                    save_score(grade, checks[name].score, checks[name].id in changed)
                elif name in cells:
                    save_score(grade, determine_grade(cells[name])[0], name in changed)
            for name, comment in rows.of(Comment):
                if name in exercises:
                    comment.auto_comment = render.hints_text(exercises[name]) or None
                elif name in cells:
                    comment.auto_comment = NO_RESPONSE if _untouched(cells[name]) else None
            gradebook.db.commit()
        answers.replace(cells)
        return nb, resources


def _untouched(cell: NotebookNode) -> bool:
    return bool(cell.metadata.nbgrader.get("checksum") == compute_checksum(cell))
