"""What ``nbgrader generate_feedback`` writes: this project's page instead of nbgrader's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from markupsafe import Markup
from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from nbgrader.api import Comment, Grade, Gradebook
from nbgrader.preprocessors import GetGrades

from autograder import render
from autograder.course import Assignment, Course, Notebook, load_course
from autograder.course.questions import topics
from autograder.frontends.nbgrader.gradebook import Rows
from autograder.frontends.nbgrader.lateness import settle
from autograder.frontends.nbgrader.standing import grades_digest, late
from autograder.frontends.nbgrader.total import write_total
from autograder.frontends.repositories.submitted import graded_commit
from autograder.judging.provenance import older
from autograder.notebooks.ipynb import grade_id, read
from autograder.report import Report


class SettledGrades(GetGrades):  # type: ignore[misc]  # nbgrader has no types
    """nbgrader's preprocessor that reads the scores, after the penalty of a late submission was worked out anew."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Writes penalties into the gradebook, and scores and comments into the notebook's metadata."""
        names = resources["nbgrader"]
        course = load_course(Path.cwd())
        with Gradebook(names["db_url"]) as gradebook:
            settle(gradebook, course, course.assignment(names["assignment"]), {names["student"]})
        return super().preprocess(nb, resources)  # type: ignore[no-any-return]  # as above


class FeedbackExporter(Exporter):  # type: ignore[misc]  # nbconvert has no types
    """An autograded notebook, its report and what a person gave, as one HTML file."""

    output_mimetype = "text/html"

    def __init__(self, **rest: Any) -> None:
        super().__init__(**rest)
        if self.parent is not None and self.parent.post_convert_hook is None:
            self.parent.post_convert_hook = partial(write_total, self.parent.coursedir.db_url)

    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(self, nb: NotebookNode, resources: Any = None, **rest: Any) -> tuple[str, Any]:
        """The page, and the resources as nbgrader's preprocessors leave them."""
        node, resources = super().from_notebook_node(nb, resources, **rest)
        course = load_course(Path.cwd())
        marked = _marked(course, node, resources["nbgrader"])
        return render.notebook_page(marked, course.title, topics(course)), resources


def _marked(course: Course, node: NotebookNode, names: Mapping[str, Any]) -> render.MarkedNotebook:
    assignment = course.assignment(names["assignment"])
    notebook = next(each for each in assignment.notebooks if each.name == names["notebook"])
    with Gradebook(names["db_url"]) as gradebook:
        rows = Rows(gradebook, names)
        submitted = gradebook.find_submission_notebook(names["notebook"], names["assignment"], names["student"])
        grades, comments = dict(rows.of(Grade)), dict(rows.of(Comment))
        report = _report(course, names)
        released = _released(course, assignment, notebook)
        return render.MarkedNotebook(
            student=names["student"],
            assignment=names["assignment"],
            filename=notebook.filename,
            exercises=tuple(_exercises(notebook, node, grades, comments, report)),
            texts=tuple(_texts(notebook, node, released, grades, comments)),
            blocks=tuple(_rest(notebook, node, released)),
            late_penalty=names.get("late_penalty", 0),
            late=late(course, assignment, submitted.assignment),
            commit=_commit(course, assignment, names["student"]),
            older=older(course, assignment, names["student"]),
            grades=grades_digest(gradebook, submitted),
            report=report,
            others=tuple(each.filename for each in assignment.notebooks if each is not notebook),
        )


def _commit(course: Course, assignment: Assignment, student: str) -> str:
    path = course.reports_folder(assignment.name) / f"{student}.json"
    return graded_commit(course, assignment, student, path.stat().st_mtime) if path.is_file() else ""


def _report(course: Course, names: Mapping[str, Any]) -> Report | None:
    path = course.reports_folder(names["assignment"]) / f"{names['student']}.json"
    return Report.from_json(path.read_bytes()) if path.is_file() else None


def _exercises(
    notebook: Notebook,
    node: NotebookNode,
    grades: Mapping[str, Grade],
    comments: Mapping[str, Comment],
    report: Report | None,
) -> Iterator[render.Marked]:
    results = {each.id: each for each in report.exercises} if report else {}
    cells = _numbered(node)
    for exercise in notebook.exercises:
        grade, comment = grades.get(exercise.check_cell), comments.get(exercise.id)
        number, cell = cells.get(exercise.id, (0, None))
        _, check = cells.get(exercise.check_cell, (0, None))
        yield render.Marked(
            id=exercise.id,
            score=_score(grade),
            max_score=grade.max_score if grade is not None else 0,
            result=results.get(exercise.id),
            answer=_block(number, cell) if cell is not None else None,
            comment=_written_by_a_person(comment),
            by_person=grade is not None and grade.manual_score is not None,
            again=_again(grade),
            fallback=Markup("\n").join(each.text for each in _block(0, check).outputs)
            if report is None and check is not None
            else Markup(),
        )


def _texts(
    notebook: Notebook,
    node: NotebookNode,
    released: frozenset[str],
    grades: Mapping[str, Grade],
    comments: Mapping[str, Comment],
) -> Iterator[render.Text]:
    cells = _numbered(node)
    for answer in notebook.written:
        grade, comment = grades.get(answer.id), comments.get(answer.id)
        _, cell = cells.get(answer.id, (0, None))
        yield render.Text(
            id=answer.id,
            score=_score(grade),
            max_score=answer.points,
            source=cell.source if cell is not None else "",
            attachments=cell.get("attachments", {}) if cell is not None else {},
            comment=_written_by_a_person(comment),
            again=_again(grade),
            untouched=cell is not None and cell.source.strip() in released,
        )


def _released(course: Course, assignment: Assignment, notebook: Notebook) -> frozenset[str]:
    """The texts of the cells as students got them; none where the assignment was not released here."""
    path = course.release_folder(assignment) / notebook.filename
    return frozenset(cell.source.strip() for cell in read(path).cells) if path.is_file() else frozenset()


def _rest(notebook: Notebook, node: NotebookNode, released: frozenset[str]) -> Iterator[render.Block]:
    """What is no answer: all code, and of the prose what is not the assignment's."""
    known = {each.id for each in notebook.exercises} | {each.check_cell for each in notebook.exercises}
    known |= {each.id for each in notebook.written}
    for number, cell in enumerate(node.cells, start=1):
        text = cell.source.strip()
        if text and grade_id(cell) not in known and (cell.cell_type == "code" or (released and text not in released)):
            yield _block(number, cell, bool(released) and text not in released)


def _numbered(node: NotebookNode) -> dict[str, tuple[int, NotebookNode]]:
    return {name: (number, cell) for number, cell in enumerate(node.cells, start=1) if (name := grade_id(cell))}


def _block(number: int, cell: NotebookNode, own: bool = False) -> render.Block:
    outputs = tuple(found for each in cell.get("outputs", ()) if (found := render.shown(each)) is not None)
    return render.Block(number, cell.source, outputs, cell.cell_type, cell.get("attachments", {}), own)


def _written_by_a_person(comment: Comment | None) -> str:
    """Not what nbgrader or the judge put into the same place: the page says that in its own way."""
    return (comment.manual_comment or "") if comment is not None else ""


def _again(grade: Grade | None) -> bool:
    """Whether the answer, or its automatic score, changed after a person had given a score."""
    return grade is not None and grade.manual_score is not None and bool(grade.needs_manual_grade)


def _score(grade: Grade | None) -> float | None:
    """What counts; None while a person has to decide."""
    if grade is None or (grade.auto_score is None and grade.manual_score is None):
        return None
    return float(grade.score)
