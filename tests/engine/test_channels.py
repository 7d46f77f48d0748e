"""What a report tells of hidden inputs, and what code that has seen solutions can tell: next to nothing."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.authoring.tally import ENDED, bits, variants
from autograder.course import Course
from autograder.judging.judge import Judge
from autograder.notebooks.source import notebook_files
from autograder.report import CheckResult, Outcome
from autograder.sandbox.workers import Sandbox
from tests.engine.conftest import course_of_two
from tests.engine.test_judge import SECRET, SUITE, unique, with_suite
from tests.sample_class import write

pytestmark = pytest.mark.finds("a way from hidden inputs or solutions to a student")

VISIBLE = "assert mse(torch.zeros(2), torch.zeros(2)) == 0"
PYTHONS = ("ArithmeticError", "BufferError", "EOFError", "FloatingPointError", "ImportError", "LookupError", "OSError",
           "OverflowError", "ReferenceError", "StopIteration", "SystemError", "TimeoutError", "UnicodeError", "Warning",
           "KeyboardInterrupt", "GeneratorExit", "BrokenPipeError", "UserWarning")  # fmt: skip


def checks_of(course: Course, sandbox: Sandbox, tmp_path: Path, answer: str) -> list[CheckResult]:
    own = with_suite(course, tmp_path / "suites", **{unique(tmp_path): SUITE})
    paths = notebook_files(write(own, tmp_path / "ada", {"mse": answer}, "release"))
    with Judge(own, own.assignments[0], sandbox) as judge:
        report = judge.grade(judge.source.submission("ada", paths)).report
    assert str(SECRET) not in report.to_json()
    return list(report.exercises[0].checks)


@pytest.mark.parametrize("kind", ["KeyError", "ValueError", "TypeError", "ZeroDivisionError"])
def test_an_exception_is_named_where_the_visible_check_raises_it(kind: str, sandbox: Sandbox, tmp_path: Path) -> None:
    course = course_of_two(tmp_path / "course", VISIBLE)
    found = checks_of(course, sandbox, tmp_path, f"def mse(a, b):\n    raise {kind}")
    assert {each.message for each in found} == {f"the answer raised {kind}"}


@pytest.mark.parametrize(
    "answer",
    [
        "def mse(a, b):\n    raise {kind} if a.any() else LookupError",
        "def mse(a, b):\n    if a.any(): raise {kind}\n    return a.sum()",
        "import time\ndef mse(a, b):\n    if a.any(): raise {kind}\n    time.sleep(99)",
        "import os\ndef mse(a, b):\n    if a.any(): raise {kind}\n    os._exit(0)",
        "seen = []\ndef mse(a, b):\n    seen.append(a)\n    if a.any(): raise {kind}\n    raise ValueError",
    ],
)
def test_an_exception_of_hidden_values_alone_is_not_named(answer: str, sandbox: Sandbox, tmp_path: Path) -> None:
    """Whichever it is, the report is the same, but for one that the visible check raises, too."""
    told = set()
    for number, kind in enumerate((*PYTHONS[:3], "ValueError", "TypeError")):
        course = course_of_two(tmp_path / f"{number}" / "course", VISIBLE)
        checks = checks_of(course, sandbox, tmp_path / f"{number}", answer.format(kind=kind))
        told.add(tuple((each.outcome, each.message, each.hint) for each in checks))
    assert len(told) <= 2
    found = {(message, "other sizes" in hint) for checks in told for _, message, hint in checks}
    assert found - {("the answer raised ValueError", False)} == {("the answer raised an exception", True)}


def test_second_looks_begin_when_all_first_ones_have_ended(
    course: Course, sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So nothing that runs with text of the solutions has anybody to tell it to who is still heard."""
    from autograder.sandbox import workers as module

    alive: dict[int, bool] = {}
    seconds: list[int] = []
    asking, closing = module.Worker.ask, module.Worker.close
    solution = Judge(course, course.assignments[0], sandbox).source.notebooks["01-from-scratch"].solutions["mse"]

    def ask(self: Any, op: str, *rest: Any, **details: Any) -> dict[str, Any]:
        alive[id(self)] = True
        if op == "run" and details["source"].decode() == solution:
            seconds.append(id(self))
            assert [each for each, there in alive.items() if there and each not in seconds] == []
        return asking(self, op, *rest, **details)

    def close(self: Any) -> None:
        alive[id(self)] = False
        closing(self)

    monkeypatch.setattr(module.Worker, "ask", ask)
    monkeypatch.setattr(module.Worker, "close", close)
    wrong = {
        "mse": "def mse(a, b):\n    return (a - b).sum()",
        "training-step": "def training_step(*a): raise KeyError",
    }
    paths = notebook_files(write(course, tmp_path / "ada", wrong))
    with Judge(course, course.assignments[0], sandbox) as judge:
        report = judge.grade(judge.source.submission("ada", paths)).report
    assert seconds, "there was a second look"
    outcomes = {check.outcome for each in report.exercises if each.id == "mse" for check in each.checks}
    assert Outcome.FAILED in outcomes


def test_a_report_without_seconds_says_the_same_however_long_it_took(sandbox: Sandbox, tmp_path: Path) -> None:
    """Nothing but ``seconds`` differs between an answer that waits and one that does not."""
    reports = []
    for number, wait in enumerate(("0", "0.2 * bool(a.any())")):
        course = course_of_two(tmp_path / f"{number}" / "course", VISIBLE)
        answer = f"import time\ndef mse(a, b):\n    time.sleep({wait})\n    return a.sum()"
        found = checks_of(course, sandbox, tmp_path / f"{number}", answer)
        reports.append([{**json.loads(each.model_dump_json()), "seconds": 0} for each in found])
    assert reports[0] == reports[1]


COUNTED = """
import numpy as np
import numpy as np
import pytest

@pytest.mark.exercise("mse", questions=[13], points=2, raised={"KeyError": "Look at the key."})
def test_value(student, expect):
    expect.that(True, "it is")
    seen = student.call("mse", student.tensor([1.0]), student.tensor([1.0]))
    expect.close(seen.array.item(), 0.0, mistakes={"a": 1.0})

@pytest.mark.exercise("mse", questions=[13], points=1)
def test_it_answers(student, expect):
    student.call("mse", student.tensor([1.0]), student.tensor([1.0]))

@pytest.mark.exercise("loss-function", questions=[13], points=1)
def test_other(student, expect):
    pass
"""


def test_bits_are_counted_over_the_checks_of_an_exercise(
    small_course: Course, sandbox: Sandbox, tmp_path: Path
) -> None:
    own = with_suite(small_course, tmp_path / "suites", **{unique(tmp_path): COUNTED})
    with Judge(own, own.assignments[0], sandbox) as judge:
        found = bits(judge)
    first = 1 + (1 + 2 * variants(0.0)) + 3 + ENDED
    assert found["mse"] == pytest.approx(math.log2(first) + math.log2(1 + 2 + ENDED))


def test_more_can_be_told_of_a_larger_array() -> None:
    ones = [variants(np.zeros(shape)) for shape in ((), (3,), (3, 4), (3, 4, 5))]
    assert ones == sorted(set(ones))
    assert variants([0.0, 0.0]) > 2 * variants(0.0)
