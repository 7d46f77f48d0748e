"""Whether a right answer can lose a point by bad luck: many draws of hidden inputs, parameters and shuffles.

    python -m benchmarks.luck [SOLUTION_SEEDS [ANSWER_SEEDS]]        (1000 and 50)

Grades the solutions, and the planted right answers, with one seed after another: each gives the judge other hidden
inputs and the student's code other random numbers. Prints how many checks were made and how many were missed.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from autograder.course import Assignment, Course, load_course
from autograder.judge import Judge
from autograder.notebooks import SourceNotebook, Submission, SubmittedNotebook
from autograder.planted import Kind, answered, packs, planted, without_shows
from autograder.report import Outcome
from autograder.sandbox import Sandbox

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


def counted(what: str, seeds: int) -> Count:
    """The same in a process for each core."""
    jobs = os.cpu_count() or 1
    found = Count()
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        for each in pool.map(partial(count, what), [range(start, seeds, jobs) for start in range(jobs)]):
            found.add(each)
    return found


def main() -> None:
    given = [int(each) for each in sys.argv[1:3]]
    numbers = given + [1000, 50][len(given) :]
    for what, seeds in zip((SOLUTIONS, ANSWERS), numbers, strict=True):
        found = counted(what, seeds)
        print(f"{what}: {seeds} seeds, {found.made} checks, {found.missed.total()} missed", flush=True)
        for check, times in found.missed.most_common():
            print(f"  {times:4} {check}", flush=True)


if __name__ == "__main__":
    main()
