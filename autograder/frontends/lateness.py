"""Due dates and what lateness costs, from ``course_config.py`` to nbgrader's gradebook.

nbgrader works out a penalty once, when it autogrades, from the score of that moment. ``settle`` works out all of them
again from the scores as they are now, written answers included; feedback and exports call it first.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC
from pathlib import Path

from nbgrader.api import Assignment as Master
from nbgrader.api import Gradebook, MissingEntry, SubmittedAssignment, SubmittedNotebook
from nbgrader.plugins import LateSubmissionPlugin

from autograder.course import Assignment, Course, load_course
from autograder.frontends.standings import notebook_scores


class LateSubmissions(LateSubmissionPlugin):  # type: ignore[misc]  # nbgrader has no types
    """nbgrader's plugin with the course's policy."""

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float | None:
        """Points that one notebook loses; None for none. nbgrader works in the course's root."""
        return load_course(Path.cwd()).late.penalty(score, total_seconds_late) or None


def set_due_date(gradebook: Gradebook, assignment: Assignment) -> None:
    """Puts the course's due date into the gradebook, which keeps it in UTC without a zone.

    Where the course has none, or the gradebook not the assignment, nothing changes.
    """
    if assignment.due is None:
        return
    due = assignment.due.astimezone(UTC).replace(tzinfo=None)
    with suppress(MissingEntry):
        found = gradebook.find_assignment(assignment.name)
        if found.duedate != due:
            found.duedate = due
            gradebook.db.commit()


def settle(gradebook: Gradebook, course: Course, assignment: Assignment, students: Iterable[str] | None = None) -> None:
    """Sets the penalties of late submissions, all or those of some students, to what their scores give now."""
    set_due_date(gradebook, assignment)
    ours = gradebook.db.query(SubmittedNotebook, SubmittedAssignment)
    ours = ours.join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
    ours = ours.join(Master, Master.id == SubmittedAssignment.assignment_id).filter(Master.name == assignment.name)
    if students is not None:
        ours = ours.filter(SubmittedAssignment.student_id.in_(set(students)))
    late = [(notebook, each.total_seconds_late) for notebook, each in ours]
    scores = notebook_scores(gradebook, [notebook.id for notebook, seconds in late if seconds > 0])
    for notebook, seconds in late:
        penalty = course.late.penalty(scores.get(notebook.id, 0.0), seconds) if seconds > 0 else 0
        if (notebook.late_submission_penalty or 0) != penalty:
            notebook.late_submission_penalty = penalty or None
    gradebook.db.commit()
