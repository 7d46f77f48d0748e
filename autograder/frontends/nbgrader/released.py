"""Whether an assignment has been released here, so that submissions to it can be graded through nbgrader."""

from __future__ import annotations

from nbgrader.api import Gradebook, MissingEntry

from autograder.course import Course, CourseError


def unreleased(course: Course, gradebook: Gradebook, name: str) -> str:
    """Why nothing handed in for the assignment can be graded, in a line that says what to do; empty where it can."""
    try:
        assignment = course.assignment(name)
    except CourseError as error:
        return str(error)
    first = f"run `autograder release {name}` first"
    try:
        known = {each.name for each in gradebook.find_assignment(name).notebooks}
    except MissingEntry:
        return f"the gradebook does not know {name!r}; {first}"
    for notebook in assignment.notebooks:
        released = course.release_folder(assignment) / notebook.filename
        if notebook.name not in known:
            return f"the gradebook does not know {notebook.filename} of {name!r}; {first}"
        if not released.is_file():
            return f"{released} is missing; {first}"
    return ""
