"""One notebook while it is judged: attempts at its checks, second looks, and what came of them.

A check is judged with the references of the exercises that its own needs in their place. Where it is missed, it gets
a second look in the student's own surroundings: the notebook run anew, with the solutions' answer cells for those
exercises that were missed before, and everything else as the student wrote it. So neither an earlier mistake nor an
earlier answer of another make costs a point twice. Second looks come after all first ones of a submission have ended,
and tell nothing but that a check passed. An exception's name is told where the visible check raises the same, in a
worker that has met nothing hidden: so neither can carry to a student what a worker has seen.
"""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Self

import pytest

from autograder.course import Exercise, Notebook
from autograder.judging import session as sessions
from autograder.judging.expectation import Miss
from autograder.judging.student import Student
from autograder.notebooks.bindings import bound_in
from autograder.notebooks.counted import words
from autograder.notebooks.source import SourceNotebook, Submission, SubmittedNotebook
from autograder.report import UNFINISHED, CheckResult, Layers, Outcome
from autograder.sandbox.workers import Sandbox, SandboxError

log = logging.getLogger("autograder")

UNFIT: Final = "what the answer gave is nothing that this check can look at"
UNSEEN: Final = "On the values of the check cell it does not raise this: think of other sizes, signs and types."
NAMED: Final = frozenset(
    {
        "AssertionError",
        "AttributeError",
        "IndexError",
        "KeyError",
        "NameError",
        "NotImplementedError",
        "RecursionError",
        "RuntimeError",
        "SyntaxError",
        "TypeError",
        "UnboundLocalError",
        "ValueError",
        "ZeroDivisionError",
    }
)
"""The exceptions that a message may name."""
NO_CARD: Final = (
    "There is none where it is graded: leave `cuda` out of the answer, or ask `torch.cuda.is_available()` before."
)


@dataclass(frozen=True, eq=False)
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
    kind: str = ""
    """The exception that a call raised, whether or not it may be told."""
    seconds: float = 0.0


@dataclass
class Attempt:
    """What the fixtures of the item that is running refer to."""

    student: Student
    check: Check
    error: BaseException | None = None


Runner = Callable[[Check, Attempt], BaseException | None]
"""Runs a check with an attempt's fixtures and returns what it raised, if anything."""


class Examination:
    """One notebook while it is judged: its session, which exercises were missed, and the second looks."""

    def __init__(
        self,
        sandbox: Sandbox,
        submission: Submission,
        submitted: SubmittedNotebook,
        source: SourceNotebook,
        deadline: sessions.Deadline,
        run: Runner,
    ) -> None:
        self._sandbox = sandbox
        self._submission = submission
        self._submitted = submitted
        self._source = source
        self._deadline = deadline
        self._run = run
        self._limits = sandbox.limits
        self._verdicts: dict[Check, _Verdict] = {}
        self._slow: set[str] = set()
        self._untouched = {
            cell.grade_id for cell in submitted.cells if cell.source == self._source.stubs.get(cell.grade_id or "")
        }
        self._stubbed = {cell.grade_id for cell in submitted.cells if sessions.STUB_ERROR in cell.source}
        self._session = sessions.Session(sandbox, submitted, source, submission.files, deadline)
        self._second: tuple[frozenset[str], sessions.Session] | None = None
        self._solved: sessions.Session | None = None
        self._visible: sessions.Session | None = None
        self._seen: dict[str, str] = {}
        """Exercise id -> what its visible check raises, once somebody has asked."""
        self._reaches: dict[str, set[str]] = {}
        self._notes: list[str] = []

    def __enter__(self) -> Self:
        return self

    def begin(self) -> None:
        """Runs the notebook's cells, which is otherwise done for the first check; may be done by another thread."""
        if self._submitted.node is not None:
            # A failure of the grader's is met again, and told, where the first check asks for the worker.
            with contextlib.suppress(SandboxError):
                self._session.prepare(())

    def __exit__(self, *_: object) -> None:
        self._session.close()
        self._close_second()
        for session in (self._solved, self._visible):
            if session is not None:
                session.close()

    def _close_second(self) -> None:
        if self._second is not None:
            self._second[1].close()
            self._second = None

    @property
    def notes(self) -> list[str]:
        return self._session.notes + self._notes

    @property
    def layers(self) -> Layers | None:
        return self._session.layers

    def _error_in(self, exercise: Exercise, session: sessions.Session) -> str:
        """What the exercise's answer cell raised in the session, if anything."""
        for cell in self._submitted.cells:
            if cell.grade_id == exercise.id and cell.number in session.raised:
                return session.raised[cell.number]
        return ""

    def look(self, check: Check) -> None:
        """A first look: the check with the references of what its exercise needs."""
        started = time.monotonic()
        if self._submitted.node is None:
            verdict = _Verdict(Outcome.SKIPPED, self._submitted.absence)
        else:
            verdict = self._attempt(check, self._session, check.notebook.stand_ins(check.exercise))
            if verdict.outcome is Outcome.CRASHED and check.exercise.id in self._untouched:
                verdict.hint = UNFINISHED
        verdict.seconds = time.monotonic() - started
        self._verdicts[check] = verdict

    def end_first_looks(self) -> None:
        """Ends the worker in which the student's code has met hidden inputs."""
        self._session.close()

    def results(self) -> Iterator[tuple[Check, CheckResult]]:
        """What came of each check, after the second looks that are deserved."""
        missed: set[str] = set()
        for check, verdict in self._verdicts.items():
            started = time.monotonic()
            if self._deserves_second_look(check, verdict, missed):
                second = self._attempt(check, self._second_session(missed - {check.exercise.id}), ())
                if second.outcome is Outcome.PASSED:
                    verdict.outcome, verdict.message, verdict.hint, verdict.kind = Outcome.PASSED, "", "", ""
            if verdict.outcome is not Outcome.PASSED:
                missed.add(check.exercise.id)
            verdict.seconds += time.monotonic() - started
        self._close_second()
        for check, verdict in self._verdicts.items():
            if verdict.kind:
                self._name_what_is_seen(check, verdict)
            yield (
                check,
                CheckResult(
                    id=check.id,
                    outcome=verdict.outcome,
                    questions=check.questions,
                    max_points=check.points,
                    message=verdict.message,
                    hint=verdict.hint,
                    seconds=round(verdict.seconds, 4),
                ),
            )

    def _deserves_second_look(self, check: Check, verdict: _Verdict, missed: Collection[str]) -> bool:
        """Whether something may have gone wrong elsewhere: what stood in for an answer, or a missed one that it uses.

        What is chosen or counted leans on nothing; a second look at it would be a second guess.
        """
        exercise = check.exercise
        if verdict.outcome not in (Outcome.FAILED, Outcome.CRASHED) or exercise.id in self._untouched:
            return False
        if exercise.choice:
            return False
        others = {name for each in set(missed) - {exercise.id} for name in check.notebook.exercise(each).provides}
        return bool(exercise.needs) or not others.isdisjoint(self._reach(exercise))

    def _reach(self, exercise: Exercise) -> set[str]:
        """Every word that the answer may lean on: in its own text, and in the cells that bind such a word."""
        if exercise.id not in self._reaches:
            found, left = set(exercise.provides), self._bound
            while more := [pair for pair in left if not found.isdisjoint(pair[0])]:
                left = [pair for pair in left if found.isdisjoint(pair[0])]
                found.update(*(spoken for _, spoken in more))
            self._reaches[exercise.id] = found
        return self._reaches[exercise.id]

    @cached_property
    def _bound(self) -> list[tuple[set[str], set[str]]]:
        """For each cell the names that it seems to bind, and every word in it."""
        return [(bound_in(cell.source), words(cell.source)) for cell in self._submitted.cells]

    def _name_what_is_seen(self, check: Check, verdict: _Verdict) -> None:
        """Tells the exception that the answer raised where the student sees it, too, or has no check to see it by."""
        text = self._source.checks[check.exercise.id].strip()
        if verdict.kind in NAMED and (not text or self._raised_by_visible(check.exercise) == verdict.kind):
            verdict.message = f"the answer raised {verdict.kind}"
            verdict.hint = verdict.hint or "Run the check cell below your answer: it shows the line that raises."
        else:
            verdict.hint = verdict.hint or UNSEEN

    def _raised_by_visible(self, exercise: Exercise) -> str:
        """What the visible check of an exercise raises, in the notebook as it was handed in."""
        if exercise.id not in self._seen:
            if self._visible is None:
                self._visible = sessions.Session(
                    self._sandbox,
                    self._submitted,
                    self._source,
                    self._submission.files,
                    self._deadline,
                    skip=self._session.skip,
                )
            self._seen[exercise.id] = ""
            with contextlib.suppress(SandboxError):
                self._seen[exercise.id] = self._visible.raised_by(self._source.checks[exercise.id], exercise.id)
        return self._seen[exercise.id]

    def _error(
        self, attempt: Attempt, session: sessions.Session, stand_ins: Sequence[Exercise]
    ) -> BaseException | None:
        try:
            session.prepare(stand_ins, attempt.check.exercise.id)
            return self._run(attempt.check, attempt)
        except Exception as raised:
            return raised

    def _solution_passes(self, check: Check) -> bool:
        """Whether the check that raised by itself does not do so on the solution: then the answer made it."""
        if self._solved is None:
            release = SubmittedNotebook(self._submitted.notebook, self._source.release)
            solved = sessions.Deadline(self._limits.submission_seconds)
            self._solved = sessions.Session(
                self._sandbox, release, self._source, self._submission.files, solved, self._source.solutions
            )
        attempt = Attempt(Student(self._solved, check.label, self._limits.call_seconds), check)
        return self._error(attempt, self._solved, ()) is None

    def _second_session(self, without: Collection[str]) -> sessions.Session:
        missed = frozenset(without)
        if self._second is None or self._second[0] != missed:
            self._close_second()
            answers = {each: self._source.solutions[each] for each in missed}
            session = sessions.Session(
                self._sandbox,
                self._submitted,
                self._source,
                self._submission.files,
                self._deadline,
                answers,
                self._session.skip,
            )
            self._second = (missed, session)
        return self._second[1]

    def _attempt(self, check: Check, session: sessions.Session, stand_ins: Sequence[Exercise]) -> _Verdict:
        slow = check.exercise.id in self._slow
        seconds = self._limits.seconds_after_timeout if slow else self._limits.call_seconds
        attempt = Attempt(Student(session, check.label, seconds), check)
        error = self._error(attempt, session, stand_ins)
        if error is not None and _is_the_checks(error) and self._solution_passes(check):
            log.info("the check %s raised %r on an answer of %s", check.label, error, self._submission.name)
            note = f"a check of {check.exercise.id} could not look at what the answer gave"
            self._notes += [note] if note not in self._notes else []
            error = Miss(UNFIT, "Does it return what the text above asks for, and nothing more?")
        in_cell = self._error_in(check.exercise, session)
        verdict = _verdict(error, check, seconds, in_cell, check.exercise.id in self._stubbed)
        if verdict.outcome is Outcome.TIMED_OUT:
            self._slow.add(check.exercise.id)
        return verdict


def _is_the_checks(error: BaseException) -> bool:
    """Whether a check raised it by itself, rather than for what the student's code is or does."""
    return not isinstance(error, Miss | AssertionError | sessions.StudentError | SandboxError)


def _verdict(error: BaseException | None, check: Check, seconds: float, in_cell: str, stubbed: bool) -> _Verdict:
    """An outcome and two sentences for what a check raised; an exception's own text never gets through.

    ``in_cell`` is the exception that the answer cell raised when it was run, if it did; ``stubbed`` tells whether
    the answer still raises what a stub does.
    """
    match error:
        case None:
            return _Verdict(Outcome.PASSED)
        case Miss(message=message, hint=hint):
            return _Verdict(Outcome.FAILED, message, hint)
        case AssertionError():
            return _Verdict(Outcome.FAILED, str(error).splitlines()[0] if str(error) else "")
        case sessions.Raised(kind=sessions.STUB_ERROR) if stubbed:
            return _Verdict(Outcome.CRASHED, "the answer raised NotImplementedError", UNFINISHED)
        case sessions.Raised(kind=sessions.NO_CARD):
            return _Verdict(Outcome.CRASHED, "the answer asks for a graphics card", NO_CARD)
        case sessions.Raised(kind=kind):
            return _Verdict(Outcome.CRASHED, "the answer raised an exception", check.raised.get(kind, ""), kind)
        case sessions.Missing(name=name):
            hint = f"Define `{name}` in the answer cell `{check.exercise.id}`."
            if in_cell:
                hint = (
                    f"The answer cell `{check.exercise.id}` raised {in_cell} before `{name}` was there; run it and see."
                )
            return _Verdict(Outcome.CRASHED, f"the notebook does not define `{name}`", hint)
        case sessions.TimedOut():
            return _Verdict(
                Outcome.TIMED_OUT,
                f"the answer did not return within {seconds:g} s",
                "Is there a loop that never ends, or far more steps than were asked for?",
            )
        case sessions.Exceeded():
            hint = "An answer needs no files and no threads, or a few; what a cell leaves in its folder counts as well."
            return _Verdict(Outcome.CRASHED, f"the answer was stopped: {error}", hint)
        case sessions.Ended():
            return _Verdict(
                Outcome.CRASHED,
                "the answer ended the notebook's process",
                "An answer returns a value; it does not exit and does not use up all memory.",
            )
    log.error("the check %s failed by itself: %s: %s", check.label, type(error).__name__, error)
    log.debug("traceback of %s", check.label, exc_info=error)
    return _Verdict(Outcome.GRADER_ERROR, "the grader itself failed on this check; your answer was not judged")
