"""Grades many submissions, in this process or in several, and keeps each report the moment it is there."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor, as_completed
from functools import partial
from multiprocessing.util import Finalize
from operator import attrgetter
from pathlib import Path
from typing import Generic, Self, TypeVar

from autograder.course import Assignment, Course, CourseError
from autograder.intake import Folder
from autograder.judge import Judge, Judged
from autograder.report import Report

Kept = TypeVar("Kept")


class Journal:
    """A JSON Lines file that holds every report that has been handed to it, whatever happens next."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8")

    def append(self, report: Report) -> None:
        """Writes one line and waits until it is on the disk."""
        self._file.write(report.to_json() + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


class Pool(Generic[Kept]):
    """Judges in processes of their own, each with a zygote, that grade what they are given at the same time.

    ``keep`` runs there and takes from each result what is wanted here; it has to be picklable. ``outputs`` is as for
    :class:`Judge`. A process that dies takes along what the pool had in hand: that is graded again, once, by new ones.
    :meth:`submit` and :meth:`result` raise CourseError when the suite does not load.
    """

    def __init__(
        self, course: Course, assignment: Assignment, jobs: int, keep: Callable[[Judged], Kept], outputs: bool = False
    ) -> None:
        self.jobs = jobs
        self._keep = keep
        self._arguments = (course, assignment, outputs)
        self._start()

    def _start(self) -> None:
        self._processes = ProcessPoolExecutor(
            self.jobs,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_open_judge,
            initargs=self._arguments,
        )

    def _restart(self) -> None:
        """After the death of a process; a suite that does not load is one that no process survives."""
        Judge(*self._arguments[:2]).open().close()
        self._start()

    def submit(self, folder: Folder) -> Future[Kept]:
        """Starts to grade one submission as soon as a process is free."""
        try:
            return self._processes.submit(_grade_here, folder, self._keep)
        except BrokenExecutor:
            self._restart()
            return self._processes.submit(_grade_here, folder, self._keep)

    def result(self, folder: Folder, future: Future[Kept]) -> Kept:
        """What came of ``submit(folder)``; whatever went wrong in the grader itself is raised."""
        try:
            return future.result()
        except BrokenExecutor:
            again = self.submit(folder)
        try:
            return again.result()
        except BrokenExecutor as error:
            raise RuntimeError(f"a grading process died: {error}") from error

    def close(self) -> None:
        """Ends the processes; what they have not begun is not graded."""
        self._processes.shutdown(cancel_futures=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def grade(
    course: Course, assignment: Assignment, folders: Sequence[Folder], jobs: int
) -> Iterator[tuple[Folder, Report | Exception]]:
    """Each submission with its report as it ends, or with what went wrong in the grader itself.

    With one job in the order given; with more, each in a process with a judge and a zygote of its own.
    """
    if jobs <= 1 or len(folders) <= 1:
        with Judge(course, assignment) as judge:
            for folder in folders:
                yield folder, _outcome(partial(_graded, judge, folder, _report_of))
        return
    with Pool(course, assignment, min(jobs, len(folders)), _report_of) as pool:
        waiting = {pool.submit(folder): folder for folder in folders}
        for done in as_completed(waiting):
            yield waiting[done], _outcome(partial(pool.result, waiting[done], done))


def default_jobs(submissions: int) -> int:
    """A process more for every four submissions, as starting one costs what grading a few does; at most one a core."""
    return max(1, min(os.cpu_count() or 1, submissions // 4))


def _outcome(graded: Callable[[], Report]) -> Report | Exception:
    try:
        return graded()
    except CourseError:
        raise
    except Exception as error:
        return error


_report_of = attrgetter("report")


def _graded(judge: Judge, folder: Folder, keep: Callable[[Judged], Kept]) -> Kept:
    return keep(judge.grade(judge.source.submission(folder.name, folder.notebooks, dict(folder.refused))))


_judges: list[Judge] = []
"""The judge of a pool process, which the pool's protocol can only pass on through the module."""


def _open_judge(course: Course, assignment: Assignment, outputs: bool) -> None:
    judge = Judge(course, assignment, outputs=outputs).open()
    Finalize(None, judge.close, exitpriority=10)
    _judges.append(judge)


def _grade_here(folder: Folder, keep: Callable[[Judged], Kept]) -> Kept:
    return _graded(_judges[0], folder, keep)
