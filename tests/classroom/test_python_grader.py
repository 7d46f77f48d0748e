"""GitHub Classroom's Python grader reads the tests' file by rules of its own: a released repository keeps them."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from autograder.frontends.repositories.classroom import test_names as names_of
from tests.classroom.python_grader import table
from tests.classroom.repositories import cell, edit, solve, the_course, write_tests

_, LINEAR = the_course()
IDS = [exercise.id for exercise in LINEAR.exercises]
FILE = "public_checks_test.py"


def graded(python: Path, folder: Path) -> dict[str, Any]:
    """What the stand-in makes of a repository."""
    script = Path(__file__).with_name("python_grader.py")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PY")}
    done = subprocess.run(
        [str(python), str(script), ".", "90"],
        cwd=folder,
        env={**environment, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("class Client(NotebookClient): pass\n", AttributeError),
        ("@dataclass\nclass Step: pass\nclass Run: pass\n", IndexError),
        ("class Outer:\n    class Inner(Base): pass\n", AttributeError),
    ],
)
def test_a_class_beside_the_tests_takes_the_grader_down(text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        table(text + "def test_mse(): pass\n", FILE)


@pytest.mark.parametrize("text", ["class Step: pass\n", "@dataclass\nclass Step:\n    name: str\n"])
def test_a_class_takes_the_files_name_away(text: str) -> None:
    assert list(table(text + "def test_mse(): pass\n", FILE)) == ["test_mse"]


def test_a_file_of_unittest_would_be_read() -> None:
    assert list(table("class A(unittest.TestCase):\n    def test_a(self): ...\ndef test_b(): ...\n", FILE)) == [
        f"{FILE}::A::test_a",
        f"{FILE}::test_b",
    ]


def test_the_released_tests_are_plain_functions_in_the_order_of_the_course(released: Path) -> None:
    text = (released / FILE).read_text(encoding="utf-8")
    kinds = {type(node) for node in ast.parse(text).body}
    assert kinds == {ast.Expr, ast.ImportFrom, ast.FunctionDef}
    rows = json.loads((released / "checks.json").read_text(encoding="utf-8"))["exercises"]
    assert [row["id"] for row in rows] == IDS
    assert list(table(text, FILE)) == [f"{FILE}::{row['test']}" for row in rows]
    assert not [path for path in released.rglob("*_test.py") if path.name != FILE], "the grader runs each such file"


def test_a_function_for_each_id() -> None:
    ids = ["mse", "a-b", "a_b", "a_b_", "variation-of-w", "2-layers", "hello-world", "class"]
    names = names_of(ids)
    assert len(set(names.values())) == len(ids)
    assert all(name.startswith("test_") and name.isidentifier() for name in names.values())
    assert names["mse"] == "test_mse"
    assert "variation" not in names["variation-of-w"] and "hello_world" not in names["hello-world"]


SMALL = """
import pytest

class Missed(pytest.fail.Exception):
    pass

def look_at(name):
    if name == "bad":
        raise Missed("expected 4: got 3", pytrace=False)
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A repository whose checks need no notebook."""
    folder = tmp_path / "repository"
    folder.mkdir()
    (folder / "notebook_checks.py").write_text(SMALL, encoding="utf-8")
    return folder


def test_the_grader_has_a_test_for_each_exercise(small: Path) -> None:
    write_tests(small, names_of(["good", "bad", "variation"]))
    found = graded(Path(sys.executable), small)
    assert [test["name"] for test in found["tests"]] == ["test_good", "test_bad", "test_va_riation"]
    assert [test["status"] for test in found["tests"]] == ["pass", "fail", "pass"]
    assert found["tests"][1]["message"] == "expected 4: got 3"
    assert sum(test["score"] for test in found["tests"]) == pytest.approx(60)


@pytest.mark.parametrize(
    "text",
    [
        "class Client(dict): pass\n",
        "class Step: pass\n",
        "import pytest\n@pytest.mark.parametrize('name', ['mse'])\ndef test_exercise(name): pass\n",
    ],
    ids=["base", "class", "parametrised"],
)
def test_the_grader_has_no_tests_of_a_file_that_is_more(small: Path, text: str) -> None:
    write_tests(small, names_of(["good", "bad"]))
    file = small / FILE
    file.write_text(text + file.read_text(encoding="utf-8"), encoding="utf-8")
    assert graded(Path(sys.executable), small)["tests"] == []


@pytest.mark.finds("what the grader makes of a whole repository, with pytest of 2022")
def test_a_mistake_is_told_by_the_grader(practice_python: Path, released: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(released, tmp_path / "repository"))
    solve(folder)
    wrong = "def mse(t1, t2):\n    return ((t1 - t2) ** 2).sum()"
    edit(folder, "01-from-scratch.ipynb", lambda cells: cell(cells, "mse").update(source=wrong))
    found = graded(practice_python, folder)
    assert [test["name"] for test in found["tests"]] == list(names_of(IDS).values())
    missed = {test["name"]: test["message"].strip() for test in found["tests"] if test["status"] == "fail"}
    assert missed.pop("test_mse").endswith("should be 3.25, got 13.0000")
    assert set(missed.values()) == {"waits for mse: mend that first; the grade charges a mistake once"}
    assert "test_gradients" in missed and "test_nudge" not in missed
