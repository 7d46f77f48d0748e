"""Says whose grades were made with an older suite, solution or engine than what is there now."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from autograder import provenance
from autograder.course import Course, CourseError


def warn_of_outdated(course: Course, name: str, students: Iterable[str], log: logging.Logger) -> None:
    """A line for each thing that is another now. What the course no longer has is passed over."""
    try:
        assignment = course.assignment(name)
    except CourseError:
        return
    for older, names in provenance.outdated(course, assignment, students).items():
        log.warning(
            "%s: %d graded with an older %s: %s; to grade them anew, run `nbgrader autograde %s --force`",
            name,
            len(names),
            older,
            ", ".join(sorted(names)),
            name,
        )
