"""Grades many submissions, in this process or in several, and keeps each report the moment it is there."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Self

from autograder.course import Assignment, Course
from autograder.intake import Folder
from autograder.judge import Judge
from autograder.report import Report


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


def grade(
    course: Course, assignment: Assignment, folders: Sequence[Folder], jobs: int
) -> Iterator[tuple[Folder, Report | Exception]]:
    """Each submission with its report as it ends, or with what went wrong in the grader itself.

    With one job in the order given; with more, each in a process with a judge and a zygote of its own.
    """
    if jobs <= 1 or len(folders) <= 1:
        with Judge(course, assignment) as judge:
            for folder in folders:
                yield folder, _outcome(judge, folder)
        return
    Judge(course, assignment).open().close()
    with ProcessPoolExecutor(
        min(jobs, len(folders)),
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_open_judge,
        initargs=(course, assignment),
    ) as pool:
        waiting: dict[Future[Report | Exception], Folder] = {
            pool.submit(_grade_here, folder): folder for folder in folders
        }
        for done in as_completed(waiting):
            error = done.exception()
            yield (
                waiting[done],
                done.result() if error is None else Exception(f"a grading process died: {error}"),
            )


def default_jobs(submissions: int) -> int:
    """A process more for every four submissions, as starting one costs what grading a few does; at most one a core."""
    return max(1, min(os.cpu_count() or 1, submissions // 4))


def _outcome(judge: Judge, folder: Folder) -> Report | Exception:
    try:
        return judge.grade(judge.source.submission(folder.name, folder.notebooks)).report
    except Exception as error:
        return error


_judges: list[Judge] = []
"""The judge of a pool process, which the pool's protocol can only pass on through the module."""


def _open_judge(course: Course, assignment: Assignment) -> None:
    judge = Judge(course, assignment).open()
    Finalize(None, judge.close, exitpriority=10)
    _judges.append(judge)


def _grade_here(folder: Folder) -> Report | Exception:
    return _outcome(_judges[0], folder)
