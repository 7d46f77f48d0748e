"""The course as frozen data, who is in it, and when things are due. It knows nothing of how anything is graded.

- ``model``: Course, Assignment, Notebook, Exercise, Limits: validation and loading
- ``deadline``: when something is due, and how many days late something is
- ``questions``: the review questions' topics and wording
- ``roster``: who is in the class, from a CSV file

From outside, the classes of ``model`` are imported from the room itself.
"""

from autograder.course.model import (
    CONFIG_FILE,
    PUBLISHED_ADDRESS,
    RELEASE,
    SOURCE,
    TIMESTAMP,
    Assignment,
    Course,
    CourseError,
    Exercise,
    LatePolicy,
    Limits,
    Notebook,
    WrittenAnswer,
    find_root,
    load_course,
)

__all__ = [
    "CONFIG_FILE",
    "PUBLISHED_ADDRESS",
    "RELEASE",
    "SOURCE",
    "TIMESTAMP",
    "Assignment",
    "Course",
    "CourseError",
    "Exercise",
    "LatePolicy",
    "Limits",
    "Notebook",
    "WrittenAnswer",
    "find_root",
    "load_course",
]
