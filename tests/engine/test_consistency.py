"""Each rule that a course must keep says, where it is broken, which file to mend."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

from autograder import consistency
from autograder.course import Course, Exercise, load_course
from autograder.judge import Judge
from autograder.notebooks import grade_id
from autograder.sandbox import Sandbox
from tests.engine.test_judge import unique
from tests.sample_class import ASSIGNMENT

FIRST = "01-from-scratch.ipynb"
PARTS = ("course_config.py", "nbgrader_config.py", "solutions", "assignments", "source_data")

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
    node = nbformat.from_dict(json.loads(path.read_text(encoding="utf-8")))
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
    (path,) = course.suite_folder(course.assignments[0]).glob("*_test_01_*.py")
    return path


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def lines(rule: Rule, course: Course, sandbox: Sandbox) -> list[str]:
    with Judge(course, course.assignments[0], sandbox) as judge:
        return list(rule(judge))


def test_the_course_keeps_every_rule(copied: Course) -> None:
    assert consistency.problems_of(copied, copied.assignments[0]) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda cells: cells.remove(cell(cells, "mse")), "'mse' is there 0 times"),
        (lambda cells: cells.remove(cell(cells, "check-mse")), "'check-mse' is there 0 times"),
        (double, "'mse' is there 2 times"),
        (lambda cells: cell(cells, "mse").metadata.nbgrader.update(grade_id="rmse"), "'rmse' belongs to no exercise"),
    ],
    ids=["no answer cell", "no check cell", "two answer cells", "unknown cell"],
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


def test_an_exercise_without_checks(copied: Course, sandbox: Sandbox) -> None:
    first, second = copied.assignments[0].notebooks
    bonus = Exercise(id="bonus", questions=(45,), provides=("bonus",))
    more = first.model_copy(update={"exercises": (*first.exercises, bonus)})
    assignment = copied.assignments[0].model_copy(update={"notebooks": (more, second)})
    changed = copied.model_copy(update={"assignments": (assignment,)})
    (found,) = lines(consistency._checks, changed, sandbox)
    assert found.startswith(f"{suite(copied).parent}: no check for 'bonus'; write one")


def test_two_checks_of_one_name(copied: Course, sandbox: Sandbox) -> None:
    more = suite(copied).with_name(f"{suite(copied).stem}_more.py")
    more.write_text(f"import pytest\n{MARK}test_any_equal_shapes(): pass\n")
    found = lines(consistency._checks, copied, sandbox)
    assert found == [f"{more.parent}: 'mse' has two checks called 'test_any_equal_shapes'; rename one"]


def test_a_question_that_no_check_names(copied: Course, sandbox: Sandbox) -> None:
    replace(suite(copied), "questions=[4, 5]", "questions=[4]")
    found = lines(consistency._checks, copied, sandbox)
    assert found == [f"{suite(copied).parent}: no check of 'to-tensors' names question 5"]


def test_points_of_a_cell_are_those_of_its_checks(copied: Course, sandbox: Sandbox) -> None:
    path = edit(source(copied), lambda cells: cell(cells, "check-mse").metadata.nbgrader.update(points=99))
    (found,) = lines(consistency._points, copied, sandbox)
    assert found.startswith(f"{path}: the cell 'check-mse' has 99 points")


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


def test_a_released_solution(copied: Course, sandbox: Sandbox) -> None:
    solution = json.loads(source(copied).read_text(encoding="utf-8"))
    text = next("".join(each["source"]) for each in solution["cells"] if each["id"] == "mse")
    path = edit(release(copied), lambda cells: cell(cells, "mse").update(source=text))
    found = lines(consistency._leaks, copied, sandbox)
    assert found == [f"{path}: 'mse' is released with its solution in it"]


def test_released_files_are_current(copied: Course) -> None:
    folder = release(copied).parent
    edit(release(copied), lambda cells: cells[0].update(source="changed"))
    (folder / "crops.csv").unlink()
    (folder / "more.csv").write_text("")
    found = list(consistency._current(copied, copied.assignments[0]))
    assert [line.split(": ")[0] for line in found] == [str(folder / name) for name in (FIRST, "crops.csv", "more.csv")]
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
