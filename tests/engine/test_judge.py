"""Every outcome is reached for its own reason, and a report depends on the submission alone."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.course import Course, CourseError
from autograder.judging.judge import Judge
from autograder.notebooks.source import notebook_files
from autograder.report import CheckResult, Outcome, Report
from autograder.sandbox.workers import Sandbox
from tests.sample_class import ASSIGNMENT, write

SECRET = 48213.75
"""A hidden input; exact in float32."""
DIGITS = "48213"

SUITE = f"""
import numpy as np
import pytest

def pair(student):
    return student.tensor([[{SECRET}, 2.0]]), student.tensor([[0.0, 0.0]])

@pytest.mark.exercise("mse", questions=[13], points=2, raised={{"KeyError": "Look at the key."}})
def test_value(student, expect):
    expect.close(student.call("mse", *pair(student)), np.array(({SECRET} ** 2 + 4) / 2))

@pytest.mark.exercise("mse", questions=[13], points=1)
def test_it_answers(student, expect):
    student.call("mse", *pair(student))
    expect.that(True, "it answers")
"""

RIGHT = "def mse(a, b):\n    return ((a - b) ** 2).mean()"

Grader = Callable[..., Report]


def with_suite(course: Course, suites: Path, **files: str) -> Course:
    """The course with suites of the test's own: file name -> text."""
    (suites / ASSIGNMENT).mkdir(parents=True)
    for name, text in files.items():
        (suites / ASSIGNMENT / f"{name}.py").write_text(text, encoding="utf-8")
    return course.model_copy(update={"suites": suites})


def unique(tmp_path: Path) -> str:
    """A name for a suite's file that no other test has."""
    return f"test_{zlib.crc32(str(tmp_path).encode())}"


@pytest.fixture
def graded(small_course: Course, sandbox: Sandbox, tmp_path: Path) -> Grader:
    """The report of a submission by a suite of the test's own."""

    def grade(answers: dict[str, str], suite: str = SUITE, edits: list[dict[str, Any]] | None = None) -> Report:
        own = with_suite(small_course, tmp_path / "suites", **{unique(tmp_path): suite})
        paths = notebook_files(write(small_course, tmp_path / "ada", answers, "release", edits or []))
        with Judge(own, own.assignments[0], sandbox, outputs=True) as judge:
            judged = judge.grade(judge.source.submission("ada", paths))
        shown = [output for cells in judged.outputs.values() for outputs in cells.values() for output in outputs]
        assert DIGITS not in repr(shown)
        assert Report.from_json(judged.report.to_json()) == judged.report
        return judged.report

    return grade


def checks(report: Report, exercise: str = "mse") -> tuple[CheckResult, ...]:
    return next(each for each in report.exercises if each.id == exercise).checks


def outcomes(report: Report, exercise: str = "mse") -> list[str]:
    return [str(check.outcome) for check in checks(report, exercise)]


def defined(*lines: str) -> dict[str, str]:
    return {"mse": "def mse(a, b):\n" + "\n".join(f"    {line}" for line in lines)}


# Outcomes


def test_passed(graded: Grader) -> None:
    report = graded({"mse": RIGHT})
    assert outcomes(report) == ["passed", "passed"]
    assert (report.score, report.max_score) == (3, 3)
    assert [(each.message, each.hint) for each in checks(report)] == [("", ""), ("", "")]


@pytest.mark.parametrize(
    "answer",
    [
        "mse = lambda x, y: (x - y).square().mean()",
        "class M:\n    def __call__(self, p, q, /): return ((p - q) ** 2).mean()\nmse = M()",
        "import functools\nmse = functools.partial(torch.nn.functional.mse_loss)",
        "import warnings\n" + RIGHT + "\nprint('done'); warnings.warn('careful'); 1 / 0",
    ],
)
def test_any_form_of_an_answer_passes(graded: Grader, answer: str) -> None:
    assert outcomes(graded({"mse": answer})) == ["passed", "passed"]


@pytest.mark.parametrize("result", ["(a - b).abs().mean()", "float('nan')", "None", "a", "torch.tensor(float('nan'))"])
def test_failed(graded: Grader, result: str) -> None:
    report = graded(defined(f"return {result}"))
    assert outcomes(report) == ["failed", "passed"]
    assert (report.score, report.max_score) == (1, 3)
    assert checks(report)[0].message


@pytest.mark.parametrize(
    ("line", "message", "hint"),
    [
        ("raise KeyError('x')", "the answer raised KeyError", "Look at the key."),
        ("raise SystemExit", "the answer raised an exception", "other sizes"),
        ("raise NotImplementedError", "the answer raised NotImplementedError", "still the stub"),
        ("import os; os._exit(0)", "the answer ended the notebook's process", "does not exit"),
        ("raise type('Own', (Exception,), {})", "the answer raised an exception", "other sizes"),
    ],
)
def test_crashed(graded: Grader, line: str, message: str, hint: str) -> None:
    report = graded(defined(line))
    assert outcomes(report) == ["crashed", "crashed"]
    assert checks(report)[0].message == message
    assert hint in checks(report)[0].hint


def test_an_untouched_stub_crashes_with_a_hint(graded: Grader) -> None:
    report = graded({})
    assert outcomes(report) == ["crashed", "crashed"]
    assert "still the stub" in checks(report)[0].hint


def test_a_name_that_is_not_defined(graded: Grader) -> None:
    report = graded({"mse": "def mean_squared_error(a, b): pass"})
    assert outcomes(report) == ["crashed", "crashed"]
    assert "`mse`" in checks(report)[0].message


@pytest.mark.parametrize(
    "lines", [["while True: pass"], ["while True:", "    try:", "        while True: pass", "    except: pass"]]
)
def test_timed_out(graded: Grader, lines: list[str]) -> None:
    report = graded(defined(*lines))
    assert outcomes(report) == ["timed_out", "timed_out"]
    assert "loop" in checks(report)[0].hint


def test_a_hang_costs_its_own_check_only(graded: Grader) -> None:
    suite = SUITE.replace("def test_it_answers(student, expect):", "def test_it_answers(student, expect):\n    return")
    assert outcomes(graded(defined("while True: pass"), suite)) == ["timed_out", "passed"]


def test_a_crash_costs_its_own_check_only(graded: Grader) -> None:
    suite = SUITE.replace('student.call("mse", *pair(student))\n', 'student.call("mse", 1, 2)\n')
    report = graded(defined("import os", "return a if a == 1 else os._exit(0)"), suite)
    assert outcomes(report) == ["crashed", "passed"]


@pytest.mark.parametrize("edit", [{"edit": "remove"}, {"edit": "text", "text": "{"}, {"edit": "text", "text": ""}])
def test_skipped(graded: Grader, edit: dict[str, str]) -> None:
    report = graded({}, edits=[{**edit, "notebook": "01-from-scratch.ipynb"}])
    assert outcomes(report) == ["skipped", "skipped"]
    assert "01-from-scratch.ipynb" in checks(report)[0].message
    assert (report.score, report.max_score) == (0, 3)
    assert report.unreadable == (() if edit["edit"] == "remove" else ("01-from-scratch.ipynb",))


@pytest.mark.parametrize(
    "line",
    [
        "expect.close(1, {1, 2})",
        "raise TypeError",
        "student.nothing_of_this_name",
        "student.call('mse', object())",
        "student.probe('no_such_probe')",
        "raise SystemExit",
        "pytest.skip()",
        "pytest.fail()",
        "1 / 0",
    ],
)
def test_grader_error(graded: Grader, line: str) -> None:
    suite = SUITE.replace('expect.that(True, "it answers")', line)
    report = graded({"mse": RIGHT}, suite)
    assert outcomes(report) == ["passed", "grader_error"]
    assert report.score is None
    assert "your answer was not judged" in checks(report)[1].message


@pytest.mark.parametrize("answer", ["'seven'", "None", "{}", "[a] * 3", "print"])
def test_what_an_answer_does_to_a_careless_check_is_a_miss(graded: Grader, answer: str) -> None:
    """Else a student could choose to have no score at all."""
    line = 'float(student.call("mse", *pair(student)).array)'
    suite = SUITE.replace('expect.that(True, "it answers")', line)
    report = graded(defined(f"return {answer}"), suite)
    assert outcomes(report) == ["failed", "failed"]
    assert "nothing that this check can look at" in checks(report)[1].message
    assert any("a check of mse could not look at what the answer gave" in note for note in report.notes)


def test_a_careless_check_passes_the_solution(graded: Grader) -> None:
    suite = SUITE.replace('expect.that(True, "it answers")', 'float(student.call("mse", *pair(student)).array)')
    assert outcomes(graded({"mse": RIGHT}, suite)) == ["passed", "passed"]


def test_a_fixture_that_fails_is_the_graders_error(graded: Grader) -> None:
    suite = SUITE + "\n@pytest.fixture\ndef rng(): raise ValueError\n"
    report = graded({"mse": RIGHT}, suite.replace("test_value(student", "test_value(rng, student"))
    assert outcomes(report) == ["grader_error", "passed"]


def test_a_plain_assertion_is_a_failure(graded: Grader) -> None:
    suite = SUITE.replace('expect.that(True, "it answers")', "assert False, 'first line\\nsecond line'")
    report = graded({"mse": RIGHT}, suite)
    assert outcomes(report) == ["passed", "failed"]
    assert checks(report)[1].message == "first line"


def test_every_outcome_was_tested() -> None:
    tested = {name.removeprefix("test_") for name in globals()}
    assert {str(each) for each in Outcome} <= tested


# Cells that go wrong


def cell(source: str, notebook: str = "01-from-scratch.ipynb") -> list[dict[str, Any]]:
    return [{"edit": "insert", "notebook": notebook, "at": 2, "source": source}]


@pytest.mark.parametrize(
    ("source", "note"),
    [
        ("1 / 0", "raised ZeroDivisionError"),
        ("while True: pass", "cell 3 was stopped after 1 s"),
        ("import os; os._exit(0)", "cell 3 ended the notebook's process and was left out"),
        ("raise SystemExit", "raised SystemExit"),
        ("def f(:", "raised SyntaxError"),
    ],
)
def test_a_bad_cell_is_a_note_and_costs_nothing(graded: Grader, source: str, note: str) -> None:
    report = graded({"mse": RIGHT}, edits=cell(source))
    assert outcomes(report) == ["passed", "passed"]
    assert any(note in each for each in report.notes), report.notes


def test_a_poisoned_library_costs_its_own_notebook_at_most(graded: Grader) -> None:
    marker = '@pytest.mark.exercise("loss-function", questions=[13], points=1)'
    body = 'expect.close(student.call("loss_fn", *pair(student)[:1] * 2), np.array(0.0))'
    suite = f"{SUITE}\n{marker}\ndef test_other(student, expect): {body}\n"
    source = "import torch, builtins\ntorch.manual_seed = torch.Tensor.mean = torch.from_numpy = builtins.len = None"
    report = graded({"loss-function": "loss_fn = F.mse_loss"}, suite, edits=cell(source))
    assert outcomes(report, "loss-function") == ["passed"]


# Nothing hidden is told


def forging(**answer: Any) -> list[str]:
    """Lines that answer in the worker's place; ``{said}`` in a text is what the arguments hold."""
    return [
        "import os, sys",
        "from autograder import wire",
        "frame = sys._getframe()",
        "while not isinstance(frame.f_locals.get('request'), dict): frame = frame.f_back",
        "said = str(a.tolist())",
        f"answer = {answer!r}",
        "answer = {k: wire.Opaque(said) if v == 'OPAQUE' else str(v).format(said=said) for k, v in answer.items()}",
        "os.write(3, wire.encode({'id': frame.f_locals['request']['id'], **answer}))",
        "os._exit(0)",
    ]


LEAKS: dict[str, list[str]] = {
    "printed": ["print(a)", "print(a.tolist())", "return a"],
    "exception": ["raise ValueError(str(a.tolist()))"],
    "exception's name": ["raise type('E' + str(int(a[0, 0])), (Exception,), {})"],
    "exception's chain": [
        "try: raise ValueError(str(a.tolist()))",
        "except ValueError: raise KeyError(str(a.tolist()))",
    ],
    "result": ["return str(a.tolist())"],
    "key": ["return {str(a.tolist()): a}"],
    "type's name": ["return type('E' + str(int(a[0, 0])), (), {})()"],
    "callable's name": ["return type('E' + str(int(a[0, 0])), (), {'__call__': len})()"],
    "plot": ["import matplotlib.pyplot as plt", "plt.title(str(a.tolist())); plt.show()", "return a"],
    "warning": ["import warnings", "warnings.warn(str(a.tolist()))", "return a"],
    "file": ["open(str(a.tolist()), 'w').close()", "return open('no' + str(a.tolist()))"],
    "forged missing": forging(missing="{said}"),
    "forged raised": forging(raised="{said}"),
    "forged opaque": forging(value="OPAQUE"),
    "forged text": forging(value="{said}"),
}


@pytest.mark.parametrize("lines", LEAKS.values(), ids=LEAKS)
def test_hidden_inputs_are_not_told(graded: Grader, lines: list[str]) -> None:
    report = graded(defined(*lines))
    assert outcomes(report)[0] in ("failed", "crashed")
    assert DIGITS not in report.to_json()


@pytest.mark.parametrize("key", ["missing", "raised", "value", "timed_out"])
@pytest.mark.parametrize("text", ["\ud800", "x" * 100_000, "::error::x\n"])
def test_a_forged_answer_never_fails_the_grader(graded: Grader, key: str, text: str) -> None:
    report = graded(defined(*forging(**{key: text})))
    assert set(outcomes(report)) <= {"failed", "crashed", "timed_out", "passed"}
    assert len(report.to_json()) < 20_000
    assert "::error::x" not in report.to_json()


def test_a_forged_kind_never_fails_the_grader(graded: Grader) -> None:
    lines = [line.replace("str(a.tolist())", r"'\ud800'") for line in forging(value="OPAQUE")]
    assert outcomes(graded(defined(*lines)))[0] in ("failed", "crashed")


def test_outputs_that_are_no_outputs_are_left_out(graded: Grader) -> None:
    source = (
        "import os, sys\nfrom autograder import wire\nframe = sys._getframe()\n"
        "while not isinstance(frame.f_locals.get('request'), dict): frame = frame.f_back\n"
        "for claim in ([b'5', b'[5]'][:1]):\n"
        "    os.write(3, wire.encode({'id': frame.f_locals['request']['id'], 'done': True, 'outputs': claim}))\n"
        "os._exit(0)"
    )
    assert outcomes(graded({"mse": RIGHT}, edits=cell(source))) == ["passed", "passed"]


# Judging by the course's own suites


@pytest.fixture
def report_of(judge: Judge, course: Course, tmp_path: Path) -> Grader:
    def grade(answers: dict[str, str], start: str = "solutions", edits: list[dict[str, Any]] | None = None) -> Report:
        paths = notebook_files(write(course, tmp_path / "ada", answers, start, edits or []))
        return judge.grade(judge.source.submission("ada", paths)).report

    return grade


def lost(report: Report) -> set[str]:
    """The exercises without their full points."""
    return {each.id for each in report.exercises if each.score != each.max_score}


SUM = "def mse(t1, t2):\n    return ((t1 - t2) ** 2).sum()"


def test_an_answer_that_others_need_costs_its_own_points_only(report_of: Grader) -> None:
    report = report_of({"mse": SUM})
    assert lost(report) == {"mse"}


def test_a_missing_answer_that_others_need_costs_its_own_points_only(report_of: Grader) -> None:
    report = report_of({"mse": "raise ValueError", "training-step": "pass"})
    assert lost(report) == {"mse", "training-step"}


def test_a_reference_is_never_the_answer(report_of: Grader) -> None:
    stolen = "def mse(t1, t2):\n    raise NotImplementedError()\ndef thief():\n    return mse"
    assert "mse" in lost(report_of({"mse": stolen}))


OWN_MODEL = """
class Model:
    def __call__(self, x):
        return x @ w.t() + b
    def loss(self, x, y):
        return mse(self(x), y)
model = Model()
"""
OWN_STEP = """
def training_step(inputs, targets, lr):
    global w, b
    loss = model.loss(inputs, targets)
    loss.backward()
    with torch.no_grad():
        w -= lr * w.grad
        b -= lr * b.grad
        w.grad.zero_()
        b.grad.zero_()
    return loss.item()
"""


def test_a_second_look_is_in_the_students_own_surroundings(report_of: Grader) -> None:
    assert lost(report_of({"model": OWN_MODEL, "training-step": OWN_STEP})) == set()


def test_a_second_look_excuses_no_mistake(report_of: Grader) -> None:
    wrong = OWN_STEP.replace("w -= lr", "w += lr")
    assert lost(report_of({"model": OWN_MODEL, "training-step": wrong})) == {"training-step"}


def test_a_report_is_the_same_on_every_run(report_of: Grader) -> None:
    answers = {"mse": SUM, "loss-function": "loss_fn = F.mse_loss", "fit": "def fit(*rest): return 1 / 0"}
    first, again = report_of(answers, "release"), report_of(answers, "release")
    assert 0 < (first.score or 0) < first.max_score
    assert without_seconds(first) == without_seconds(again)


def without_seconds(report: Report) -> dict[str, Any]:
    tree = report.model_dump(exclude={"seconds": True})
    for exercise in tree["exercises"]:
        for check in exercise["checks"]:
            del check["seconds"]
    return tree


def test_hidden_inputs_come_from_the_courses_seed(small_course: Course, sandbox: Sandbox, tmp_path: Path) -> None:
    marker = '@pytest.mark.exercise("mse", questions=[13], points=1)'
    body = "expect.fail(str(rng.random()))"
    text = f"{marker}\ndef test_one(expect, rng): {body}\n{marker}\ndef test_two(expect, rng): {body}\n"
    own = with_suite(small_course, tmp_path / "suites", **{unique(tmp_path): f"import pytest\n{text}"})
    paths = notebook_files(write(own, tmp_path / "ada", {"mse": RIGHT}, "release"))
    drawn = []
    for seed in ("a", "a", "b"):
        with Judge(own.model_copy(update={"seed": seed}), own.assignments[0], sandbox) as judge:
            report = judge.grade(judge.source.submission("ada", paths)).report
        drawn.append([check.message for check in checks(report)])
    assert drawn[0] == drawn[1]
    assert len({*drawn[0], *drawn[2]}) == 4


# Suites that do not load

BROKEN: dict[str, tuple[str | None, str]] = {
    "no file": (None, "no test_"),
    "no check": ("x = 1", "no test_"),
    "syntax": ("def", "test_"),
    "import": ("import nothing_of_this_name", "nothing_of_this_name"),
    "no marker": ("def test_a(student): pass", "exercise(id, questions"),
    "unknown exercise": (SUITE.replace('"mse", q', '"rmse", q'), "rmse"),
    "no points": (SUITE.replace(", points=1", ""), "points"),
    "zero points": (SUITE.replace("points=1", "points=0"), "at least 1"),
    "half points": (SUITE.replace("points=1", "points=0.5"), "whole number"),
    "a truth for points": (SUITE.replace("points=1", "points=True"), "whole number"),
    "strange question": (SUITE.replace("[13]", "[14]"), "14"),
    "one number for questions": (SUITE.replace("[13]", "13"), "questions"),
    "unknown marker": (SUITE.replace("mark.exercise", "mark.exercis"), "exercis"),
    "exit": ("raise SystemExit(3)", "test_"),
}


@pytest.mark.parametrize(("text", "says"), BROKEN.values(), ids=BROKEN)
def test_a_suite_that_does_not_load_is_one_line(
    small_course: Course, sandbox: Sandbox, tmp_path: Path, text: str | None, says: str
) -> None:
    own = with_suite(small_course, tmp_path, **({} if text is None else {unique(tmp_path): text}))
    with pytest.raises(CourseError) as caught:
        Judge(own, own.assignments[0], sandbox).open()
    assert str(tmp_path / ASSIGNMENT) in str(caught.value)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_two_judges_have_their_own_suites(small_course: Course, sandbox: Sandbox, tmp_path: Path) -> None:
    found = []
    for name in ("one", "other"):
        text = SUITE.replace("test_value", f"test_{name}")
        own = with_suite(small_course, tmp_path / name, test_same_name=text)
        with Judge(own, own.assignments[0], sandbox) as judge:
            found.append(judge.checks[0].id)
    assert found == ["test_one", "test_other"]
