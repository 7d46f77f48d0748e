"""The course, a sandbox and a judge: made once, as starting them is what takes long."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder.course import Assignment, Course, Exercise, Limits, Notebook, load_course
from autograder.judging.judge import Judge
from autograder.sandbox.workers import Sandbox, Worker
from tests.sample_class import ASSIGNMENT

CANARY = "AUTOGRADER_CANARY"
"""An environment variable of the caller's, and its value: no worker may see either."""

QUICK = Limits(cell_seconds=1, call_seconds=0.5, seconds_after_timeout=0.3, output_bytes=200_000)
"""Short enough to wait for whatever hangs, long enough for everything else."""


@pytest.fixture(scope="session")
def course() -> Course:
    return load_course(Path(__file__).parent)


@pytest.fixture(scope="session")
def assignment(course: Course) -> Assignment:
    return course.assignment(ASSIGNMENT)


def small_notebook(
    name: str, exercise: str, provides: str, answer: str, visible: str = ""
) -> tuple[Notebook, dict[str, str]]:
    """A notebook of one exercise; and its text, as solved and as released. ``visible`` is its check cell's."""
    texts = {}
    for folder, source in (("solutions", answer), ("assignments", "raise NotImplementedError()")):
        marks = {"grade_id": exercise, "locked": False, "grade": False, "solution": True, "schema_version": 3}
        check = {"grade_id": f"check-{exercise}", "locked": True, "grade": True, "solution": False, "points": 3}
        cells = [
            new_code_cell("import torch\nimport torch.nn.functional as F", id="imports"),
            new_code_cell(source, id=exercise, metadata={"nbgrader": marks}),
            new_code_cell(visible, id=f"check-{exercise}", metadata={"nbgrader": {**check, "schema_version": 3}}),
        ]
        texts[folder] = nbformat.writes(new_notebook(cells=cells))
    return Notebook(name=name, exercises=(Exercise(id=exercise, questions=(13,), provides=(provides,)),)), texts


@pytest.fixture(scope="session")
def small_course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course of two notebooks with one exercise each, which take no time to run; it has no suite."""
    return course_of_two(tmp_path_factory.mktemp("small"))


def course_of_two(root: Path, visible: str = "") -> Course:
    """Two notebooks with one exercise each; ``visible`` is the first one's check cell."""
    made = [
        small_notebook("01-from-scratch", "mse", "mse", "def mse(a, b):\n    return ((a - b) ** 2).mean()", visible),
        small_notebook("02-built-ins", "loss-function", "loss_fn", "loss_fn = F.mse_loss"),
    ]
    for notebook, texts in made:
        for folder, text in texts.items():
            (root / folder / ASSIGNMENT).mkdir(parents=True, exist_ok=True)
            (root / folder / ASSIGNMENT / notebook.filename).write_text(text, encoding="utf-8")
    assignment = Assignment(name=ASSIGNMENT, notebooks=tuple(notebook for notebook, _ in made))
    return Course(
        id="small", title="Small", root=root, seed="s", assignments=(assignment,), limits=QUICK, suites=root / "suites"
    )


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
