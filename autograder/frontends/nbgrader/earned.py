"""What each student has in each assignment, from nbgrader's gradebook in a few queries.

nbgrader works out a score when it is asked for, by a search through all grades of the class: some 30 ms each time with
1,300 students. Here the grades of everybody are added up at once.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from nbgrader.api import Assignment, Grade, Gradebook, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import case, func, select

MOST_NAMED: Final = 500
"""Rows that a query names one by one; SQLite takes a thousand at most, in old versions."""


@dataclass(frozen=True)
class Earned:
    """One submission as it is graded now."""

    timestamp: datetime | None
    raw: float
    """Points before the penalty."""
    penalty: float
    waiting: bool
    """Whether a part of it waits for a person."""

    @property
    def score(self) -> float:
        """Points after the penalty."""
        return max(0.0, self.raw - self.penalty)


def earned(gradebook: Gradebook) -> dict[tuple[str, str], Earned]:
    """By names of assignment and student; who handed in nothing is not in it."""
    grades = (
        select(
            SubmittedNotebook.assignment_id,
            func.sum(Grade.score),
            func.sum(case((Grade.needs_manual_grade, 1), else_=0)),
        )
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .group_by(SubmittedNotebook.assignment_id)
    )
    penalties = select(
        SubmittedNotebook.assignment_id, func.sum(func.coalesce(SubmittedNotebook.late_submission_penalty, 0.0))
    ).group_by(SubmittedNotebook.assignment_id)
    submissions = select(
        SubmittedAssignment.id, Assignment.name, SubmittedAssignment.student_id, SubmittedAssignment.timestamp
    ).join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
    sums = {key: (points or 0.0, waiting > 0) for key, points, waiting in gradebook.db.execute(grades)}
    lost: dict[str, float] = dict(gradebook.db.execute(penalties).all())
    return {
        (assignment, student): Earned(timestamp, points, lost.get(key, 0.0), waiting)
        for key, assignment, student, timestamp in gradebook.db.execute(submissions)
        for points, waiting in [sums.get(key, (0.0, False))]
    }


def notebook_scores(gradebook: Gradebook, notebooks: Collection[str]) -> dict[str, float]:
    """The points of submitted notebooks, by the gradebook's own ids of them; one search for any number."""
    wanted = set(notebooks)
    if not wanted:
        return {}
    query = select(Grade.notebook_id, func.sum(Grade.score)).group_by(Grade.notebook_id)
    if len(wanted) <= MOST_NAMED:
        query = query.where(Grade.notebook_id.in_(wanted))
    return {key: points or 0.0 for key, points in gradebook.db.execute(query) if key in wanted}
