"""Says whose grades were made with an older suite, solution or engine than what is there now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from autograder.course import Course, CourseError
from autograder.judging import provenance


def outdated_lines(course: Course, name: str, students: Iterable[str]) -> Iterator[str]:
    """A line for each thing that is another now. What the course no longer has is passed over."""
    try:
        assignment = course.assignment(name)
    except CourseError:
        return
    for older, names in provenance.outdated(course, assignment, students).items():
        whose = ", ".join(sorted(names))
        anew = f"to grade them anew, run `nbgrader autograde {name} --force`"
        yield f"{name}: {len(names)} graded with an older {older}: {whose}; {anew}"
