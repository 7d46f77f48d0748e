"""Forms of an answer: what it gives stays the same, and comes as a float, a 0-dim tensor, a deque, a text in capitals.

Whether a form will do is for the course to decide. But an exercise's visible check and its hidden ones have to agree on
it: what passes the one and fails the others looks right to a student until it is graded. So each form of
``worker/forms`` is tried on each answer of the solutions: on the value that it is, or on what its function returns,
as a whole or on the parts one or two levels down, or on the function itself. A form that changes nothing of what the
visible check gets to see, or that cannot be made of it, is left out.
"""

from __future__ import annotations

import copy
import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from autograder.authoring.planted import answered, without_shows
from autograder.course import Assignment, Course, Exercise
from autograder.judging.examination import Attempt
from autograder.judging.judge import Judge, Judged
from autograder.judging.session import Deadline, Session, StudentError
from autograder.judging.student import Student
from autograder.notebooks.source import Probes, Submission, SubmittedNotebook

PROBES: Final = ("forms_that_fit", "said_in_form", "put_in_form", "put_back")
DEPTHS: Final = {-1: "the function as {}", 0: "{}", 1: "its parts as {}", 2: "parts of its parts as {}"}
SECONDS: Final = 3600.0
"""For all forms of a notebook; each single request has its own limit."""
AS_IT_IS: Final = "as it is"


@dataclass(frozen=True)
class Trial:
    """A form of what one name of an exercise gives, and what was said of it; empty where that passed."""

    exercise: str
    name: str
    form: str
    visible: str
    hidden: str

    @property
    def verdicts(self) -> tuple[tuple[str, str], tuple[str, str]]:
        return ("visible", self.visible), ("hidden", self.hidden)

    @property
    def agreed(self) -> bool:
        """Whether both take it, or neither does."""
        return bool(self.visible) is bool(self.hidden)


def trials(course: Course, assignment: Assignment, jobs: int, exercise: str | None = None) -> list[Trial]:
    """Every form that makes a difference, tried on every answer, or on one exercise's."""
    asked = [each for each in assignment.exercises if exercise in (None, each.id)]
    names = [(each.id, name) for each in asked for name in each.provides]
    jobs = min(jobs, len(names)) or 1
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        parts = pool.map(partial(_tried, course, assignment), [names[start::jobs] for start in range(jobs)])
        return [trial for part in parts for trial in part]


def _tried(course: Course, assignment: Assignment, names: Sequence[tuple[str, str]]) -> list[Trial]:
    with _Trying(course, assignment) as judge:
        return judge.trials(names)


def _with_forms(probes: Probes) -> Probes:
    """The probes of a suite, and those that try forms."""
    both = copy.copy(probes)
    both.text += f"\nfrom autograder.worker.forming import {', '.join(PROBES)}\n"
    return both


class _Trying(Judge):
    """Tries forms in notebooks that have been run once."""

    def trials(self, names: Sequence[tuple[str, str]]) -> list[Trial]:
        """Those of these names, each with its exercise."""
        self._names, self._found = names, list[Trial]()
        for notebook in self.assignment.notebooks:
            source = self.source.notebooks[notebook.name]
            solved = SubmittedNotebook(notebook, without_shows(answered(source, source.solutions)))
            self.grade(Submission(notebook.name, self.assignment, (solved,), self.source.files))
        return self._found

    def _judge(self, submission: Submission) -> Judged:
        (submitted,) = submission.notebooks
        source = self.source.notebooks[submitted.notebook.name]
        mine = {each.id: each for each in submitted.notebook.exercises}
        names = [(mine[exercise], name) for exercise, name in self._names if exercise in mine]
        with closing(Session(self.sandbox, submitted, source, submission.files, Deadline(SECONDS))) as session:
            session.probes = _with_forms(source.probes)
            # First all visible checks, which leave a notebook as it was: hidden ones do not.
            seen = [(*each, told) for each in names for told in self._seen(session, *each, source.checks[each[0].id])]
            for exercise, name, (form, depth, visible) in seen:
                hidden = self._missed(session, exercise, name, form, depth) if form != AS_IT_IS else ""
                if hidden is not None:
                    self._found.append(Trial(exercise.id, name, DEPTHS[depth].format(form), visible, hidden))
        return Judged(self.blank(), {}, submission)

    def _ask(self, session: Session, exercise: Exercise, probe: str, *arguments: Any) -> Any:
        """What one of the probes returns where the solutions stand in for what the exercise needs."""
        session.prepare(self.assignment.notebook_of(exercise.id).stand_ins(exercise))
        return session.probe(probe, arguments, (), self.course.limits.cell_seconds, 0, 1 << 16)

    def _seen(self, session: Session, exercise: Exercise, name: str, check: str) -> Iterator[tuple[str, int, str]]:
        """The forms that fit an answer, how deep, and what its visible check says of each."""
        if not check.strip():
            return
        try:
            fit = self._ask(session, exercise, "forms_that_fit", name, check)
        except StudentError as error:
            fit = _told(error)
        if isinstance(fit, str):  # the check does not pass, or takes too long
            yield AS_IT_IS, 0, fit
            return
        for form, depth in fit:
            try:
                yield form, depth, self._ask(session, exercise, "said_in_form", name, check, form, depth)
            except StudentError as error:
                yield form, depth, _told(error)

    def _missed(self, session: Session, exercise: Exercise, name: str, form: str, depth: int) -> str | None:
        """The first hidden check that is missed in this form, and what it says; None where the form does not fit."""
        missed = ""
        try:
            self._ask(session, exercise, "put_in_form", name, form, depth)
            for check in (each for each in self.checks if each.exercise.id == exercise.id):
                attempt = Attempt(Student(session, check.label, self.course.limits.call_seconds), check)
                error = self._run(check, attempt)
                if error is not None:
                    missed = f"{check.id}: {_told(error)}"
                    break
            fits = self._ask(session, exercise, "put_back", name)
        except StudentError as error:  # the worker was lost, and what was put into it
            return missed or _told(error)
        return missed if fits else None


def _told(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
