"""Judges submissions with a hidden suite: one pytest session for a whole class.

The suites are ordinary pytest files. pytest collects them once, in a thread of its own; its run loop then takes one
submission after another and runs every item for each. Nothing that came from a student is imported, executed or
unpickled here: a check sees plain data, through the ``student`` fixture.

A check is judged with the references of the exercises that its own needs in their place. Where it is missed, it gets
a second look in the student's own surroundings: the notebook run anew, with the solutions' answer cells for those
exercises that were missed before, and everything else as the student wrote it. So neither an earlier mistake nor an
earlier answer of another make costs a point twice.
"""

from __future__ import annotations

import hashlib
import logging
import os
import queue
import threading
import time
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
import pytest

from autograder import submission as proxy
from autograder.course import Assignment, Course, CourseError, Exercise, Notebook
from autograder.expectation import Expect, Miss
from autograder.notebooks import Source, Submission, SubmittedNotebook
from autograder.report import CheckResult, ExerciseResult, Layers, Outcome, Report
from autograder.sandbox import Sandbox

log = logging.getLogger("autograder")

PYTEST_OPTIONS: Final = (
    "--disable-plugin-autoload",
    "--noconftest",
    "--strict-markers",
    "--import-mode=importlib",
    "--assert=plain",
    "--capture=no",
    *(f"-pno:{plugin}" for plugin in (
        "terminal", "cacheprovider", "faulthandler", "unraisableexception", "threadexception", "logging", "junitxml",
        "stepwise", "doctest", "setuponly", "pastebin", "debugging", "warnings",
    )),
)  # fmt: skip

UNFINISHED: Final = "This answer is still the stub: replace `raise NotImplementedError()` by your own lines."


@dataclass(frozen=True)
class Check:
    """One collected item of a suite."""

    item: pytest.Item
    id: str
    exercise: Exercise
    notebook: Notebook
    questions: tuple[int, ...]
    points: int
    raised: Mapping[str, str]

    @property
    def label(self) -> str:
        return f"{self.exercise.id}::{self.id}"


@dataclass
class _Verdict:
    outcome: Outcome
    message: str = ""
    hint: str = ""


@dataclass
class _Attempt:
    """What the fixtures of the item that is running refer to."""

    student: proxy.Student
    check: Check
    error: BaseException | None = None


@dataclass(frozen=True)
class Judged:
    """A report, and what each notebook's code cells showed: notebook name -> cell number -> outputs."""

    report: Report
    outputs: Mapping[str, Mapping[int, list[dict[str, Any]]]]
    submission: Submission


class Judge:
    """Grades submissions of one assignment; a context manager that holds a pytest session and a sandbox.

    Raises CourseError when the suite does not load.
    """

    def __init__(self, course: Course, assignment: Assignment, sandbox: Sandbox | None = None) -> None:
        self.course = course
        self.assignment = assignment
        self.source = Source(course, assignment)
        self.sandbox = sandbox or Sandbox(course.limits)
        self._owns_sandbox = sandbox is None
        self._plugin = _Plugin(self)
        self.checks: tuple[Check, ...] = ()
        self._requests: queue.SimpleQueue[Submission | None] = queue.SimpleQueue()
        self._results: queue.SimpleQueue[Judged | BaseException | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._pytest, name="judge", daemon=True)

    def open(self) -> Self:
        """Loads the suite; the judge is ready to grade, until it is closed."""
        try:
            self._thread.start()
            problem = self._results.get()
            if isinstance(problem, BaseException):
                raise problem
        except BaseException:
            self._close_sandbox()
            raise
        return self

    def close(self) -> None:
        """Ends the pytest session and the sandbox."""
        self._requests.put(None)
        self._thread.join(timeout=5)
        self._close_sandbox()

    def __enter__(self) -> Self:
        return self.open()

    def __exit__(self, *_: object) -> None:
        self.close()

    def _close_sandbox(self) -> None:
        if self._owns_sandbox:
            self.sandbox.close()

    def grade(self, submission: Submission) -> Judged:
        """The report of one submission, with every check of the suite in it."""
        self._requests.put(submission)
        result = self._results.get()
        if isinstance(result, BaseException):
            raise result
        assert result is not None
        return result

    def _pytest(self) -> None:
        folder = self.course.suite_folder(self.assignment)
        files = sorted(map(str, folder.glob("test_*.py")))
        try:
            if files:
                # Its own ini file: the settings of whatever project this runs in are not for the suites.
                pytest.main([*PYTEST_OPTIONS, f"-c{os.devnull}", f"--rootdir={folder}", *files], plugins=[self._plugin])
            problem = "; ".join(self._plugin.problems[:3]) or "it has no test_*.py with a check in it"
        except BaseException as error:
            log.debug("the judge's pytest session ended", exc_info=True)
            problem = f"{type(error).__name__}: {error}"
        self._results.put(CourseError(f"the suite in {folder} does not run: {problem}"))

    def serve(self) -> None:
        """The run loop, inside the pytest session."""
        self._results.put(None)
        while (submission := self._requests.get()) is not None:
            try:
                self._results.put(self._judge(submission))
            except BaseException as error:
                self._results.put(error)

    def _judge(self, submission: Submission) -> Judged:
        started = time.monotonic()
        results: dict[str, list[CheckResult]] = {each.id: [] for each in self.assignment.exercises}
        notes = list(submission.notes)
        outputs: dict[str, Mapping[int, list[dict[str, Any]]]] = {}
        layers = Layers()
        deadline = proxy.Deadline(self.course.limits.submission_seconds)
        for submitted in submission.notebooks:
            checks = [each for each in self.checks if each.notebook is submitted.notebook]
            with _Bench(self, submission, submitted, deadline) as bench:
                for check in checks:
                    results[check.exercise.id].append(bench.judge(check))
                outputs[submitted.notebook.name] = bench.outputs
                notes += [f"{submitted.notebook.filename}: {note}" for note in bench.notes]
                layers = bench.layers or layers
        exercises = tuple(
            ExerciseResult(id=exercise.id, questions=exercise.questions, checks=tuple(results[exercise.id]))
            for exercise in self.assignment.exercises
        )
        report = Report(
            assignment=self.assignment.name,
            submission=submission.name,
            sandbox=layers,
            exercises=exercises,
            notes=tuple(notes),
            unreadable=submission.unreadable,
            seconds=round(time.monotonic() - started, 3),
        )
        return Judged(report, outputs, submission)

    def run(self, check: Check, attempt: _Attempt) -> BaseException | None:
        """What the item raised when it was run with this attempt's fixtures, if anything."""
        self._plugin.attempt = attempt
        # With the bare session as what comes next, pytest tears the item down, and any item can follow.
        check.item.ihook.pytest_runtest_protocol(item=check.item, nextitem=check.item.session)
        return attempt.error


class _Bench:
    """One notebook while it is judged: its session, which exercises were missed, and the second looks."""

    def __init__(
        self, judge: Judge, submission: Submission, submitted: SubmittedNotebook, deadline: proxy.Deadline
    ) -> None:
        self._judge = judge
        self._submission = submission
        self._submitted = submitted
        self._deadline = deadline
        self._source = judge.source.notebooks[submitted.notebook.name]
        self._limits = judge.course.limits
        self._missed: set[str] = set()
        self._slow: set[str] = set()
        self._untouched = {
            cell.grade_id
            for cell in submitted.cells
            if cell.source.strip() == self._source.stubs.get(cell.grade_id or "", "\0").strip()
        }
        self._session = self._open({})
        self._second: tuple[frozenset[str], proxy.Session] | None = None

    def _open(self, answers: Mapping[str, str], skip: Collection[int] = ()) -> proxy.Session:
        return proxy.Session(
            self._judge.sandbox, self._submitted, self._source, self._submission.files, self._deadline, answers, skip
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()
        self._close_second()

    def _close_second(self) -> None:
        if self._second is not None:
            self._second[1].close()
            self._second = None

    @property
    def outputs(self) -> Mapping[int, list[dict[str, Any]]]:
        return self._session.outputs

    @property
    def notes(self) -> list[str]:
        return self._session.notes

    @property
    def layers(self) -> Layers | None:
        return self._session.layers

    def judge(self, check: Check) -> CheckResult:
        started = time.monotonic()
        if self._submitted.node is None:
            verdict = _Verdict(Outcome.SKIPPED, self._submitted.absence)
        else:
            stand_ins = check.notebook.stand_ins(check.exercise)
            verdict = self._attempt(check, self._session, stand_ins)
            if self._deserves_second_look(check, verdict):
                second = self._attempt(check, self._second_session(check), ())
                verdict = second if second.outcome is Outcome.PASSED else verdict
            if verdict.outcome is Outcome.CRASHED and check.exercise.id in self._untouched:
                verdict.hint = UNFINISHED
        if verdict.outcome is not Outcome.PASSED:
            self._missed.add(check.exercise.id)
        return CheckResult(
            id=check.id,
            outcome=verdict.outcome,
            max_points=check.points,
            message=verdict.message,
            hint=verdict.hint,
            seconds=round(time.monotonic() - started, 4),
        )

    def _deserves_second_look(self, check: Check, verdict: _Verdict) -> bool:
        if verdict.outcome not in (Outcome.FAILED, Outcome.CRASHED) or check.exercise.id in self._untouched:
            return False
        return bool(check.exercise.needs or self._missed - {check.exercise.id})

    def _second_session(self, check: Check) -> proxy.Session:
        missed = frozenset(self._missed - {check.exercise.id})
        if self._second is None or self._second[0] != missed:
            self._close_second()
            answers = {each: self._source.solutions[each] for each in missed}
            self._second = (missed, self._open(answers, self._session.skip))
        return self._second[1]

    def _attempt(self, check: Check, session: proxy.Session, stand_ins: Sequence[Exercise]) -> _Verdict:
        slow = check.exercise.id in self._slow
        seconds = self._limits.call_seconds_after_timeout if slow else self._limits.call_seconds
        attempt = _Attempt(proxy.Student(session, check.label, seconds), check)
        try:
            session.prepare(stand_ins)
            error = self._judge.run(check, attempt)
        except Exception as raised:
            error = raised
        verdict = _verdict(error, check, seconds)
        if verdict.outcome is Outcome.TIMED_OUT:
            self._slow.add(check.exercise.id)
        return verdict


def _verdict(error: BaseException | None, check: Check, seconds: float) -> _Verdict:
    """An outcome and two sentences for what a check raised. An exception's own text never gets through."""
    match error:
        case None:
            return _Verdict(Outcome.PASSED)
        case Miss(message=message, hint=hint):
            return _Verdict(Outcome.FAILED, message, hint)
        case AssertionError():
            return _Verdict(Outcome.FAILED, str(error).splitlines()[0] if str(error) else "")
        case proxy.Raised(kind=proxy.STUB_ERROR):
            return _Verdict(Outcome.CRASHED, "the answer raised NotImplementedError", UNFINISHED)
        case proxy.Raised(kind=kind):
            name = kind if kind in _EXCEPTIONS else "an exception of its own"
            hint = check.raised.get(kind, "Run the check cell below your answer: it shows the line that raises.")
            return _Verdict(Outcome.CRASHED, f"the answer raised {name}", hint)
        case proxy.Missing(name=name):
            return _Verdict(
                Outcome.CRASHED,
                f"the notebook does not define `{name}`",
                f"Define `{name}` in the answer cell {check.exercise.id!r}; if it is there, the cell itself raises.",
            )
        case proxy.TimedOut():
            return _Verdict(
                Outcome.TIMED_OUT,
                f"the answer did not return within {seconds:g} s",
                "Is there a loop that never ends, or far more steps than were asked for?",
            )
        case proxy.Ended():
            return _Verdict(
                Outcome.CRASHED,
                "the answer ended the notebook's process",
                "An answer returns a value; it does not exit and does not use up all memory.",
            )
    log.error("the check %s failed by itself: %s: %s", check.label, type(error).__name__, error)
    log.debug("traceback of %s", check.label, exc_info=error)
    return _Verdict(Outcome.GRADER_ERROR, "the grader itself failed on this check; your answer was not judged")


_EXCEPTIONS: Final = frozenset(
    name
    for name, value in vars(__import__("builtins")).items()
    if isinstance(value, type) and issubclass(value, BaseException)
)


class _Plugin:
    """The hooks and fixtures of the judge's pytest session."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self.attempt: _Attempt | None = None
        self.problems: list[str] = []

    @pytest.fixture
    def student(self) -> proxy.Student:
        """The notebook that is being judged."""
        assert self.attempt is not None
        return self.attempt.student

    @pytest.fixture
    def expect(self) -> Expect:
        """Comparisons with what is expected."""
        return Expect()

    @pytest.fixture
    def rng(self) -> np.random.Generator:
        """Hidden inputs: the same for every submission, other ones for every check and every course's seed."""
        assert self.attempt is not None
        text = f"{self._judge.course.seed}/{self._judge.assignment.name}/{self.attempt.check.label}"
        return np.random.default_rng(int.from_bytes(hashlib.sha256(text.encode()).digest()))

    def pytest_configure(self, config: pytest.Config) -> None:
        config.addinivalue_line("markers", "exercise(id, questions, points, raised={}): what a check judges")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            lines = str(report.longrepr).strip().splitlines()
            self.problems.append(f"{report.nodeid}: {lines[-1] if lines else 'does not load'}")

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        checks = []
        for item in items:
            try:
                checks.append(_check(item, self._judge.assignment))
            except CourseError as error:
                self.problems.append(str(error))
        order = {exercise.id: place for place, exercise in enumerate(self._judge.assignment.exercises)}
        # An exercise is judged before its own reference is put in for a later one.
        self._judge.checks = tuple(sorted(checks, key=lambda check: order[check.exercise.id]))

    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        if self.problems or session.testsfailed:
            return True
        self._judge.serve()
        return True

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        if call.excinfo is not None and self.attempt is not None:
            self.attempt.error = self.attempt.error or call.excinfo.value
            call.excinfo = None  # pytest would format a traceback that nobody reads
        return (yield)


def _check(item: pytest.Item, assignment: Assignment) -> Check:
    marker = item.get_closest_marker("exercise")
    where = item.nodeid
    if marker is None:
        raise CourseError(f"{where} has no @pytest.mark.exercise(id, questions=[...], points=n)")
    try:
        exercise_id = marker.args[0]
        notebook = assignment.notebook_of(exercise_id)
        questions, points = tuple(marker.kwargs["questions"]), marker.kwargs["points"]
    except (IndexError, KeyError) as error:
        raise CourseError(f"{where}: its exercise marker lacks or does not know {error}") from error
    if type(points) is not int or points < 1:
        raise CourseError(f"{where}: points must be a whole number of at least 1, not {points!r}")
    exercise = notebook.exercise(exercise_id)
    if strange := set(questions) - set(exercise.questions):
        raise CourseError(f"{where}: questions {sorted(strange)} are not among those of {exercise_id!r}")
    return Check(item, item.name, exercise, notebook, questions, points, dict(marker.kwargs.get("raised", {})))


def reports(judge: Judge, submissions: Iterator[Submission]) -> Iterator[Report]:
    """The reports of a class, in order."""
    for submission in submissions:
        yield judge.grade(submission).report
