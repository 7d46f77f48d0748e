"""How the grades of an assignment stand in nbgrader's gradebook, and whether a page of feedback still says so."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC
from typing import Any

from nbgrader.api import BaseCell, Comment, Grade, Gradebook, SubmittedAssignment

from autograder import render
from autograder.course import Assignment, Course
from autograder.frontends.nbgrader.lateness import deadline, settle


def standings(
    gradebook: Gradebook, course: Course, assignment: Assignment, students: Iterable[str]
) -> dict[str, render.Standing]:
    """Student -> standing, of those who handed in; penalties are worked out anew before."""
    wanted = set(students)
    settle(gradebook, course, assignment, wanted)
    gradebook.db.expire_all()  # sums that were read before
    found = gradebook.assignment_submissions(assignment.name)
    return {
        each.student.id: standing(gradebook, course, assignment, each) for each in found if each.student.id in wanted
    }


def standing(
    gradebook: Gradebook, course: Course, assignment: Assignment, submission: SubmittedAssignment
) -> render.Standing:
    """One submission's, as the gradebook has it now."""
    return render.Standing(
        score=float(submission.score),
        max_score=float(submission.max_score),
        waiting=bool(submission.needs_manual_grade),
        penalty=float(submission.late_submission_penalty or 0),
        late=late(course, assignment, submission),
        grades={each.name: grades_digest(gradebook, each) for each in submission.notebooks},
    )


def late(course: Course, assignment: Assignment, submission: SubmittedAssignment) -> str:
    """How late a submission is, in words; empty where it is not."""
    due = deadline(course, assignment, submission)
    if due is None or submission.timestamp is None:
        return ""
    return due.told(submission.timestamp.replace(tzinfo=UTC))


def grades_digest(gradebook: Gradebook, notebook: Any) -> str:
    """Of one notebook's points, comments and penalty: it changes where a page of feedback would."""
    told: list[object] = [notebook.late_submission_penalty or 0]
    for table, fields in (
        (Grade, ("auto_score", "manual_score", "extra_credit", "needs_manual_grade")),
        (Comment, ("auto_comment", "manual_comment")),
    ):
        query = gradebook.db.query(BaseCell.name, table).join(table, table.cell_id == BaseCell.id)
        rows = query.filter(table.notebook_id == notebook.id).all()
        told.append(sorted((name, [getattr(row, field) or 0 for field in fields]) for name, row in rows))
    return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()
