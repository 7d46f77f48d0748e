"""``autograder new exercise``: what it writes works at once, and ``check`` has nothing to say of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from autograder.authoring import consistency, skeleton
from autograder.cli import app
from autograder.course import Course, CourseError, Exercise, load_course
from tests.unit.courses import HOME, copied

pytestmark = pytest.mark.finds("a beginning that does not work, or that spoils what is there")


@pytest.fixture
def course(tmp_path: Path) -> Course:
    made = copied(tmp_path)
    shutil.copytree(HOME / "source_data", tmp_path / "source_data")
    shutil.copytree(HOME / "tests" / "answers", tmp_path / "tests" / "answers")
    shutil.copy(HOME / "nbgrader_config.py", tmp_path)
    (tmp_path / "docs").mkdir()
    return made


def run(course: Course, *arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments, "--course", str(course.root)])


def contents(root: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts}


@pytest.mark.parametrize(
    ("name", "notebook", "more"),
    [
        ("doubled", "03-real-data", []),
        ("twice-as-much", "02-built-ins.ipynb", ["--question", "31", "--question", "34", "--points", "3"]),
    ],
)
def test_what_is_written_is_consistent(course: Course, name: str, notebook: str, more: list[str]) -> None:
    before = contents(course.root)
    done = run(course, "new", "exercise", name, "--notebook", notebook, *more)
    assert done.exit_code == 0, done
    if more:
        assert "set `totals` to (93, 10)" in done.stdout
        config = course.root / "course_config.py"
        config.write_text(config.read_text(encoding="utf-8").replace("totals=(90, 10)", "totals=(93, 10)"))
    early = run(course, "try", name)
    assert isinstance(early.exception, CourseError) and "run `autograder release linear-regression` first" in str(
        early.exception
    )
    released = subprocess.run(
        [sys.executable, "-m", "autograder", "release"],
        cwd=course.root,
        env={**os.environ, "PYTHONPATH": str(HOME), "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
    )
    assert released.returncode == 0, released.stderr
    tried = run(course, "try", name)
    assert tried.exit_code == 0 and "3 answers, none judged otherwise" in tried.stdout, tried
    assert "you add 2 to each number" in tried.stdout
    loaded = load_course(course.root)
    assert consistency.problems_of(loaded, loaded.assignments[0], name) == []
    own = {path for path in contents(course.root) if path not in before and "answers" in path.parts}
    assert {path.parent.name for path in own} == {name}


@pytest.mark.parametrize(
    ("name", "notebook", "says"),
    [
        ("mse", "02-built-ins", "there is an exercise 'mse' already"),
        ("mean loss", "02-built-ins", "cannot be an exercise's id"),
        ("2nd", "02-built-ins", "cannot be an exercise's id"),
        ("class", "02-built-ins", "cannot be an exercise's id"),
        ("../x", "02-built-ins", "cannot be an exercise's id"),
        ("doubled", "04-more", "there are 01-from-scratch, 02-built-ins, 03-real-data"),
        ("in-the-way", "02-built-ins", "is there already"),
    ],
)
def test_what_is_in_the_way_is_one_line_and_nothing_is_written(
    course: Course, name: str, notebook: str, says: str
) -> None:
    (course.suite_folder(course.assignments[0]) / "test_02_in_the_way.py").write_text("")
    before = contents(course.root)
    done = run(course, "new", "exercise", name, "--notebook", notebook)
    assert isinstance(done.exception, CourseError) and says in str(done.exception), done
    assert contents(course.root) == before


EXERCISE = Exercise(id="new", questions=(), provides=("new",), bonus=True)
ROW = 'Exercise(id="new", questions=(), provides=("new",), bonus=True)'


ROWS = {
    """N = Notebook(name="a", exercises=(
  E(1),
  E(2),
))""": f"""N = Notebook(name="a", exercises=(
  E(1),
  E(2),
  {ROW},
))""",
    """N = Notebook(name="a", exercises=[
    E(1)
])""": f"""N = Notebook(name="a", exercises=[
    E(1),
    {ROW},
])""",
    """# \u00e9
N = Notebook(exercises=(E("\u00e9"), ), name="a")""": f"""# \u00e9
N = Notebook(exercises=(E("\u00e9"),
{ROW}, ), name="a")""",
    """M = Notebook(name="b", exercises=(E(),))
N = Notebook(name="a", exercises=(E(
  3),  # three
))""": f"""M = Notebook(name="b", exercises=(E(),))
N = Notebook(name="a", exercises=(E(
  3),
{ROW},  # three
))""",
}


@pytest.mark.parametrize(("before", "after"), ROWS.items())
def test_a_row_is_written_whatever_the_rows_look_like(before: str, after: str) -> None:
    assert skeleton.with_row(before, "a", EXERCISE) == after


@pytest.mark.parametrize("rows", ["tuple(rows())", "()", "ROWS", "(*ROWS,)[:]"])
def test_rows_that_are_worked_out_are_left_to_the_author(rows: str) -> None:
    with pytest.raises(CourseError, match="add this one: Exercise"):
        skeleton.with_row(f"N = Notebook(name='a', exercises={rows})", "a", EXERCISE)
