"""Grades many submissions, in one process or in several, and keeps each report the moment it is there."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, as_completed
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Self

from autograder.course import Assignment, Course, CourseError
from autograder.judging.explanation import Explained, ExplainingJudge
from autograder.judging.pool import NotGradedError, Pool
from autograder.notebooks.intake import Folder
from autograder.report import Report


class Journal:
    """A JSON Lines file that holds every report that has been handed to it, whatever happens next."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("wb", buffering=0)
        self._whole = 0
        """Bytes of the lines that are on the disk."""

    def append(self, report: Report) -> None:
        """Writes one line and waits until it is on the disk; CourseError where there is no room, all lines whole."""
        line = f"{report.to_json()}\n".encode()
        try:
            if self._file.write(line) != len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(self._file.fileno())
        except OSError as error:
            self._file.truncate(self._whole)
            raise CourseError(
                f"{self._path}: {error.strerror}; the reports in it are whole, those of the others are not there"
            ) from error
        self._whole += len(line)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def grade(
    course: Course, assignment: Assignment, folders: Sequence[Folder], jobs: int
) -> Iterator[tuple[Folder, Report | Exception]]:
    """Each submission with its report as it ends, or with what went wrong in the grader itself.

    With one job in the order given. A submission whose judge had to be ended has a report without a score.
    """
    if not folders:
        return
    with Pool(course, assignment, max(1, min(jobs, len(folders))), _report_of) as pool:
        waiting = {pool.submit(folder): folder for folder in folders}
        for done in as_completed(waiting):
            yield waiting[done], _outcome(done)


def explain(course: Course, assignment: Assignment, folder: Folder, exercise: str) -> Explained:
    """One submission's report, and how the checks of an exercise came to their verdicts."""
    with Pool(course, assignment, 1, _whole, partial(ExplainingJudge, exercise)) as pool:
        return pool.submit(folder).result()


def default_jobs(submissions: int) -> int:
    """A process more for every four submissions, as starting one costs what grading a few does; at most one a core."""
    return max(1, min(os.cpu_count() or 1, submissions // 4))


def _outcome(done: Future[Report]) -> Report | Exception:
    try:
        return done.result()
    except CourseError:
        raise
    except NotGradedError as error:
        return error.report
    except Exception as error:
        return error


_report_of = attrgetter("report")


def _whole(judged: Explained) -> Explained:
    return judged
