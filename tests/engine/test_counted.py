"""Only what counts is run for a score: no name of the course's pictures reaches a student's code unasked."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.course import Course
from autograder.judging.judge import Judge
from autograder.notebooks.source import SourceNotebook, notebook_files
from autograder.report import Report
from autograder.sandbox.workers import Worker
from tests.sample_class import ASSIGNMENT, write

pytestmark = pytest.mark.finds("a report that depends on whether pictures were made")

FULL = 90
Grader = Callable[..., Report]


@pytest.fixture
def graded(course: Course, judge: Judge, tmp_path: Path) -> Grader:
    """The report of the solutions with these answers in place of theirs."""
    folders = (tmp_path / str(number) for number in itertools.count())

    def grade(answers: dict[str, str], edits: list[dict[str, Any]] | None = None) -> Report:
        paths = notebook_files(write(course, next(folders), answers, edits=edits or []))
        return judge.grade(judge.source.submission("ada", paths)).report

    return grade


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts of the cells that workers are asked to run."""
    texts: list[str] = []
    ask = Worker.ask

    def recording(self: Worker, op: str, *arguments: Any, **details: Any) -> dict[str, Any]:
        if op == "run":
            texts.append(details["source"].decode())
        return ask(self, op, *arguments, **details)

    monkeypatch.setattr(Worker, "ask", recording)
    return texts


def missed(report: Report) -> list[str]:
    return [f"{each.id}::{check.id}: {check.hint}" for each in report.exercises for check in each.missed]


def assert_full(report: Report) -> None:
    assert (report.score, missed(report), report.notes) == (FULL, [], ())


def names_of_shows(source: SourceNotebook) -> set[str]:
    """What the course's pictures bind and nothing else of the course's own speaks of."""
    shows = {name for text in source.shows for name in source.names[text].bound}
    spoken = {
        name
        for text in source.texts - source.shows
        for each in [source.names[text]]
        for name in each.bound | each.needed
    }
    return shows - spoken


def shows_of(judge: Judge) -> set[str]:
    return {text for each in judge.source.notebooks.values() for text in each.shows}


def test_a_cell_that_shows_is_not_run_as_released(graded: Grader, ran: list[str], judge: Judge) -> None:
    assert_full(graded({}))
    assert len(shows_of(judge)) > 30
    assert len(ran) > 30
    assert not shows_of(judge).intersection(ran)


@pytest.mark.parametrize(
    ("name", "helped"), [("01-from-scratch", ("slope", "train")), ("02-built-ins", ("fit", "dataset"))]
)
def test_every_name_of_a_picture_may_be_a_helpers(
    graded: Grader, judge: Judge, name: str, helped: tuple[str, str]
) -> None:
    """All at once, in two answers: bound above the function, and as it was left when the function is called."""
    assert_full(graded({}))  # from now on the names are known
    source = judge.source.notebooks[name]
    names = sorted(names_of_shows(source))
    assert len(names) > 25
    answers = {}
    for exercise in helped:
        function = source.notebook.exercise(exercise).provides[0]
        own = f"{exercise} of mine"
        helpers = [f"def {each}_():\n    return {own!r}\n\n\n{each} = {each}_" for each in names]
        wrapped = (
            f"{function}_inner = {function}\n\n\n"
            f"def {function}(*arguments):\n"
            f"    assert [each() for each in ({', '.join(names)})].count(their_own) == {len(names)}\n"
            f"    return {function}_inner(*arguments)"
        )
        answers[exercise] = "\n".join([f"their_own = {own!r}", *helpers, source.solutions[exercise], wrapped])
        assert_full(graded({exercise: answers[exercise]}))


LEANS = {
    "as a default": ("weighted-sum", "def predict_one(features, weights=my_weights, bias=my_bias):"),
    "in a string": (
        "weighted-sum",
        "def predict_one(features, weights, bias):\n    assert globals()['my_bias'] == -10",
    ),
    "by way of another": (
        "weighted-sum",
        "def start():\n    assert len(first_preds) == 5 and RED\n\n\n"
        "def predict_one(features, weights, bias):\n    start()",
    ),
}


def leaning(case: str) -> str:
    return LEANS[case][1] + "\n    return sum(f * w for f, w in zip(features, weights)) + bias"


@pytest.mark.parametrize("case", LEANS)
def test_an_answer_may_lean_on_a_picture(graded: Grader, case: str) -> None:
    """The cell stands below the answer in one case: by the time of the checks it has been run."""
    edits = []
    if case == "as a default":
        mine = {"edit": "insert", "notebook": "01-from-scratch.ipynb", "at": 23}
        edits = [{**mine, "source": "my_weights, my_bias = [1.0], 0.0"}]
    assert_full(graded({LEANS[case][0]: leaning(case)}, edits))


def test_a_call_of_a_function_of_a_picture_finds_it(graded: Grader, ran: list[str]) -> None:
    text = (
        "def expected_change(derivative, delta):\n"
        "    assert loss_if(0) > 0 and dw.shape == (2, 3)\n"
        "    return derivative * delta"
    )
    assert_full(graded({"expected-change": text}))
    assert sum("def loss_if" in each for each in ran) >= 1
    assert not any("ways = np.linspace" in each for each in ran)


UNSEEN = {
    "bound below, too": ("x_ = dw.shape", "dw = 3"),
    "bound above, perhaps": ("assert dw.shape == (2, 3)", "", "if not torch:\n    dw = None"),
    "bound above, and taken away": ("assert dw.shape == (2, 3)", "", "dw = 1\ndel dw"),
    "bound above, to nothing yet": ("assert dw.shape == (2, 3)", "", "dw = None"),
    "bound above, by an exception": (
        "assert dw.shape == (2, 3)",
        "",
        "try:\n    float('x')\nexcept ValueError as dw:\n    pass",
    ),
    "in pieces": ("exec('tone = RE' + 'D')",),
    "an effect": ("assert plt.rcParams['legend.frameon'] is False",),
}
"""Above the answer `nudge`, which is below the pictures; below, in another answer; and above, in another answer."""


@pytest.mark.parametrize("case", UNSEEN)
def test_what_no_name_tells_is_found_by_what_is_raised(graded: Grader, judge: Judge, case: str) -> None:
    line, below, above = (*UNSEEN[case], "", "")[:3]
    solutions = judge.source.notebooks["01-from-scratch"].solutions
    answers = {
        "to-tensors": f"{above}\n{solutions['to-tensors']}",
        "nudge": f"{line}\n{solutions['nudge']}",
        "diagnose": f"{solutions['diagnose']}\n{below}",
    }
    assert_full(graded(answers))


@pytest.mark.parametrize(
    "helper",
    [
        "globals()['moved'] = lambda a, b: a + b",
        "exec('def moved(a, b): return a + b')",
        "import __main__\nsetattr(__main__, 'moved', lambda a, b: a + b)",
        "get_ipython().push({'moved': lambda a, b: a + b})",
        "from operator import *\nmoved = add",
    ],
)
def test_a_helper_whose_name_no_text_binds_is_the_students(graded: Grader, helper: str) -> None:
    solution = (
        "def nudge(weight, derivative, amount):\n"
        "    return moved(weight, 0 if derivative == 0 else -amount if derivative > 0 else amount)"
    )
    assert_full(graded({"nudge": f"{helper}\n\n\n{solution}"}))


def test_a_picture_that_is_needed_takes_no_helper_away(graded: Grader) -> None:
    """The cell that binds `derivative` binds `moved` as well."""
    helper = "def moved(x, delta):\n    return x + delta\n\n\n"
    solution = (
        "def nudge(weight, derivative, amount):\n"
        "    return moved(weight, 0 if derivative == 0 else -amount if derivative > 0 else amount)"
    )
    below = {"edit": "insert", "notebook": "01-from-scratch.ipynb", "at": 80, "source": "print(derivative)"}
    assert_full(graded({"nudge": helper + solution}, [below]))


def test_a_picture_that_the_student_changed_is_the_students(graded: Grader, ran: list[str], judge: Judge) -> None:
    source = judge.source.notebooks["01-from-scratch"]
    cells = source.release.cells
    place = next(number for number, cell in enumerate(cells) if "my_weights, my_bias" in cell.source)
    changed = copy.deepcopy(cells[place].source).replace("-10.0", "-12.0") + "\nCONSTANT = 0.0"
    edit = {"edit": "insert", "notebook": "01-from-scratch.ipynb", "at": place, "source": changed}
    text = "def expected_change(derivative, delta):\n    return derivative * delta + CONSTANT"
    assert_full(graded({"expected-change": text}, [edit]))
    assert changed in ran and cells[place].source not in ran


def test_an_editors_blanks_change_nothing(graded: Grader, ran: list[str], judge: Judge) -> None:
    first = next(iter(judge.source.notebooks["01-from-scratch"].shows))
    blanks = "\r\n".join(f"{line}  " for line in first.splitlines()) + "\n\n"
    assert_full(graded({}, [{"edit": "insert", "notebook": "01-from-scratch.ipynb", "at": 4, "source": blanks}]))
    assert not any(first.splitlines()[-1] in each for each in ran)


HANGS = {
    "fit": "def fit(num_epochs, model, loss_fn, opt, train_dl):\n    while num_epochs > 30: pass",
    "train": "def train(epochs, lr):\n    if epochs > 60: import os; os._exit(1)\n    return [0.0] * epochs",
    "descend": "def descend(derivative, start, lr, steps):\n    raise KeyError",
    "gradients": "def gradients(inputs, targets):\n    print('x' * 10_000_000)\n    return w.detach(), b.detach()",
}
"""What is wrong with these shows in pictures, too: there they hang, end the process, raise, and say too much."""


@pytest.fixture(scope="module")
def showing(course: Course) -> Iterator[Judge]:
    quick = course.limits.model_copy(update={"cell_seconds": 2.0, "call_seconds": 2.0, "seconds_after_timeout": 1.0})
    with Judge(course.model_copy(update={"limits": quick}), course.assignment(ASSIGNMENT), outputs=True) as opened:
        yield opened


@pytest.mark.parametrize("exercise", HANGS)
def test_a_report_is_the_same_whether_outputs_are_wanted(
    course: Course, showing: Judge, tmp_path: Path, exercise: str
) -> None:
    paths = notebook_files(write(course, tmp_path, {exercise: HANGS[exercise]}))
    submission = showing.source.submission("ada", paths)
    shown = showing.grade(submission)
    with Judge(showing.course, showing.assignment, showing.sandbox) as other:
        silent = other.grade(submission)
    assert timeless(shown.report) == timeless(silent.report)
    assert shown.outputs and not silent.outputs


def timeless(report: Report) -> list[Any]:
    return [
        report.notes,
        [(check.id, check.outcome, check.message, check.hint) for each in report.exercises for check in each.checks],
    ]
