"""When something is due, and how many days late something is: every door asks here.

Days are the calendar's: the first one after the due date ends when a clock in the due date's zone shows the due time
again, 23 or 25 hours later where clocks change. Minutes of grace are minutes, whatever the clocks do meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Self

from autograder.course.model import Assignment, Course, LatePolicy


@dataclass(frozen=True)
class Deadline:
    """A due date with its zone, and the course's policy."""

    due: datetime
    policy: LatePolicy

    @classmethod
    def of(cls, course: Course, assignment: Assignment) -> Self | None:
        """The deadline that ``course_config.py`` gives an assignment; None where it gives none."""
        return None if assignment.due is None else cls(assignment.due, course.late)

    @property
    def last(self) -> datetime:
        """The last moment that is in time, in the due date's zone."""
        return (self.due.astimezone(UTC) + timedelta(minutes=self.policy.grace_minutes)).astimezone(self.due.tzinfo)

    def days_late(self, at: datetime) -> int:
        """Days that have begun since the due date; 0 up to the last minute of grace."""
        at = at.astimezone(UTC)  # times of one zone would be compared by the clock
        if at <= self.last.astimezone(UTC):
            return 0
        on_the_clock = at.astimezone(self.due.tzinfo).replace(tzinfo=None) - self.due.replace(tzinfo=None)
        days = max(1, on_the_clock.days - 1)
        while at > _later(self.due, days):
            days += 1
        return days

    def told(self, at: datetime) -> str:
        """How late something is and by which rule, for a student; empty where it is not late."""
        days = self.days_late(at)
        if not days:
            return ""
        came, due = (f"{each.astimezone(self.due.tzinfo):%Y-%m-%d %H:%M %Z}" for each in (at, self.due))
        policy = self.policy
        rule = f"Each day that has begun costs {policy.percent_per_day} % of a notebook's points"
        most = f", and no delay more than {policy.at_most_percent} %" if policy.at_most_percent < 100 else ""
        said = f"{rule}{most}." if policy.percent_per_day else "That costs no points."
        return f"It came {came}, {days} {'day' if days == 1 else 'days'} late: it was due {due}. {said}"

    def penalty(self, points: float, at: datetime) -> int:
        """Whole points that ``points`` lose, as they came at this time."""
        return self.policy.penalty(points, self.days_late(at))

    def extended(self, by: timedelta) -> Self:
        """A deadline that is later by calendar days and hours."""
        day = _later(self.due, by.days) if by.days else self.due.astimezone(UTC)
        return replace(self, due=(day + by - timedelta(days=by.days)).astimezone(self.due.tzinfo))


def _later(due: datetime, days: int) -> datetime:
    """The due time on a later day, in UTC. Where the clock shows it twice or never, the later moment."""
    there = due + timedelta(days=days)  # on the clock, as Python adds within one zone
    return max(there.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
