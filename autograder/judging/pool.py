"""Judges in processes of their own, each under a watchdog: nothing that one submission does to its judge costs another.

A judge is trusted, and all the same it handles what strangers made: a check that loops over what an answer gave may
never end. So whoever grades submissions does it here, one at a time as well. A judge's process ends with the thread
that started it, and takes along its sandbox.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import resource
import shutil
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from typing import Any, Final, Generic, Self, TypeVar

import psutil

from autograder.course import Assignment, Course, Limits
from autograder.judging.judge import Judge
from autograder.judging.watchdog import LOOK_SECONDS, Watch, too_much_memory
from autograder.lifeline import end_with_parent
from autograder.notebooks.intake import Folder
from autograder.notebooks.nested import submitted
from autograder.report import NOT_GRADED, Report

Kept = TypeVar("Kept")
LOG: Final = logging.getLogger("autograder")

TRIES: Final = 2
"""How often a submission is judged whose judge died without being ended: the machine may have been short of memory."""
UNUSED_BYTES: Final = 256 << 20
"""What a judge asks for without using it: 110 MB for stacks of threads and the like, and room for a look in time."""
GRACE_SECONDS: Final = 10.0
BUSY_GRACE_SECONDS: Final = 2.0
"""What a judge gets to end its sandbox by itself: one that has nothing to do, and one that may hang."""


class NotGradedError(Exception):
    """There is no verdict on a submission, by no fault of the others'; ``report`` says so for every check."""

    def __init__(self, report: Report) -> None:
        super().__init__(report.notes[0])
        self.report = report


@dataclass(frozen=True)
class Spent:
    """What a judge took for one submission: seconds of processor time, and bytes of memory at most."""

    seconds: float
    memory: int


class _DiedError(Exception):
    """A judge's process is gone."""


class Pool(Generic[Kept]):
    """``jobs`` judges that grade what they are given at the same time; a context manager.

    ``keep`` runs beside the judge and takes from each result what is wanted here; it has to be picklable, and so has
    what it returns. ``make`` makes a judge, in its process. The futures raise CourseError when the suite does not load,
    and NotGradedError where a judge took more than it may, or died twice.
    """

    def __init__(
        self,
        course: Course,
        assignment: Assignment,
        jobs: int,
        keep: Callable[[Any], Kept],
        make: Callable[[Course, Assignment], Judge] = Judge,
    ) -> None:
        self.jobs = jobs
        self._arguments = (course, assignment, keep, make)
        self._threads = ThreadPoolExecutor(jobs, "judging")
        self._here = threading.local()
        self._processes: set[_Process[Kept]] = set()
        self._closed = False
        self.spent: dict[str, Spent] = {}
        """What judging each submission has taken, by its name."""

    def submit(self, folder: Folder) -> Future[Kept]:
        """Starts to grade one submission as soon as a judge is free."""
        return self._threads.submit(self._graded, folder)

    def close(self) -> None:
        """Ends the judges, also those that are judging; what they have not begun is not graded."""
        self._closed = True
        for process in list(self._processes):  # before their threads end, with which they would
            process.close()
        self._threads.shutdown(cancel_futures=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _graded(self, folder: Folder) -> Kept:
        for _ in range(TRIES):
            if self._closed:
                raise CancelledError
            process = self._process()
            try:
                return process.graded(folder)
            except (_DiedError, NotGradedError) as error:
                self._processes.discard(process)
                process.close()
                self._here.process = None
                if isinstance(error, NotGradedError):
                    raise
            finally:
                self.spent[folder.name] = process.spent
        raise NotGradedError(_ungraded(process.blank, folder, "its judge's process died, and another one after it"))

    def _process(self) -> _Process[Kept]:
        """The judge of the thread that asks; a new one where there is none, which takes a second."""
        found: _Process[Kept] | None = getattr(self._here, "process", None)
        if found is None:
            found = _Process(*self._arguments)
            self._processes.add(found)
            if self._closed:
                found.close()
            try:
                found.wait_until_ready()
            except _DiedError as error:
                raise RuntimeError("a judge's process died before it was ready") from error
            self._here.process = found
        return found


class _Process(Generic[Kept]):
    """One judge in a process, as the thread that waits for it sees it."""

    blank: Report
    """A report without a verdict, on nobody."""
    spent = Spent(0.0, 0)
    """On the last submission."""

    def __init__(
        self,
        course: Course,
        assignment: Assignment,
        keep: Callable[[Any], Kept],
        make: Callable[[Course, Assignment], Judge],
    ) -> None:
        self._limits = course.limits
        self._home = ""
        """The folder of its sandbox, which it removes where it has the time."""
        spawn = multiprocessing.get_context("spawn")
        self._connection, theirs = spawn.Pipe()
        self._process = spawn.Process(
            target=_serve,
            args=(theirs, os.getpid(), course, assignment, keep, make, LOG.getEffectiveLevel()),
            daemon=True,
        )
        # Ctrl-C is this process's to act on, also while the other one imports. Starting the tracker unblocks it.
        resource_tracker.ensure_running()
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
        self._process.start()
        theirs.close()
        self._busy = True

    def wait_until_ready(self) -> None:
        """CourseError where the suite does not load."""
        self.blank, self._home = self._answer()
        self._busy = False

    def graded(self, folder: Folder) -> Kept:
        self._busy = True
        self.spent = Spent(0.0, 0)
        try:
            watch = Watch(self._process.pid or 0, self._limits)
            self._connection.send(folder)
            answered, excess = False, ""
            while not (answered or excess):
                answered = self._connection.poll(LOOK_SECONDS)
                excess = watch.excess()
                self.spent = Spent(watch.seconds, watch.peak)
        except (OSError, psutil.Error) as error:  # it has ended while nobody asked it for anything
            raise _DiedError from error
        if not answered:
            raise NotGradedError(_ungraded(self.blank, folder, excess))
        try:
            kept: Kept = self._answer()
        except MemoryError as error:
            raise NotGradedError(_ungraded(self.blank, folder, too_much_memory(self._limits))) from error
        self._busy = False
        return kept

    def _answer(self) -> Any:
        try:
            answer, problem = self._connection.recv()
        except (EOFError, OSError) as error:
            raise _DiedError from error
        if problem is not None:
            self._busy = False
            raise problem
        return answer

    def close(self) -> None:
        """Ends it and its sandbox, in any state; for any thread."""
        with contextlib.suppress(OSError):
            if self._busy:
                self._process.terminate()
            else:
                self._connection.send(None)
        self._process.join(BUSY_GRACE_SECONDS if self._busy else GRACE_SECONDS)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
            shutil.rmtree(self._home, ignore_errors=True)


def _ungraded(blank: Report, folder: Folder, reason: str) -> Report:
    return Report(
        assignment=blank.assignment,
        submission=folder.name,
        manual_points=blank.manual_points,
        sandbox=blank.sandbox,
        exercises=blank.exercises,
        notes=(f"{NOT_GRADED}{reason}",),
    )


def _serve(
    connection: Connection,
    parent: int,
    course: Course,
    assignment: Assignment,
    keep: Callable[[Any], Any],
    make: Callable[[Course, Assignment], Judge],
    level: int,
) -> None:
    """A judge's life, in its own process: says that it is ready, then answers until there is nothing more to judge."""
    end_with_parent(parent)
    signal.signal(signal.SIGINT, lambda *_: None)  # not SIG_IGN: the sandbox's processes would inherit that
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
    signal.signal(signal.SIGTERM, _end)
    logging.basicConfig(format="%(message)s")
    LOG.setLevel(level)  # as much as the command lets be said: what a check raised may say what it expected
    _limit_memory(course.limits)
    try:
        judge = make(course, assignment).open()
    except BaseException as error:
        connection.send((None, error))
        return
    with contextlib.closing(judge):
        connection.send(((judge.blank(), str(judge.sandbox.home.parent)), None))
        while (folder := _next(connection)) is not None:
            try:
                files = (folder.name, folder.notebooks, dict(folder.refused), folder.nested)
                answer = keep(judge.grade(submitted(judge.source, *files)))
            except Exception as error:
                connection.send((None, _plain(error)))
            else:
                connection.send((answer, None))


def _end(number: int, _: object) -> None:
    """Ends the process and, on the way, its sandbox; what the check that is interrupted thinks of that is not told."""
    logging.disable(logging.CRITICAL)
    sys.exit(128 + number)


def _next(connection: Connection) -> Folder | None:
    try:
        found: Folder | None = connection.recv()
    except (EOFError, OSError):
        return None
    return found


def _plain(error: Exception) -> Exception:
    """The error itself where it can travel, otherwise its text."""
    try:
        return type(error)(*error.args) if type(error).__module__ == "builtins" else RuntimeError(_text(error))
    except Exception:
        return RuntimeError(_text(error))


def _text(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _limit_memory(limits: Limits) -> None:
    """What asks for far too much at once gets a MemoryError; the watchdog sees what grows. The sandbox lifts it."""
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (limits.judge_bytes + UNUSED_BYTES, hard))
