"""Judges submissions with a hidden suite: one pytest session for a whole class.

The suites are ordinary pytest files. pytest collects them once, in a thread of its own; its run loop then takes one
submission after another and runs every item for each. Nothing that came from a student is imported, executed or
unpickled here: a check sees plain data, through the ``student`` fixture.
"""

from __future__ import annotations

import hashlib
import logging
import os
import queue
import sys
import threading
import time
import warnings
from collections.abc import Callable, Generator, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import numpy as np
import pytest

from autograder.course import Assignment, Course, CourseError
from autograder.judging import showing
from autograder.judging.examination import Attempt, Check, Examination
from autograder.judging.expectation import Expect
from autograder.judging.session import Deadline
from autograder.judging.showing import Outputs
from autograder.judging.student import Student
from autograder.notebooks.marks import Mark
from autograder.notebooks.source import Source, Submission, SubmittedNotebook
from autograder.report import CheckResult, ExerciseResult, Layers, Outcome, Report
from autograder.sandbox.workers import Sandbox

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


@dataclass(frozen=True)
class Judged:
    """A report; and what the code cells showed, where that is passed on: notebook name -> cell number -> outputs."""

    report: Report
    outputs: Mapping[str, Outputs]
    submission: Submission


class Judge:
    """Grades submissions of one assignment; a context manager that holds a pytest session and a sandbox.

    ``outputs`` has every cell run and its figures drawn, beside the worker that is judged, for doors that pass outputs
    on; a report does not depend on it. Raises CourseError when the suite does not load, and where Landlock or seccomp
    is missing and the course does not allow that.
    """

    def __init__(
        self, course: Course, assignment: Assignment, sandbox: Sandbox | None = None, outputs: bool = False
    ) -> None:
        self.course = course
        self.outputs = outputs
        self.assignment = assignment
        self.source = Source(course, assignment)
        self.sandbox = sandbox or Sandbox(course.limits, hidden=(course.root, course.suite_folder(assignment)))
        self._owns_sandbox = sandbox is None
        self._plugin = _Plugin(self)
        self.expecting: Callable[[Check], Expect] = lambda _: Expect()
        """What a check compares with."""
        self.asking: Callable[[Check, Student], Student] = lambda _, student: student
        """Whom a check asks."""
        self.answers = ""
        """A digest of what the answers of the submission say that is being judged."""
        self.checks: tuple[Check, ...] = ()
        self._requests: queue.SimpleQueue[Submission | None] = queue.SimpleQueue()
        self._results: queue.SimpleQueue[Judged | BaseException | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._pytest, name="judge", daemon=True)

    def open(self) -> Self:
        """Loads the suite; the judge is ready to grade, until it is closed."""
        try:
            self._insist_on_layers()
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
        self._close_sandbox()  # first: a check that waits for an answer gets none
        self._requests.put(None)
        self._thread.join(timeout=5)

    def __enter__(self) -> Self:
        return self.open()

    def __exit__(self, *_: object) -> None:
        self.close()

    def _insist_on_layers(self) -> None:
        """Raises CourseError where students' code would run without what keeps it in."""
        layers = Layers.model_validate(self.sandbox.layers)
        if not layers.strong and not self.course.limits.allow_weak_sandbox:
            raise CourseError(
                f"this machine lacks {' and '.join(layers.lacking)}: a submission could do whatever you can do here; "
                "see `autograder doctor`, or grade what you would run yourself with --allow-weak-sandbox"
            )

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

    def blank(self) -> Report:
        """A report on nobody that gives no verdict, for a submission of which the judge itself was ended."""
        message = "this was not judged; the notes above say why"
        by_exercise: dict[str, list[CheckResult]] = {each.id: [] for each in self.assignment.exercises}
        for each in self.checks:
            by_exercise[each.exercise.id].append(
                CheckResult(
                    id=each.id,
                    outcome=Outcome.GRADER_ERROR,
                    questions=each.questions,
                    max_points=each.points,
                    message=message,
                )
            )
        return Report(
            assignment=self.assignment.name,
            submission="",
            manual_points=self.assignment.manual_points,
            sandbox=Layers.model_validate(self.sandbox.layers),
            exercises=tuple(
                ExerciseResult(id=each.id, questions=each.questions, checks=tuple(by_exercise[each.id]))
                for each in self.assignment.exercises
            ),
        )

    def _pytest(self) -> None:
        folder = self.course.suite_folder(self.assignment)
        sys.path.insert(0, str(folder))  # until the suite is collected: its files share what stands beside them
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
        self.answers = self.source.answers_digest(submission)
        results: dict[str, list[CheckResult]] = {each.id: [] for each in self.assignment.exercises}
        notes = list(submission.notes)
        layers = Layers.model_validate(self.sandbox.layers)
        deadline = Deadline(self.course.limits.submission_seconds)
        with self._shown(submission) as outputs, ThreadPoolExecutor(1, "ahead") as ahead, ExitStack() as stack:
            sources = [self.source.notebooks[each.notebook.name] for each in submission.notebooks]
            examinations = [
                stack.enter_context(Examination(self.sandbox, submission, submitted, source, deadline, self._run))
                for submitted, source in zip(submission.notebooks, sources, strict=True)
            ]
            # While one notebook is judged, the cells of the next one run.
            begun = [ahead.submit(each.begin) for each in examinations]
            for submitted, examination, ready in zip(submission.notebooks, examinations, begun, strict=True):
                ready.result()
                for check in (each for each in self.checks if each.notebook is submitted.notebook):
                    examination.look(check)
            # No worker of a first look is there when a second one begins, in which text of the solutions stands.
            for examination in examinations:
                examination.end_first_looks()
            for submitted, examination in zip(submission.notebooks, examinations, strict=True):
                for check, result in examination.results():
                    results[check.exercise.id].append(result)
                notes += [f"{submitted.notebook.filename}: {note}" for note in examination.notes]
                layers = examination.layers or layers
        exercises = tuple(
            ExerciseResult(id=exercise.id, questions=exercise.questions, checks=tuple(results[exercise.id]))
            for exercise in self.assignment.exercises
        )
        report = Report(
            assignment=self.assignment.name,
            submission=submission.name,
            manual_points=self.assignment.manual_points,
            sandbox=layers,
            exercises=exercises,
            notes=tuple(notes),
            unreadable=submission.unreadable,
            seconds=round(time.monotonic() - started, 3),
        )
        return Judged(report, outputs, submission)

    @contextmanager
    def _shown(self, submission: Submission) -> Iterator[dict[str, Outputs]]:
        """What the notebooks show, found out while the block runs, and there when it has ended."""
        found: dict[str, Outputs] = {}
        if not self.outputs:
            yield found
            return
        deadline = Deadline(self.course.limits.submission_seconds)

        def show(submitted: SubmittedNotebook) -> Outputs:
            source = self.source.notebooks[submitted.notebook.name]
            return showing.outputs(self.sandbox, submitted, source, submission.files, deadline)

        with ThreadPoolExecutor(1, "showing") as beside:
            begun = {
                submitted.notebook.name: beside.submit(show, submitted)
                for submitted in submission.notebooks
                if submitted.node is not None
            }
            yield found
            found.update({name: future.result() for name, future in begun.items()})

    def _run(self, check: Check, attempt: Attempt) -> BaseException | None:
        """What the item raised when it was run with this attempt's fixtures, if anything."""
        self._plugin.attempt = attempt
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")  # of what an answer's numbers make a check's: nobody can act on them
            # With the bare session as what comes next, pytest tears the item down, and any item can follow.
            check.item.ihook.pytest_runtest_protocol(item=check.item, nextitem=check.item.session)
        return attempt.error


class _Plugin:
    """The hooks and fixtures of the judge's pytest session."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self.attempt: Attempt | None = None
        self.problems: list[str] = []

    @pytest.fixture
    def student(self) -> Student:
        """The notebook that is being judged."""
        assert self.attempt is not None
        return self._judge.asking(self.attempt.check, self.attempt.student)

    @pytest.fixture
    def expect(self) -> Expect:
        """Comparisons with what is expected."""
        assert self.attempt is not None
        return self._judge.expecting(self.attempt.check)

    @pytest.fixture
    def source_data(self) -> Path:
        """The folder of the course's tables, also those that no student gets."""
        return self._judge.course.data_folder

    @pytest.fixture
    def rng(self) -> np.random.Generator:
        """Hidden inputs: other ones for every course's seed, for every check, and for whatever else answers say."""
        assert self.attempt is not None
        judge = self._judge
        text = f"{judge.course.seed}/{judge.assignment.name}/{self.attempt.check.label}/{judge.answers}"
        return np.random.default_rng(int.from_bytes(hashlib.sha256(text.encode()).digest()))

    def pytest_configure(self, config: pytest.Config) -> None:
        config.addinivalue_line("markers", "exercise(id, questions, points, raised={}): what a check judges")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            lines = str(report.longrepr).strip().splitlines()
            self.problems.append(f"{report.nodeid}: {lines[-1] if lines else 'does not load'}")

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        self._forget_modules()
        checks = []
        if not items:
            self.problems.append("it has no test_*.py with a check in it")
        for item in items:
            try:
                checks.append(_check(item, self._judge.assignment))
            except CourseError as error:
                self.problems.append(str(error))
        order = {exercise.id: place for place, exercise in enumerate(self._judge.assignment.exercises)}
        # An exercise is judged before its own reference is put in for a later one.
        self._judge.checks = tuple(sorted(checks, key=lambda check: order[check.exercise.id]))

    def _forget_modules(self) -> None:
        """Another suite with a file of such a name, or this one when it has been edited, is to be imported anew."""
        folder = self._judge.course.suite_folder(self._judge.assignment)
        if str(folder) in sys.path:
            sys.path.remove(str(folder))
        for name, module in list(sys.modules.items()):
            if Path(getattr(module, "__file__", None) or "/").parent == folder:
                del sys.modules[name]

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
    mark = Mark.of(where, marker.args, marker.kwargs)
    if fault := mark.fault(assignment):
        raise CourseError(f"{where}: {fault}")
    exercise_id, questions, points = marker.args[0], tuple(marker.kwargs["questions"]), marker.kwargs["points"]
    notebook = assignment.notebook_of(exercise_id)
    exercise = notebook.exercise(exercise_id)
    return Check(item, item.name, exercise, notebook, questions, points, dict(marker.kwargs.get("raised", {})))
