"""The page of a student's whole assignment, beside the pages of its notebooks that ``generate_feedback`` writes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from nbgrader.api import Grade, Gradebook

from autograder import render
from autograder.course import Assignment, Course, load_course
from autograder.frontends.nbgrader.gradebook import Rows
from autograder.judging.provenance import older

FEEDBACK: Final = "feedback"
TOTAL: Final = "total.htm"
"""Not ``.html``: nbgrader's release_feedback takes each file of that kind for the page of a notebook."""


def write_total(db_url: str, assignment: str, student: str, notebooks: Sequence[str]) -> None:
    """What nbgrader calls when the pages of one submission are written; it works in the course's root.

    ``notebooks`` are the autograded ones' paths; ``assignment`` and ``student`` may be patterns.
    """
    submission = Path(notebooks[0]).parent
    course = load_course(Path.cwd())
    with Gradebook(db_url, course.id) as gradebook:
        page = total(course, gradebook, course.assignment(submission.name), submission.parent.name)
    (course.root / FEEDBACK / submission.parent.name / submission.name / TOTAL).write_text(page, encoding="utf-8")


def total(course: Course, gradebook: Gradebook, assignment: Assignment, student: str) -> str:
    """The page, from the scores and penalties as they stand in the gradebook."""
    folder = course.root / FEEDBACK / student / assignment.name
    parts = list(_parts(gradebook, assignment, student, folder))
    return render.total_page(parts, student, assignment.name, course.title, older(course, assignment, student))


def _parts(gradebook: Gradebook, assignment: Assignment, student: str, folder: Path) -> Iterator[render.Part]:
    for notebook in assignment.notebooks:
        names = {"notebook": notebook.name, "assignment": assignment.name, "student": student}
        grades = dict(Rows(gradebook, names).of(Grade))
        undecided = {
            name: grade.max_score
            for name, grade in grades.items()
            if grade.auto_score is None and grade.manual_score is None
        }
        highest = sum(grade.max_score for grade in grades.values())
        found = gradebook.find_submission_notebook(notebook.name, assignment.name, student)
        page = folder / f"{notebook.name}.html"
        yield render.Part(
            filename=notebook.filename,
            page=page.name if page.is_file() else "",
            score=sum(grade.score for name, grade in grades.items() if name not in undecided),
            decided=highest - sum(undecided.values()),
            max_score=highest,
            waiting=sum(undecided.get(each.id, 0) for each in notebook.written),
            late_penalty=found.late_submission_penalty or 0,
        )
