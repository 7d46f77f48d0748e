"""Whether luck decides: many draws of hidden inputs, parameters and shuffles.

    python -m benchmarks.luck [SOLUTION_SEEDS [ANSWER_SEEDS]]        (1000 and 50)
    python -m benchmarks.luck planted SEEDS [EXERCISE ...]

The first grades the solutions, and the planted right answers, with one seed after another: each gives the judge other
hidden inputs and the student's code other random numbers. It prints how many checks were made and how many were missed.
The second tries each planted answer by itself, mistakes too, runs its notebook once and its exercise's checks with
every seed: no right answer may miss a check at any, and no mistake may pass all of them at any.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from autograder.authoring.planted import Kind, Planted, answered, packs, planted, without_shows
from autograder.course import Assignment, Course, load_course
from autograder.judging.examination import Attempt
from autograder.judging.judge import Judge, Judged
from autograder.judging.session import Deadline, Session
from autograder.judging.student import Student
from autograder.notebooks.source import SourceNotebook, Submission, SubmittedNotebook
from autograder.report import Outcome
from autograder.sandbox.workers import Sandbox

HERE = Path(__file__).parent
SOLUTIONS, ANSWERS = "solutions", "right answers"


@dataclass
class Count:
    """Checks that were made over some seeds, and those that were missed: ``seed: exercise::check`` -> how often."""

    made: int = 0
    missed: Counter[str] = field(default_factory=Counter)

    def add(self, other: Count) -> None:
        self.made += other.made
        self.missed.update(other.missed)


def notebooks(source: SourceNotebook, course: Course, assignment: Assignment, what: str) -> Iterator[SubmittedNotebook]:
    """The solved notebook; or the same with right answers in other spellings, each once."""
    right = [each for each in planted(course, assignment) if each.kind is Kind.RIGHT]
    own = [()] if what == SOLUTIONS else list(packs(right, source.notebook))
    for pack in own:
        texts = {answer.exercise: answer.text for answer in pack}
        yield SubmittedNotebook(source.notebook, without_shows(answered(source, {**source.solutions, **texts})))


def count(what: str, seeds: Sequence[int]) -> Count:
    """Grades with each seed, in this process."""
    course = load_course(HERE)
    found = Count()
    with Sandbox(course.limits) as sandbox:
        for seed in seeds:
            drawn = course.model_copy(update={"seed": f"{course.seed}/{seed}", "id": f"{course.id}-{seed}"})
            assignment = drawn.assignments[0]
            with Judge(drawn, assignment, sandbox) as judge:
                for name, source in judge.source.notebooks.items():
                    for submitted in notebooks(source, drawn, assignment, what):
                        submission = Submission(name, assignment, (submitted,), judge.source.files)
                        for exercise in judge.grade(submission).report.exercises:
                            found.made += len(exercise.checks)
                            found.missed.update(
                                f"{exercise.id}::{check.id} ({check.outcome}: {check.message})"
                                for check in exercise.checks
                                if check.outcome is not Outcome.PASSED
                            )
    return found


@dataclass(frozen=True)
class Lucky:
    """A planted answer, and the seeds at which it was not judged as its folder says."""

    label: str
    seeds: tuple[int, ...]
    checks: tuple[str, ...]
    """Those that a right answer missed."""


class Repeating(Judge):
    """Makes the checks of one exercise with many seeds, in a notebook that has been run once."""

    def tried(self, answer: Planted, seeds: int) -> Lucky:
        """Raises RuntimeError where a check fails by itself."""
        source = self.source.notebooks[self.assignment.notebook_of(answer.exercise).name]
        texts = {**source.solutions, answer.exercise: answer.text}
        submitted = SubmittedNotebook(source.notebook, without_shows(answered(source, texts)))
        self.answer, self.seeds = answer, seeds
        self.found = Lucky(answer.label, (), ())
        self.grade(Submission(answer.label, self.assignment, (submitted,), self.source.files))
        return self.found

    def _judge(self, submission: Submission) -> Judged:
        (submitted,) = submission.notebooks
        source = self.source.notebooks[submitted.notebook.name]
        deadline = Deadline(3600)
        lucky, missed = [], set()
        with closing(Session(self.sandbox, submitted, source, submission.files, deadline)) as session:
            for seed in range(self.seeds):
                self.answers = f"{self.answer.label}/{seed}"
                held = True
                for check in (each for each in self.checks if each.exercise.id == self.answer.exercise):
                    student = Student(session, f"{check.label}/{seed}", self.course.limits.call_seconds)
                    session.prepare(submitted.notebook.stand_ins(check.exercise))
                    error = self._run(check, Attempt(student, check))
                    held = held and error is None
                    if error is not None and self.answer.kind is Kind.RIGHT:
                        missed.add(f"{check.id}: {error}")
                    if not held and self.answer.kind is Kind.MISTAKE:
                        break
                if held is (self.answer.kind is Kind.MISTAKE):
                    lucky.append(seed)
        self.found = Lucky(self.answer.label, tuple(lucky), tuple(sorted(missed)))
        return Judged(self.blank(), {}, submission)


def repeated(seeds: int, labels: Sequence[str]) -> list[Lucky]:
    """Tries planted answers with so many seeds, in this process; those of which luck decides."""
    course = load_course(HERE)
    assignment = course.assignments[0]
    with Repeating(course, assignment) as judge:
        found = [judge.tried(each, seeds) for each in planted(course, assignment) if each.label in labels]
    return [each for each in found if each.seeds]


def by_luck(seeds: int, exercises: Collection[str] = ()) -> tuple[int, list[Lucky]]:
    """How many planted answers were tried, of these exercises or of all, and those of which luck decides."""
    course = load_course(HERE)
    labels = [
        each.label for each in planted(course, course.assignments[0]) if not exercises or each.exercise in exercises
    ]
    jobs = os.cpu_count() or 1
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        parts = pool.map(partial(repeated, seeds), [labels[start::jobs] for start in range(jobs)])
        return len(labels), [each for part in parts for each in part]


def counted(what: str, seeds: int) -> Count:
    """The same in a process for each core."""
    jobs = os.cpu_count() or 1
    found = Count()
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        for each in pool.map(partial(count, what), [range(start, seeds, jobs) for start in range(jobs)]):
            found.add(each)
    return found


def main() -> None:
    if sys.argv[1:2] == ["planted"]:
        seeds = int(sys.argv[2])
        tried, lucky = by_luck(seeds, sys.argv[3:])
        print(f"{tried} planted answers, {seeds} seeds, {len(lucky)} of which luck decides")
        for each in lucky:
            print(f"  {len(each.seeds):4} {each.label} {'; '.join(each.checks)} (seeds {each.seeds[:5]})")
        return
    given = [int(each) for each in sys.argv[1:3]]
    numbers = given + [1000, 50][len(given) :]
    for what, seeds in zip((SOLUTIONS, ANSWERS), numbers, strict=True):
        found = counted(what, seeds)
        print(f"{what}: {seeds} seeds, {found.made} checks, {found.missed.total()} missed", flush=True)
        for check, times in found.missed.most_common():
            print(f"  {times:4} {check}", flush=True)


if __name__ == "__main__":
    main()
