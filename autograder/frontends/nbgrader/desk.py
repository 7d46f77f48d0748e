"""Grades submissions ahead of nbgrader, which asks for one after the other, a notebook at a time."""

from __future__ import annotations

import atexit
import logging
from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from autograder import render
from autograder.course import Assignment, Course, load_course
from autograder.frontends.nbgrader.gradebook import keep_report, kept_report
from autograder.frontends.nbgrader.remarks import remarks
from autograder.judging import provenance
from autograder.judging.batch import default_jobs
from autograder.judging.judge import Judge, Judged
from autograder.judging.pool import Pool
from autograder.notebooks.intake import Folder
from autograder.notebooks.nested import nested_files
from autograder.notebooks.source import notebook_files


class Desk:
    """Where submissions are graded before nbgrader asks for them: it takes one after the other, a notebook at a time.

    The pool of judges stays warm from one submission to the next. Only a few results are waited for at a time, as
    each holds a submission's outputs.
    """

    def __init__(self) -> None:
        self.allow_weak_sandbox = False
        """Whether to grade in a weak sandbox even if the course's own limits do not allow it."""
        self._pool: tuple[object, Pool[Judged]] | None = None
        self._waiting: dict[Path, _Asked] = {}
        """Submissions that will be asked for, in that order."""
        self._begun: dict[Path, tuple[_Asked, Stamps, Future[Judged]]] = {}
        self._graded: tuple[object, Judged] | None = None
        self._made_with: provenance.Provenance | None = None
        self._news: list[tuple[int, str]] = []
        atexit.register(self.close)

    def close(self) -> None:
        """Ends the judges' processes."""
        if self._pool is not None:
            self._pool[1].close()
            self._pool = None
        self._begun.clear()

    def expect(self, folders: Iterable[Path]) -> None:
        """Tells which submissions' folders, ``<student>/<assignment>``, will be asked for soon."""
        self._waiting.update({folder: _Asked(folder.name, folder.parent.name) for folder in folders})

    def graded(self, assignment: str, student: str, folder: Path) -> Judged:
        """What a submission's folder earns; judged once, although nbgrader asks for each notebook."""
        course = load_course(Path.cwd())
        if self.allow_weak_sandbox:
            course = course.with_weak_sandbox()
        asked, stamps = _Asked(assignment, student), _stamps(folder)
        pool = self._judges(course, course.assignment(assignment))
        state = (self._pool, asked, stamps)
        if self._graded is None or self._graded[0] != state:
            self._waiting.pop(folder, None)
            begun = self._begun.pop(folder, None)
            fresh = begun is not None and begun[:2] == (asked, stamps)
            future = begun[2] if begun and fresh else pool.submit(_folder_of(asked, folder))
            self._look_ahead(pool, assignment)
            judged = future.result()
            self._keep(course, judged, student)
            self._graded = (state, judged)
        return self._graded[1]

    def _keep(self, course: Course, judged: Judged, student: str) -> None:
        """Keeps a report, and what it was made with; notes what is to be said of both."""
        report = judged.report
        before = kept_report(course, report.assignment, student)
        keep_report(course, report)
        if self._made_with is not None:
            provenance.keep(course, report.assignment, student, self._made_with)
        changed = render.difference(before, report) if before is not None else ""
        score = "no score" if report.score is None else f"{report.score} of {report.max_score}"
        self._news.append((logging.WARNING, changed) if changed else (logging.INFO, f"{student}: {score}"))
        self._news += [(logging.WARNING, line) for line in remarks(judged.submission, student)]

    def news(self) -> list[tuple[int, str]]:
        """Lines for each student since it was asked last, a warning where the score is another than before."""
        told, self._news = self._news, []
        return told

    def _look_ahead(self, pool: Pool[Judged], assignment: str) -> None:
        for folder, asked in list(self._waiting.items()):
            if len(self._begun) > pool.jobs:
                return
            if asked.assignment == assignment and folder.is_dir():
                del self._waiting[folder]
                self._begun[folder] = (asked, _stamps(folder), pool.submit(_folder_of(asked, folder)))

    def _judges(self, course: Course, assignment: Assignment) -> Pool[Judged]:
        """The pool for the course as it is on the disk now, with as many processes as what waits is worth."""
        jobs = default_jobs(len(self._waiting))
        folders = (course.source_folder(assignment), course.release_folder(assignment), course.suite_folder(assignment))
        state = (course, assignment, *map(_stamps, folders))
        if self._pool is None or self._pool[0] != state or self._pool[1].jobs < jobs:
            self.close()
            self._made_with = provenance.now(course, assignment)
            self._pool = (state, Pool(course, assignment, jobs, _whole, partial(Judge, outputs=True)))
        return self._pool[1]


@dataclass(frozen=True)
class _Asked:
    assignment: str
    student: str


def _whole(judged: Judged) -> Judged:
    return judged


def _folder_of(asked: _Asked, folder: Path) -> Folder:
    files = notebook_files(folder)
    place = folder.absolute()
    return Folder(asked.student, tuple(place / path.name for path in files), nested=nested_files(place))


Stamps = tuple[tuple[str, int, int], ...]
"""Names, times and sizes of a folder's files: what changes when it does."""


def _stamps(folder: Path) -> Stamps:
    files = sorted(each for each in folder.iterdir() if each.is_file())
    return tuple((each.name, each.stat().st_mtime_ns, each.stat().st_size) for each in files)


DESK = Desk()
"""One for the process: nbgrader gives its preprocessors nothing that outlives a notebook."""
