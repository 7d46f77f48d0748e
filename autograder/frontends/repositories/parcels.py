"""What is returned to whom: the reports, the addresses and the pages of a class, put together."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from autograder import render
from autograder.course import TIMESTAMP, Assignment, Course
from autograder.course.deadline import Deadline
from autograder.course.questions import topics
from autograder.course.roster import Register, Student, same
from autograder.frontends.repositories.addresses import shared
from autograder.frontends.repositories.submitted import graded_commit
from autograder.notebooks.plainfile import UnreadableError, contents
from autograder.render.standing import standing_lines
from autograder.report import Report

FEEDBACK: Final = "FEEDBACK.md"
PAGE: Final = "feedback.html"
_GRADES: Final = re.compile(rb'<meta name="autograder-grades" content="([0-9a-f]+)">')
"""In the head of nbgrader's pages, above all that a student wrote."""


class State(StrEnum):
    """What came of one student's feedback."""

    RETURNED = "returned"
    WOULD = "to return"
    ALREADY = "already returned"
    UNSEEN = "not looked at"
    """Nobody has looked at it as it is now."""
    WITHHELD = "withheld"
    """Somebody has to mend something first, or git failed."""
    UNGRADED = "without a score"
    """The grader failed, so there is nothing to return."""
    TOGETHER = "returned with another"


@dataclass(frozen=True)
class Told:
    """One line about one student."""

    student: str
    state: State
    line: str


@dataclass(frozen=True)
class Parcel:
    """What one student gets, and where to."""

    student: str
    address: str
    score: str
    report: str
    """A digest of the report without its timings."""
    pages: str
    """A digest of what a person wrote; empty where there is nothing."""
    files: Mapping[str, bytes]


@dataclass(frozen=True)
class Kept:
    """A report, and when it was written to the disk."""

    report: Report
    at: float


def kept_reports(
    course: Course, assignment: Assignment, students: Iterable[Student], file: Path | None
) -> tuple[dict[str, Kept], list[str]]:
    """Student -> report, from a file of ``grade --json`` or from those that autograde kept; and what is wrong.

    ReportFileError where the file cannot be read.
    """
    read, problems = _from_folder(course.reports_folder(assignment.name)) if file is None else _from_file(file)
    register = Register.of(student.id for student in students)
    found: dict[str, Kept] = {}
    for kept in read:
        name = kept.report.submission
        if kept.report.assignment != assignment.name:
            problems.append(f"{name}: its report is of the assignment {kept.report.assignment!r}, and is left out")
            continue
        if same(name) not in register.ids:
            why = register.about(name).removeprefix(f"{name}: ") or "not in the roster"
            problems.append(f"{name}: has a report, and is {why}")
            continue
        known = register.ids[same(name)]
        if known in found:
            problems.append(f"{name}: has two reports; the last one counts")
        elif known != name:
            problems.append(register.about(name))
        found[known] = kept
    return {name: found[name] for name in register.ids.values() if name in found}, problems


def _from_file(file: Path) -> tuple[list[Kept], list[str]]:
    reports = render.read(file)
    return [Kept(report, file.stat().st_mtime) for report in reports], []


def _from_folder(folder: Path) -> tuple[list[Kept], list[str]]:
    found: list[Kept] = []
    problems: list[str] = []
    for path in sorted(folder.glob("*.json")):
        try:
            here, _ = _from_file(path)
        except render.ReportFileError as error:
            problems.append(str(error))
            continue
        found += here
        problems += [] if here else [f"{path}: holds no whole report; autograde it again"]
    return found, problems


def digest(report: Report, without: Iterable[str] = ()) -> str:
    """Of all that a report says but how long it took."""
    left = {key: each for key, each in json.loads(report.to_json()).items() if key not in without}
    return hashlib.sha256(json.dumps(_untimed(left), sort_keys=True).encode()).hexdigest()


def _untimed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _untimed(each) for key, each in value.items() if key != "seconds"}
    return [_untimed(each) for each in value] if isinstance(value, list) else value


def parcels(
    course: Course,
    assignment: Assignment,
    addresses: Mapping[str, str],
    reports: Mapping[str, Kept],
    book: Mapping[str, render.Standing],
) -> tuple[list[Parcel], list[Told], list[str]]:
    """What goes to whom, who gets nothing and why, and what else is wrong.

    ``book`` is what the gradebook says, by the name of the submission; nothing where there is none.
    """
    asked = topics(course)
    packed: list[Parcel] = []
    problems: list[str] = []
    told = {each.student: each for each in (*_ungraded(reports), *_together(addresses, reports))}
    for student, kept in reports.items():
        if student in told or student not in addresses:
            continue
        report = kept.report
        standing = _standing(course, assignment, kept, book.get(report.submission))
        pages, wrong = _pages(course, assignment, report.submission, kept.at, standing.grades)
        if wrong:
            problems.append(
                f"{student}: nbgrader's pages {wrong}, and are left out; "
                f"run `nbgrader generate_feedback {assignment.name} --force`"
            )
        files = {
            FEEDBACK: render.markdown(report, course.title, asked, tuple(pages), standing).encode(),
            PAGE: render.submission_page(report, course.title, asked, standing).encode(),
            **pages,
        }
        score = f"{report.score} of {report.max_score} points"
        lines = "\n".join(standing_lines(standing, report.score))
        news = hashlib.sha256(f"{digest(report)}\n{lines}".encode()).hexdigest() if lines else digest(report)
        packed.append(Parcel(student, addresses[student], score, news, _digest_of(pages), files))
    return packed, list(told.values()), problems


def _ungraded(reports: Mapping[str, Kept]) -> list[Told]:
    return [
        Told(
            student, State.UNGRADED, f"{student}: not returned: the grader failed on part of it; mend that, grade again"
        )
        for student, kept in reports.items()
        if kept.report.score is None
    ]


def _together(addresses: Mapping[str, str], reports: Mapping[str, Kept]) -> list[Told]:
    """Students with the same repository get the first one's feedback if theirs is the same, and none otherwise."""
    told: list[Told] = []
    for group in shared({student: addresses[student] for student in reports if student in addresses}):
        first, *others = group
        if len({digest(reports[student].report, without=["submission"]) for student in group}) == 1:
            told += [
                Told(each, State.TOGETHER, f"{each}: has the repository and the report of {first}") for each in others
            ]
            continue
        line = (
            f"{', '.join(group)}: not returned: they have the same repository and different reports; correct the roster"
        )
        told += [Told(student, State.WITHHELD, line if student == first else "") for student in group]
    return told


def _standing(course: Course, assignment: Assignment, kept: Kept, booked: render.Standing | None) -> render.Standing:
    """What the gradebook says, or else what the report and the time of the submission do; and which commit it was."""
    name = kept.report.submission
    commit = graded_commit(course, assignment, name, kept.at)
    if booked is not None:
        return replace(booked, commit=commit)
    due, at = Deadline.of(course, assignment), _handed_in(course, assignment, name)
    if due is None or at is None:
        return render.Standing(commit=commit)
    scores = {each.id: each.score or 0 for each in kept.report.exercises}
    points = [sum(scores.get(each.id, 0) for each in notebook.exercises) for notebook in assignment.notebooks]
    return render.Standing(penalty=sum(due.penalty(each, at) for each in points), late=due.told(at), commit=commit)


def _handed_in(course: Course, assignment: Assignment, name: str) -> datetime | None:
    """When `timestamp.txt` says that a submission came; None where it says nothing that can be read."""
    try:
        text = contents(course.root / "submitted" / name / assignment.name / TIMESTAMP).decode().strip()
        at = datetime.fromisoformat(re.sub(r" ?(UTC|Z)$", "+00:00", text))
    except (UnreadableError, OSError, ValueError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _pages(
    course: Course, assignment: Assignment, student: str, since: float, grades: Mapping[str, str]
) -> tuple[dict[str, bytes], str]:
    """nbgrader's feedback, in which stands what a person wrote; and why it is left out, if it is.

    ``grades`` are digests of what the gradebook says now, a notebook each; a page holds the one that it was made from.
    """
    folder = course.root / "feedback" / student / assignment.name
    paths = [folder / f"{notebook.name}.html" for notebook in assignment.notebooks]
    missing = [path for path in paths if not path.is_file() or path.is_symlink()]
    if len(missing) == len(paths):
        return {}, ""
    if missing:
        return {}, f"lack {' and '.join(path.name for path in missing)}"
    if any(path.stat().st_mtime < since for path in paths):
        return {}, "are older than the report"
    found = {path.name: path.read_bytes() for path in paths}
    for path in paths:
        made_from = _GRADES.search(found[path.name])
        if path.stem in grades and (made_from is None or made_from[1].decode() != grades[path.stem]):
            return {}, "are older than the grade in the gradebook"
    return found, ""


def _digest_of(files: Mapping[str, bytes]) -> str:
    each = "".join(f"{name} {hashlib.sha256(data).hexdigest()}\n" for name, data in sorted(files.items()))
    return hashlib.sha256(each.encode()).hexdigest() if files else ""
