"""Each rule that a course must keep says, where it is broken, which file to mend."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.authoring import consistency
from autograder.course import Course, CourseError, Exercise, Limits, load_course
from autograder.course.questions import questions
from autograder.judging.judge import Judge
from autograder.notebooks.ipynb import grade_id
from autograder.sandbox.workers import Sandbox
from tests.engine.test_judge import unique
from tests.sample_class import ASSIGNMENT

pytestmark = pytest.mark.finds("what Jupyter itself says of the course's notebooks")

REAL = Path(__file__).parents[2]
FIRST = "01-from-scratch.ipynb"
PARTS = ("course_config.py", "nbgrader_config.py", "solutions", "assignments", "source_data", "docs")

Rule = Callable[[Judge], Any]


@pytest.fixture
def copied(course: Course, tmp_path: Path) -> Course:
    """The course in a folder of its own, its suites under names that no other test has."""
    for part in PARTS:
        path = course.root / part
        copy = shutil.copytree if path.is_dir() else shutil.copy
        copy(path, tmp_path / part)
    suites = tmp_path / "suites"
    shutil.copytree(course.suites, suites, ignore=shutil.ignore_patterns("__pycache__"))
    for path in (suites / ASSIGNMENT).glob("test_*.py"):
        path.rename(path.with_name(f"{unique(tmp_path)}_{path.name}"))
    return load_course(tmp_path).model_copy(update={"suites": suites})


def edit(path: Path, change: Callable[[list[NotebookNode]], object]) -> Path:
    """Changes the cells of a notebook."""
    node = nbformat.reads(path.read_text(encoding="utf-8"), 4)
    change(node.cells)
    path.write_text(nbformat.writes(node), encoding="utf-8")
    return path


def cell(cells: list[NotebookNode], name: str) -> NotebookNode:
    return next(each for each in cells if grade_id(each) == name)


def double(cells: list[NotebookNode]) -> None:
    """The answer cell of one exercise a second time."""
    cells.append(NotebookNode(cell(cells, "mse"), id="again"))


def source(course: Course) -> Path:
    return course.source_folder(course.assignments[0]) / FIRST


def release(course: Course) -> Path:
    return course.release_folder(course.assignments[0]) / FIRST


def suite(course: Course) -> Path:
    (path,) = course.suite_folder(course.assignments[0]).glob("*_test_01b_*.py")
    return path


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def lines(rule: Rule, course: Course, sandbox: Sandbox) -> list[str]:
    with Judge(course, course.assignments[0], sandbox) as judge:
        return list(rule(judge))


@pytest.mark.parametrize("rule", consistency.RULES, ids=lambda rule: rule.__name__.strip("_"))
def test_the_course_keeps_the_rule(copied: Course, sandbox: Sandbox, rule: Rule) -> None:
    """In full, with Jupyter and the planted answers, `autograder check` says so, which tests/suites runs."""
    assert lines(rule, copied, sandbox) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda cells: cells.remove(cell(cells, "mse")), "'mse' is there 0 times"),
        (lambda cells: cells.remove(cell(cells, "check-mse")), "'check-mse' is there 0 times"),
        (double, "'mse' is there 2 times"),
        (lambda cells: cell(cells, "mse").metadata.nbgrader.update(grade_id="rmse"), "'rmse' belongs to no exercise"),
        (lambda cells: cells.remove(cell(cells, "written-loss")), "'written-loss' is there 0 times"),
    ],
    ids=["no answer cell", "no check cell", "two answer cells", "unknown cell", "no written answer"],
)
def test_cells(copied: Course, sandbox: Sandbox, change: Callable[[list[NotebookNode]], object], says: str) -> None:
    path = edit(source(copied), change)
    found = lines(consistency._cells, copied, sandbox)
    assert any(line.startswith(f"{path}: ") and says in line for line in found), found


def test_a_doubled_cell_is_told_by_the_command_too(copied: Course) -> None:
    path = edit(source(copied), double)
    found = consistency.problems_of(copied, copied.assignments[0])
    assert any(line.startswith(f"{path}: ") and "'mse' is there 2 times" in line for line in found), found


MARK = '@pytest.mark.exercise("mse", questions=[13], points=1)\ndef '


def seen_at_once(course: Course, monkeypatch: pytest.MonkeyPatch, **rest: Any) -> list[str]:
    """What `autograder check` says where nothing may be run."""
    monkeypatch.setattr(consistency, "Judge", None)
    shutil.copytree(REAL / "tests" / "answers", course.root / "tests" / "answers", dirs_exist_ok=True)
    return consistency.problems_of(course, course.assignments[0], **rest)


def points(number: int, name: str = "check-mse") -> Callable[[list[NotebookNode]], object]:
    return lambda cells: cell(cells, name).metadata.nbgrader.update(points=number)


def test_points_changed_in_a_suite_are_told_at_once_and_alone(copied: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the totals nor the release are told: both follow."""
    before = 'exercise("mse", questions=[13], points=2'
    text = suite(copied).read_text(encoding="utf-8")
    suite(copied).write_text(text.replace(before, before[:-1] + "3", 1), encoding="utf-8")
    (found,) = seen_at_once(copied, monkeypatch)
    assert found.startswith(f"{source(copied)}: the cell 'check-mse' has ") and "set the cell's points to " in found


def test_an_exercise_whose_checks_are_gone_is_not_told_to_have_no_points(
    copied: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in suite(copied).parent.glob("*test_*.py"):
        text = re.sub(r'(mark\.exercise\(\s*)"mse"', r'\1"model"', path.read_text(encoding="utf-8"))
        path.write_text(text, encoding="utf-8")
    found = seen_at_once(copied, monkeypatch)
    assert any("no check for 'mse'; write one" in line for line in found), found
    assert not any("check-mse" in line or "automatic points" in line for line in found), found


def test_all_facts_are_told_in_one_go(copied: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(source(copied), points(99))
    edit(source(copied), points(3, "written-loss"))
    edit(source(copied), lambda cells: cells.remove(cell(cells, "check-model")))
    replace(source(copied), "your-organisation/your-course", "else/where")
    course = copied.model_copy(update={"address": copied.address})
    (answers := course.root / "tests" / "answers" / "right" / "nobody").mkdir(parents=True)
    found = seen_at_once(course, monkeypatch)
    told = ["'check-model' is there 0 times", "'check-mse' has 99 points", "'written-loss' has 3 points"]
    for says in [*told, "fetches from", f"{answers}: there is no exercise 'nobody'"]:
        assert sum(says in line for line in found) == 1, (says, found)
    assert len(found) == 5


def test_one_exercise_can_be_looked_at_alone(copied: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(source(copied), points(99))
    edit(source(copied), points(98, "check-model"))
    (found,) = seen_at_once(copied, monkeypatch, exercise="model")
    assert "'check-model' has 98 points" in found


def test_one_exercise_is_proved_alone(copied: Course) -> None:
    """Its own answers and forms are tried, and what another one lacks keeps nobody."""
    for kind in ("right", "mistakes"):
        for name in ("parameter-shapes", "nudge"):
            folder = copied.root / "tests" / "answers" / kind / name
            shutil.copytree(REAL / "tests" / "answers" / kind / name, folder)
    (folder / "keeps.py").write_text("# hint: -\ndef nudge(*_): return None\n", encoding="utf-8")
    (folder.parent / "parameter-shapes" / "keeps.py").write_text("# hint: -\npass\n", encoding="utf-8")
    stages: list[str] = []
    found = consistency.problems_of(copied, copied.assignments[0], "parameter-shapes", stages.append)
    assert not any("nudge" in line or "'mse'" in line for line in found), found
    assert not any("plant one" in line for line in found), found
    assert len(stages) == 4
    with pytest.raises(CourseError, match="no exercise 'parameters'; there are "):
        consistency.problems_of(copied, copied.assignments[0], "parameters")


def test_an_exercise_without_checks(copied: Course, sandbox: Sandbox) -> None:
    first, *rest = copied.assignments[0].notebooks
    extra = Exercise(id="extra", questions=(45,), provides=("extra",))
    more = first.model_copy(update={"exercises": (*first.exercises, extra)})
    (found,) = lines(consistency._checks, with_assignment(copied, notebooks=(more, *rest)), sandbox)
    assert found.startswith(f"{suite(copied).parent}: no check for 'extra'; write one")


def test_two_checks_of_one_name(copied: Course, sandbox: Sandbox) -> None:
    more = suite(copied).with_name(f"{suite(copied).stem}_more.py")
    more.write_text(f"import pytest\n{MARK}test_any_equal_shapes(): pass\n")
    found = lines(consistency._checks, copied, sandbox)
    assert found == [f"{more.parent}: 'mse' has two checks called 'test_any_equal_shapes'; rename one"]


def test_a_question_that_no_check_names(copied: Course, sandbox: Sandbox) -> None:
    replace(suite(copied), "questions=[8, 9]", "questions=[9]")
    found = lines(consistency._checks, copied, sandbox)
    assert found == [f"{suite(copied).parent}: no check of 'model' names question 8"]


def test_a_check_without_questions(copied: Course, sandbox: Sandbox) -> None:
    text = suite(copied).read_text(encoding="utf-8")
    suite(copied).write_text(text.replace("questions=[13], points=2,", "questions=[], points=2,", 1), encoding="utf-8")
    found = lines(consistency._checks, copied, sandbox)
    name = "test_mean_is_taken_over_every_element"
    assert found == [f"{suite(copied)}: {name} names none of the questions of 'mse'; add one"]


def test_an_empty_hint(copied: Course, sandbox: Sandbox) -> None:
    old = "questions=[13], points=2, raised=MSE_RAISED)"
    text = suite(copied).read_text(encoding="utf-8")
    new = "questions=[13], points=2, raised={'TypeError': ' '})"
    suite(copied).write_text(text.replace(old, new, 1), encoding="utf-8")
    (found,) = lines(consistency._checks, copied, sandbox)
    assert found.startswith(
        f"{suite(copied)}: the hint of test_mean_is_taken_over_every_element for TypeError is empty"
    )


def test_points_of_a_cell_are_those_of_its_checks(copied: Course, sandbox: Sandbox) -> None:
    path = edit(source(copied), lambda cells: cell(cells, "check-mse").metadata.nbgrader.update(points=99))
    (found,) = lines(consistency._points, copied, sandbox)
    assert found.startswith(f"{path}: the cell 'check-mse' has 99 points")


@pytest.mark.parametrize("points", ["1 + 1", "int('2')"])
def test_points_that_a_mark_works_out_are_those_of_the_loaded_suite(
    copied: Course, sandbox: Sandbox, points: str
) -> None:
    """A syntax tree does not tell them."""
    text = suite(copied).read_text(encoding="utf-8")
    old = "questions=[13], points=2"
    assert old in text
    suite(copied).write_text(text.replace(old, f"questions=[13], points={points}", 1), encoding="utf-8")
    path = edit(source(copied), lambda cells: cell(cells, "check-mse").metadata.nbgrader.update(points=99))
    (found,) = lines(consistency._points, copied, sandbox)
    assert found.startswith(f"{path}: the cell 'check-mse' has 99 points")


def test_points_of_a_written_answer(copied: Course, sandbox: Sandbox) -> None:
    path = edit(source(copied), lambda cells: cell(cells, "written-loss").metadata.nbgrader.update(points=3))
    (found,) = lines(consistency._points, copied, sandbox)
    assert found == (
        f"{path}: the cell 'written-loss' has 3 points, course_config.py says 2; set the cell's points to 2"
    )


def with_assignment(course: Course, **changes: Any) -> Course:
    assignment = course.assignments[0].model_copy(update=changes)
    return course.model_copy(update={"assignments": (assignment,)})


def test_points_add_up_to_the_totals(copied: Course, sandbox: Sandbox) -> None:
    found = lines(consistency._points, with_assignment(copied, totals=(100, 12)), sandbox)
    assert [line.split(": ")[1].split(";")[0] for line in found] == [
        "90 automatic points, and course_config.py wants 100",
        "10 written points, and `totals` wants 12",
    ]


QUESTION = '[[question]]\nnumber = 46\ntopic = "t"\nwording = "w"\nnotebook = "none"\nsection = "s"\n'


def test_questions_that_are_not_asked_or_not_worded(copied: Course, sandbox: Sandbox) -> None:
    path = copied.data_folder / "questions.toml"
    path.write_text(path.read_text(encoding="utf-8") + QUESTION, encoding="utf-8")
    first, *rest = copied.assignments[0].notebooks
    exercise = first.exercises[0].model_copy(update={"questions": (1, 47)})
    changed = first.model_copy(update={"exercises": (exercise, *first.exercises[1:])})
    found = lines(consistency._questions, with_assignment(copied, notebooks=(changed, *rest)), sandbox)
    assert found == [
        f"{path}: question 47 is asked in course_config.py and not worded; add it",
        f"{path}: no exercise asks question 46; give it to one in course_config.py, or take it out",
        f"{source(copied)}: end the text above the cell 'linear-models' with the line *Questions 1, 47*",
        f"{path}: question 46: the assignment has no notebook 'none'",
    ]


def test_a_question_is_explained_where_it_says(copied: Course, sandbox: Sandbox) -> None:
    path = copied.data_folder / "questions.toml"
    section = next(each.section for each in questions(copied) if each.number == 13)
    replace(path, f'section = "{section}"', 'section = "Elsewhere"')
    found = lines(consistency._questions, copied, sandbox)
    assert f"{path}: question 13: {FIRST} has no heading 'Elsewhere'" in found


@pytest.mark.parametrize("change", ["*Question 13*", "*Question 31*"])
def test_an_exercise_shows_its_questions(copied: Course, sandbox: Sandbox, change: str) -> None:
    def spoil(cells: list[NotebookNode]) -> None:
        text = next(each for each in cells if each.id == "text-mse")
        text.source = text.source.replace("*Question 13*", change if "31" in change else "")

    path = edit(source(copied), spoil)
    found = lines(consistency._questions, copied, sandbox)
    assert found == [f"{path}: end the text above the cell 'mse' with the line *Question 13*"]


@pytest.mark.parametrize("secret", ["test_any_equal_shapes", "SEED"])
def test_leaks(copied: Course, sandbox: Sandbox, secret: str) -> None:
    secret = copied.seed if secret == "SEED" else secret
    path = edit(release(copied), lambda cells: cells[0].update(source=f"see {secret}"))
    (found,) = lines(consistency._leaks, copied, sandbox)
    assert found.startswith(f"{path}: holds {secret!r}")


def test_leaks_in_other_files(copied: Course, sandbox: Sandbox) -> None:
    folder = release(copied).parent / "extra"
    folder.mkdir()
    (folder / "notes.txt").write_text(f"the seed is {copied.seed}")
    (found,) = lines(consistency._leaks, copied, sandbox)
    assert found.startswith(f"{folder / 'notes.txt'}: holds")


def released(copied: Course, sandbox: Sandbox, change: Callable[[list[NotebookNode]], object]) -> list[str]:
    path = edit(release(copied), change)
    found = lines(consistency._leaks, copied, sandbox)
    assert all(line.startswith(f"{path}: ") and line.endswith("and release again") for line in found)
    return found


def test_a_line_of_the_suite_in_the_release(copied: Course, sandbox: Sandbox) -> None:
    line = max(suite(copied).read_text(encoding="utf-8").splitlines(), key=len).strip()
    (found,) = released(copied, sandbox, lambda cells: imports(cells).update(source=f"# {line}"))
    assert repr(line) in found


def test_a_solution_in_another_cell(copied: Course, sandbox: Sandbox) -> None:
    text = "def my_mse(t1, t2):\n        diff = t1 - t2\n\n        return (diff * diff).mean()"
    (found,) = released(copied, sandbox, lambda cells: cell(cells, "check-mse").update(source=text))
    assert "the cell 'check-mse' holds the solution of 'mse'" in found


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('assert why_random_is_wrong == "C", "think again"', "why_random_is_wrong"),
        ("assert abs(mse_by_hand - 7.5) < 0.1", "mse_by_hand"),
        ('target_columns = ["coffees", "ice_creams"]', "target_columns"),
        ('right = ["D", "B", "E", "A", "C"]', "training_order"),
    ],
)
def test_an_answer_in_the_release(copied: Course, sandbox: Sandbox, text: str, name: str) -> None:
    (found,) = released(copied, sandbox, lambda cells: imports(cells).update(source=text))
    assert f"the cell 'imports' tells the value of {name!r}" in found


def imports(cells: list[NotebookNode]) -> NotebookNode:
    return next(each for each in cells if each.cell_type == "code")


def test_the_choices_of_a_letter_are_no_leak(copied: Course, sandbox: Sandbox) -> None:
    text = 'assert why_random_is_wrong in ["A", "B", "C", "D"], f"one of A, B, C and D, not {why_random_is_wrong!r}"'
    assert released(copied, sandbox, lambda cells: imports(cells).update(source=text)) == []


def test_a_released_rubric(copied: Course, sandbox: Sandbox) -> None:
    solution = json.loads(source(copied).read_text(encoding="utf-8"))
    text = next("".join(each["source"]) for each in solution["cells"] if each["id"] == "written-loss")
    (found,) = released(copied, sandbox, lambda cells: cell(cells, "written-loss").update(source=text))
    assert "'written-loss' is released with its solution in it" in found


def test_a_released_solution(copied: Course, sandbox: Sandbox) -> None:
    solution = json.loads(source(copied).read_text(encoding="utf-8"))
    text = next("".join(each["source"]) for each in solution["cells"] if each["id"] == "mse")
    path = edit(release(copied), lambda cells: cell(cells, "mse").update(source=text))
    found = lines(consistency._leaks, copied, sandbox)
    assert [line.split(";")[0] for line in found] == [f"{path}: 'mse' is released with its solution in it"]


def test_generated_files_are_current(copied: Course, sandbox: Sandbox) -> None:
    folder = release(copied).parent
    edit(release(copied), lambda cells: cells[0].update(source="changed"))
    (folder / "crops.csv").unlink()
    (folder / "more.csv").write_text("")
    page = copied.root / "docs" / "questions.md"
    page.write_text(page.read_text(encoding="utf-8").replace("| **1. ", "| **1: "), encoding="utf-8")
    found = lines(consistency._current, copied, sandbox)
    stale = [folder / name for name in (FIRST, "crops.csv", "more.csv")]
    assert [line.split(": ")[0] for line in found] == [*map(str, stale), str(page)]
    assert all("run `autograder release linear-regression`" in line for line in found)


def test_stubs_earn_nothing_and_solutions_everything(copied: Course, sandbox: Sandbox) -> None:
    stub = edit(release(copied), lambda cells: cell(cells, "mse").update(source="mse = torch.nn.functional.mse_loss"))

    def spoil(cells: list[NotebookNode]) -> None:
        cell(cells, "to-tensors").source += "\ndef to_tensors(table): return None, None"
        cells.append(nbformat.v4.new_code_cell("{}['no such key']"))

    solution = edit(source(copied), spoil)
    found = lines(consistency._scores, copied, sandbox)
    start = f"{stub}: 'mse' passes unanswered test_any_equal_shapes"
    assert any(line.startswith(start) for line in found), found
    start = f"{solution}: 'to-tensors' does not pass test_columns_become_inputs_and_targets (failed: "
    assert any(line.startswith(start) for line in found), found
    assert any(line.startswith(f"{solution.parent}: {FIRST}: ") and "raised KeyError" in line for line in found), found
    assert not any("'train'" in line or "'model'" in line for line in found), found


def with_checks(course: Course, root: Path) -> Course:
    """The small course somewhere else, with a visible check in each notebook."""
    shutil.copytree(course.root, root, dirs_exist_ok=True)
    for folder in ("solutions", "assignments"):
        for path in (root / folder / ASSIGNMENT).glob("*.ipynb"):
            name = "mse" if path.name == FIRST else "loss_fn"
            check = f"assert {name}(torch.ones(1), torch.ones(1)) == 0"
            edit(path, lambda cells, check=check: cells[2].update(source=check))  # type: ignore[misc]
    return course.model_copy(update={"root": root})


def test_visible_checks_in_jupyter(small_course: Course, tmp_path: Path) -> None:
    course = with_checks(small_course, tmp_path)
    assert list(consistency._visible_checks(course, course.assignments[0])) == []
    solutions, release = (tmp_path / name / ASSIGNMENT for name in ("solutions", "assignments"))
    edit(solutions / FIRST, lambda cells: cells[0].update(source="import warnings, torch\nwarnings.warn('old')"))
    edit(solutions / "02-built-ins.ipynb", lambda cells: cells[2].update(source="assert 1 == 2, 'no'"))
    edit(release / "02-built-ins.ipynb", lambda cells: cells[2].update(source="assert True"))
    first, second, third = consistency._visible_checks(course, course.assignments[0])
    assert first.startswith(f"{solutions / FIRST}: cell 1 ('imports') writes to stderr: ")
    assert second == f"{solutions / '02-built-ins.ipynb'}: cell 3 ('check-loss-function') raises AssertionError: no"
    assert third.startswith(f"{release / '02-built-ins.ipynb'}: cell 3 ('check-loss-function') passes on the stub; ")


FORMS_SUITE = """
import numpy as np
import pytest

@pytest.mark.exercise("mse", questions=[13], points=3)
def test_mse(student, expect):
    expect.close(student.call("mse", *[student.tensor([1.0, 2.0])] * 2), np.float32(0), "the loss")

@pytest.mark.exercise("loss-function", questions=[13], points=3)
def test_loss(student, expect):
    expect.close(student.call("loss_fn", *[student.tensor([1.0, 2.0])] * 2), 0.0, "the loss")
"""
ENDS_AT_FLOATS = """
import os
came = loss_fn(torch.ones(1), torch.ones(1))
if type(came) is float:
    os._exit(1)
assert came == 0
"""


def test_forms_that_only_one_check_takes(small_course: Course, tmp_path: Path) -> None:
    """A visible check that asks for less than the hidden one, and one that a form ends together with its process."""
    course = with_checks(small_course, tmp_path).model_copy(update={"suites": tmp_path / "suites", "limits": Limits()})
    release = course.release_folder(course.assignments[0])
    edit(release / "02-built-ins.ipynb", lambda cells: cells[2].update(source=ENDS_AT_FLOATS))
    suite = course.suite_folder(course.assignments[0]) / f"test_{unique(tmp_path)}.py"
    suite.parent.mkdir(parents=True)
    suite.write_text(FORMS_SUITE)
    found = list(consistency._forms(course, course.assignments[0]))
    path, other = (course.source_folder(course.assignments[0]) / name for name in (FIRST, "02-built-ins.ipynb"))

    def of(form: str, name: str = "'mse' of 'mse'", path: Path = path) -> list[str]:
        return [line for line in found if line.startswith(f"{path}: {name}, {form}: ")]

    (told,) = of("float")
    assert "the visible check passes and the hidden check says 'test_mse: Miss: the loss: expected a tensor" in told
    assert told.endswith("; let both take this form, or neither")
    assert of("np.float64") and of("array")
    assert not of("the function as lambda") and not of("number as str")
    (told,) = of("float", "'loss_fn' of 'loss-function'", other)
    assert "the visible check says 'Ended" in told and told.endswith(
        "the hidden check passes; let both take this form, or neither"
    )
    assert not of("np.float64", "'loss_fn' of 'loss-function'", other)
    assert of("0-dim tensor float64", "'loss_fn' of 'loss-function'", other)


def test_a_visible_check_that_its_solution_does_not_pass(small_course: Course, tmp_path: Path) -> None:
    course = with_checks(small_course, tmp_path).model_copy(update={"suites": tmp_path / "suites", "limits": Limits()})
    for name in (FIRST, "02-built-ins.ipynb"):
        edit(course.release_folder(course.assignments[0]) / name, lambda cells: cells[2].update(source="assert 1 == 2"))
    suite = course.suite_folder(course.assignments[0]) / f"test_{unique(tmp_path)}.py"
    suite.parent.mkdir(parents=True)
    suite.write_text(FORMS_SUITE)
    first, second = consistency._forms(course, course.assignments[0])
    assert "'mse' of 'mse', as it is: the visible check says 'AssertionError: '" in first
    assert "'loss_fn' of 'loss-function', as it is: " in second


def test_planted_answers(copied: Course) -> None:
    """One of each kind of wrong among them, in the smallest notebook that has exercises enough."""
    notebook = copied.assignments[0].notebooks[1]
    kept = {"loss-function", "predict-yield"}
    course = with_assignment(copied, notebooks=(notebook,), totals=None)
    for path in suite(copied).parent.glob("*_test_0[13]*.py"):
        path.unlink()
    answers = copied.root / "tests" / "answers"

    def plant(path: str, text: str) -> Path:
        file = answers / f"{path}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    loses = plant("right/loss-function/l1", "loss_fn = F.l1_loss")
    keeps = plant("mistakes/loss-function/none", "# hint: -\nloss_fn = F.mse_loss")
    other = plant("mistakes/loss-function/other", "# hint: cross-entropy\nloss_fn = F.l1_loss")
    unsaid = plant("mistakes/loss-function/unsaid", "loss_fn = F.huber_loss")
    spread = plant(
        "mistakes/predict-yield/spread",
        "# hint: -\ndef predict_yield(model, a, b, c):\n    return 0.0, 0.0\n\nloss_fn = F.l1_loss",
    )
    found = list(consistency._planted(course, course.assignments[0]))
    assert {line.split(": ")[0] for line in found if "plant one" in line} == {
        str(answers / kind / exercise.id)
        for kind in ("right", "mistakes")
        for exercise in notebook.exercises
        if exercise.id not in kept or (kind, exercise.id) == ("right", "predict-yield")
    }
    told = [line for line in found if "plant one" not in line]
    for start in (
        f"{unsaid}: its first line must be `# hint: `",
        f"{loses}: a right answer loses points in 'loss-function': ",
        f"{keeps}: the mistake keeps every point; ",
        f"{other}: no hint holds 'cross-entropy'; ",
        f"{spread}: the mistake is charged in 'loss-function' as well; ",
        f"{answers}: 1 of 4 mistakes are named by a hint; ",
    ):
        assert sum(line.startswith(start) for line in told) == 1, (start, told)
    assert len(told) == 6, told
