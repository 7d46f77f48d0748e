"""Submissions from anywhere into nbgrader's gradebook: what ``autograder grade --gradebook`` does.

They are laid out as nbgrader's ``submitted/``, and nbgrader's own converter autogrades them there. So this door and
``nbgrader autograde`` are one.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Final

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config import PyFileConfigLoader

from autograder.course import TIMESTAMP, Assignment, Course, CourseError
from autograder.course.roster import Register, Student
from autograder.frontends.nbgrader.desk import DESK
from autograder.frontends.nbgrader.gradebook import enrol, kept_report
from autograder.frontends.nbgrader.released import unreleased
from autograder.frontends.nbgrader.standing import standings
from autograder.notebooks.intake import Folder
from autograder.notebooks.plainfile import UnreadableError, contents, take
from autograder.render import Standing
from autograder.report import Report

CONFIG_FILE: Final = "nbgrader_config.py"
LONGEST_TIMESTAMP: Final = 1000
_STUDENT: Final = re.compile(r"[\w.@-][\w.@ -]*")
"""What may be a folder below ``submitted/``: nbgrader looks for it with patterns."""


def _api(course: Course) -> NbGraderAPI:
    if not (course.root / CONFIG_FILE).is_file():
        raise CourseError(f"{course.root / CONFIG_FILE} is missing; without it nbgrader does not know the course")
    config = PyFileConfigLoader(CONFIG_FILE, path=str(course.root)).load_config()
    # nbgrader tells every step, and of an exchange that nobody needs here; what went wrong is in its answers.
    log = logging.getLogger("traitlets")
    log.propagate = False
    log.addHandler(logging.NullHandler())
    return NbGraderAPI(coursedir=CourseDirectory(config=config), config=config)


def record(
    course: Course, assignment: Assignment, folders: Sequence[Folder]
) -> Iterator[tuple[Folder, Report | Exception]]:
    """Each submission with its report, as soon as it is in the gradebook, or with why it is not there."""
    api = _api(course)
    with Gradebook(api.coursedir.db_url, course.id) as gradebook:
        if problem := unreleased(course, gradebook, assignment.name):
            raise CourseError(problem)
    placed: list[tuple[Folder, CourseError | None]] = [(each, _lay_out(course, assignment, each)) for each in folders]
    DESK.allow_weak_sandbox = course.limits.allow_weak_sandbox
    DESK.expect(Path("submitted") / each.name / assignment.name for each, refused in placed if refused is None)
    for folder, refused in placed:
        yield folder, refused or _autograded(api, course, assignment, folder)


def kept_reports(course: Course, assignment: Assignment, folders: Sequence[Folder]) -> dict[str, Report]:
    """The reports of the last time, by student."""
    found = {each.name: kept_report(course, assignment.name, each.name) for each in folders}
    return {name: report for name, report in found.items() if report is not None}


def _lay_out(course: Course, assignment: Assignment, folder: Folder) -> CourseError | None:
    """Copies a submission to where nbgrader expects it; why not, where something else is there."""
    target = course.root / "submitted" / folder.name / assignment.name
    if not _STUDENT.fullmatch(folder.name):
        return CourseError(f"{folder.name!r} cannot be a student's id in the gradebook; rename the folder or the zip")
    if all(path.resolve().parent == target.resolve() for path in folder.notebooks):
        return None
    for path in folder.notebooks:
        there = target / path.name
        if os.path.lexists(there) and _told(there) != _told(path):
            return CourseError(f"{there} is another submission of theirs; move it away, or grade that folder itself")
    try:
        target.mkdir(parents=True, exist_ok=True)
        for path in folder.notebooks:
            if not os.path.lexists(target / path.name):
                take(path, target / path.name)
        for beside in {path.parent / TIMESTAMP for path in folder.notebooks}:
            with contextlib.suppress(UnreadableError):
                (target / TIMESTAMP).write_bytes(contents(beside, LONGEST_TIMESTAMP))
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise
        return CourseError(f"{folder.name}: it cannot be written to {target} ({error.strerror})")
    return None


def _told(path: Path) -> bytes | str:
    """What is in a file, or why it is not read."""
    try:
        return contents(path)
    except UnreadableError as error:
        return str(error)


def _autograded(api: NbGraderAPI, course: Course, assignment: Assignment, folder: Folder) -> Report | Exception:
    path = course.reports_folder(assignment.name) / f"{folder.name}.json"
    before = path.read_bytes() if path.is_file() else None
    path.unlink(missing_ok=True)
    result = api.autograde(assignment.name, folder.name, force=True, create=True)
    if not result["success"]:
        if before is not None and not path.exists():  # the grade in the gradebook is still that one
            path.write_bytes(before)
        lines = (result.get("error") or result.get("log") or "nbgrader does not say why").strip().splitlines()
        return RuntimeError(lines[-1])
    return Report.from_json(path.read_bytes())


def standing(course: Course, assignment: Assignment, students: Collection[str]) -> dict[str, Standing]:
    """What the gradebook says of some students' grades; of those alone who have one there."""
    with Gradebook(_api(course).coursedir.db_url, course.id) as gradebook:
        try:
            gradebook.find_assignment(assignment.name)
        except MissingEntry:
            return {}
        return standings(gradebook, course, assignment, students)


def add_students(course: Course, students: Sequence[Student]) -> tuple[int, int]:
    """Puts a roster into the gradebook: how many students are new, and how many have changed."""
    api = _api(course)
    Register.of(each.id for each in students).keep(course.roster_folder)
    with Gradebook(api.coursedir.db_url, course.id) as gradebook:
        return enrol(gradebook, students)
