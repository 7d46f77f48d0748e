"""Due dates and what lateness costs, from ``course_config.py`` to nbgrader's gradebook.

nbgrader works out a penalty once, when it autogrades, from the score of that moment. ``settle`` works out all of them
again from the scores as they are now, written answers included; feedback and exports call it first. How late something
is, ``autograder.course.deadline`` says, here as everywhere.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from nbgrader.api import Assignment as Master
from nbgrader.api import Gradebook, MissingEntry, SubmittedAssignment, SubmittedNotebook
from nbgrader.plugins import LateSubmissionPlugin

from autograder.course import CONFIG_FILE, Assignment, Course, load_course
from autograder.course.deadline import Deadline
from autograder.frontends.nbgrader.earned import notebook_scores

LOG: Final = logging.getLogger("due dates")
"""Not below ``autograder``, whose warnings the command keeps to itself."""


class LateSubmissions(LateSubmissionPlugin):  # type: ignore[misc]  # nbgrader has no types
    """nbgrader's plugin with the course's policy."""

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float | None:
        """Points that one notebook loses; None for none. nbgrader works in the course's root.

        nbgrader hands in seconds; when those were, is in the gradebook that its preprocessor, the parent, has open.
        """
        course = load_course(Path.cwd())
        asking = self.parent
        if asking is None:
            some = datetime(2000, 1, 1, tzinfo=UTC)
            late = Deadline(some, course.late).days_late(some + timedelta(seconds=total_seconds_late))
        else:
            submission = asking.gradebook.find_submission(asking.assignment_id, student_id)
            late = days_late(course, course.assignment(asking.assignment_id), submission)
        return course.late.penalty(score, late) or None


def deadline(course: Course, assignment: Assignment, submission: SubmittedAssignment) -> Deadline | None:
    """When a submission was due, extensions counted; None where it never is.

    Where ``course_config.py`` gives no date, the gradebook's counts, which knows no zone but UTC.
    """
    found = Deadline.of(course, assignment)
    if found is None and submission.assignment.duedate is not None:
        found = Deadline(submission.assignment.duedate.replace(tzinfo=UTC), course.late)
    return found.extended(submission.extension) if found and submission.extension else found


def days_late(course: Course, assignment: Assignment, submission: SubmittedAssignment) -> int:
    """Days late by the course's policy; 0 where it came in time, or nobody knows when it came."""
    due = deadline(course, assignment, submission)
    if due is None or submission.timestamp is None:
        return 0
    return due.days_late(submission.timestamp.replace(tzinfo=UTC))


def set_due_date(gradebook: Gradebook, assignment: Assignment) -> None:
    """Puts the course's due date into the gradebook, which keeps it in UTC without a zone.

    Where the course has none, or the gradebook not the assignment, nothing changes. Where another date stands there,
    typed into formgrader or the course's own of before, one line says which counts.
    """
    there = _duedate(gradebook, assignment)
    if assignment.due is None or there == assignment.due.astimezone(UTC):
        return
    if there is not None:
        LOG.warning(
            "%s: due %s, as %s says; the gradebook had %s, typed into formgrader maybe, which does not count",
            assignment.name,
            _told(assignment.due),
            CONFIG_FILE,
            _told(there.astimezone(assignment.due.tzinfo)),
        )
    with suppress(MissingEntry):
        gradebook.find_assignment(assignment.name).duedate = assignment.due.astimezone(UTC).replace(tzinfo=None)
        gradebook.db.commit()


def tell_of_a_date_of_the_gradebooks(gradebook: Gradebook, assignment: Assignment) -> None:
    """One line where the gradebook alone has a due date: it counts for penalties, and nobody else knows of it."""
    there = _duedate(gradebook, assignment)
    if assignment.due is None and there is not None:
        LOG.warning(
            "%s: %s has no due date, so the gradebook's counts (%s), for penalties and not for `autograder collect`; "
            "write it into %s",
            assignment.name,
            CONFIG_FILE,
            _told(there),
            CONFIG_FILE,
        )


def _duedate(gradebook: Gradebook, assignment: Assignment) -> datetime | None:
    with suppress(MissingEntry):
        found: datetime | None = gradebook.find_assignment(assignment.name).duedate
        return found and found.replace(tzinfo=UTC)
    return None


def _told(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M %Z}"


def settle(gradebook: Gradebook, course: Course, assignment: Assignment, students: Iterable[str] | None = None) -> None:
    """Sets the penalties of late submissions, all or those of some students, to what their scores give now."""
    set_due_date(gradebook, assignment)
    ours = gradebook.db.query(SubmittedNotebook, SubmittedAssignment)
    ours = ours.join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
    ours = ours.join(Master, Master.id == SubmittedAssignment.assignment_id).filter(Master.name == assignment.name)
    if students is not None:
        ours = ours.filter(SubmittedAssignment.student_id.in_(set(students)))
    late = [(notebook, days_late(course, assignment, submission)) for notebook, submission in ours]
    scores = notebook_scores(gradebook, [notebook.id for notebook, days in late if days])
    for notebook, days in late:
        penalty = course.late.penalty(scores.get(notebook.id, 0.0), days) if days else 0
        if (notebook.late_submission_penalty or 0) != penalty:
            notebook.late_submission_penalty = penalty or None
    gradebook.db.commit()
