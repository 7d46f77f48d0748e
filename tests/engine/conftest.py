"""The course, a sandbox and a judge: made once, as starting them is what takes long."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autograder.course import Assignment, Course, Limits, load_course
from autograder.judge import Judge
from autograder.sandbox import Sandbox, Worker
from tests.sample_class import ASSIGNMENT

CANARY = "AUTOGRADER_CANARY"
"""An environment variable of the caller's, and its value: no worker may see either."""

QUICK = Limits(cell_seconds=1, call_seconds=1, call_seconds_after_timeout=0.5, output_bytes=200_000)
"""Short enough to wait for whatever hangs, long enough for everything else."""


@pytest.fixture(scope="session")
def course() -> Course:
    return load_course(Path(__file__).parent)


@pytest.fixture(scope="session")
def assignment(course: Course) -> Assignment:
    return course.assignment(ASSIGNMENT)


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """A zygote that was started with a secret in the environment and a file that its children could inherit."""
    leak = os.open(os.devnull, os.O_RDONLY)
    os.set_inheritable(leak, True)
    os.environ[CANARY] = CANARY
    try:
        with Sandbox(QUICK) as started:
            yield started
    finally:
        del os.environ[CANARY]
        os.close(leak)


@pytest.fixture
def new_worker(sandbox: Sandbox) -> Iterator[Callable[[], Worker]]:
    """Makes workers, which end with the test."""
    made: list[Worker] = []

    def make() -> Worker:
        made.append(sandbox.worker())
        return made[-1]

    yield make
    for worker in made:
        worker.close()


@pytest.fixture
def worker(new_worker: Callable[[], Worker]) -> Worker:
    return new_worker()


@pytest.fixture(scope="session")
def judge(course: Course, assignment: Assignment) -> Iterator[Judge]:
    """The judge of the course's own suites, with its own limits."""
    with Judge(course, assignment) as opened:
        yield opened
