"""What is seen of a course without running it, and which commands look."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from typer.testing import CliRunner

from autograder.cli import app
from autograder.course import Course, CourseError, load_course
from autograder.notebooks import facts
from autograder.notebooks.ipynb import grade_id
from tests.unit.courses import FIRST, copied


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return copied(tmp_path)


def set_points(path: Path, name: str, points: int) -> None:
    node = nbformat.reads(path.read_text(encoding="utf-8"), 4)
    next(cell for cell in node.cells if grade_id(cell) == name).metadata.nbgrader["points"] = points
    path.write_text(nbformat.writes(node), encoding="utf-8")


def in_suite(course: Course) -> None:
    """One point more for one check."""
    (path,) = course.suite_folder(course.assignments[0]).glob("test_01b_*.py")
    text = path.read_text(encoding="utf-8")
    before = 'exercise("mse", questions=[13], points=2'
    assert before in text
    path.write_text(text.replace(before, before[:-1] + "3", 1), encoding="utf-8")


def in_solutions(course: Course) -> None:
    set_points(course.source_folder(course.assignments[0]) / FIRST, "written-loss", 3)


def in_release(course: Course) -> None:
    set_points(course.release_folder(course.assignments[0]) / FIRST, "check-mse", 1)


def in_totals(course: Course) -> None:
    config = course.root / "course_config.py"
    config.write_text(config.read_text(encoding="utf-8").replace("totals=(90, 10)", "totals=(80, 10)"))


CHANGES = [
    (in_suite, "'check-mse' has "),
    (in_solutions, "'written-loss' has 3 points"),
    (in_release, "run `autograder release linear-regression`"),
    (in_totals, "90 automatic points, and course_config.py wants 80"),
]


def insisted(course: Course) -> str:
    loaded = load_course(course.root)
    with pytest.raises(CourseError) as caught:
        facts.insist(loaded, loaded.assignments[0])
    return str(caught.value)


def test_the_course_itself_fits(course: Course) -> None:
    facts.insist(course, course.assignments[0])


@pytest.mark.parametrize(("change", "says"), CHANGES)
def test_one_change_is_one_fact(course: Course, change: Callable[[Course], None], says: str) -> None:
    change(course)
    told = insisted(course)
    assert says in told and told.count(" points") <= 2 and "; and " not in told, told


@pytest.mark.parametrize("command", [("grade", "assignments"), ("gradescope",), ("release",)])
@pytest.mark.parametrize(("change", "says"), CHANGES)
def test_no_command_goes_on(
    course: Course, change: Callable[[Course], None], says: str, command: tuple[str, ...], tmp_path: Path
) -> None:
    change(course)
    if command == ("release",) and change is in_release:
        return  # which mends it
    done = CliRunner().invoke(app, [*command, "--course", str(tmp_path)])
    assert isinstance(done.exception, CourseError) and says in str(done.exception), done


def test_data_comes_from_the_courses_own_address(course: Course) -> None:
    """Grading goes on without it; what is given out does not."""
    assignment = course.assignments[0]
    assert list(facts.Facts(course, assignment).addresses()) == []
    moved = course.model_copy(update={"address": "https://example.org"})
    found = list(facts.Facts(moved, assignment).addresses())
    folder = course.source_folder(assignment)
    assert [line.split(": ")[0] for line in found] == [str(folder / each.filename) for each in assignment.notebooks]
    assert all("course_config.py says 'https://example.org/linear-regression'" in line for line in found)
    facts.insist(moved, assignment)
    config = course.root / "course_config.py"
    config.write_text(config.read_text(encoding="utf-8").replace(course.address, "https://example.org"))
    for more in ([], ["--classroom", str(course.root / "template")]):
        done = CliRunner().invoke(app, ["release", *more, "--course", str(course.root)])
        assert isinstance(done.exception, CourseError) and "fetches from" in str(done.exception), done
    assert not (course.root / "template").exists()


def test_many_facts_are_three_and_how_many_more(course: Course) -> None:
    path = course.source_folder(course.assignments[0]) / FIRST
    for name in ("check-mse", "check-model", "check-slope", "check-nudge", "written-loss"):
        set_points(path, name, 77)
    assert insisted(course).endswith("; and 2 more, see `autograder check`")


@pytest.mark.parametrize(
    "text",
    [
        "@pytest.mark.exercise('mse', questions=[13], points=TWO)\ndef test_a(): pass",
        "@pytest.mark.parametrize('n', [1])\n@pytest.mark.exercise('mse', questions=[], points=2)\ndef test_a(n): pass",
        "class TestMse:\n    pass",
        "def test_a(): pass",
        "def",
    ],
    ids=["worked-out", "parametrised", "a-class", "unmarked", "no-python"],
)
def test_what_a_tree_does_not_tell_is_left_to_the_judge(course: Course, text: str) -> None:
    suite = course.suite_folder(course.assignments[0])
    (suite / "test_more.py").write_text(text, encoding="utf-8")
    in_suite(course)
    assert facts.marked(suite) is None
    facts.insist(course, course.assignments[0])
    in_solutions(course)
    assert "'written-loss'" in insisted(course)


@pytest.mark.parametrize("content", [None, b"{", b"PK\x03\x04"])
def test_a_notebook_that_cannot_be_read_is_one_line(course: Course, content: bytes | None) -> None:
    path = course.source_folder(course.assignments[0]) / FIRST
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    assert insisted(course).startswith(f"{path}: ")
