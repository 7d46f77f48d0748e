"""What is seen of a course without running it, and which commands look."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from typer.testing import CliRunner

from autograder.authoring.consistency import facts_of
from autograder.cli import app
from autograder.course import Course, CourseError, load_course
from autograder.judging.judge import Judge
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


MARK = '@pytest.mark.exercise("mse", questions=[13], points=2'


def mark_as(course: Course, mark: str, before: str = MARK) -> None:
    """Another mark for the first check that has ``before``."""
    for path in sorted(course.suite_folder(course.assignments[0]).glob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        if before in text:
            path.write_text(text.replace(before, mark, 1), encoding="utf-8")
            return
    raise AssertionError(before)


def in_mark(course: Course) -> None:
    mark_as(course, MARK.replace("mse", "msee"))


CHANGES = [
    (in_mark, "there is no exercise 'msee'; did you mean 'mse'?"),
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


BONUS = '@pytest.mark.exercise("standardise", questions=[], points=0'
FAULTS = [
    (MARK.replace("mse", "msee"), MARK, "there is no exercise 'msee'; did you mean 'mse'?"),
    (MARK.replace("mse", "quite-another"), MARK, "no exercise 'quite-another'; correct the mark, or add the exercise"),
    (MARK.replace('"mse"', "7"), MARK, "its mark names no exercise; write @pytest.mark.exercise(id, "),
    (MARK.replace('"mse", ', ""), MARK, "its mark names no exercise"),
    (MARK.replace("=2", "=0"), MARK, "points must be a whole number of at least 1, not 0"),
    (MARK.replace("=2", "=-2"), MARK, "points must be a whole number of at least 1, not -2"),
    (MARK.replace("=2", "=1.5"), MARK, "points must be a whole number of at least 1, not 1.5"),
    (MARK.replace("=2", "=True"), MARK, "points must be a whole number of at least 1, not True"),
    (MARK.replace("points=2", "point=2"), MARK, "its mark says no points; write"),
    (BONUS.replace("=0", "=2"), BONUS, "points must be 0, as the exercise is a bonus, not 2"),
    (MARK.replace("13", "99"), MARK, "questions [99] are not among those of 'mse'"),
    (MARK.replace("[13]", "13"), MARK, "questions must be a list of numbers, like [13]"),
    (MARK.replace("[13]", "[[13]]"), MARK, "questions must be a list of numbers, like [13]"),
    (MARK.replace("questions=[13], ", ""), MARK, "its mark says no questions; write"),
]


@pytest.mark.parametrize(("mark", "before", "says"), FAULTS, ids=[mark for mark, _, _ in FAULTS])
def test_a_mark_that_cannot_be_is_the_one_fact(course: Course, mark: str, before: str, says: str) -> None:
    mark_as(course, mark, before)
    told = insisted(course)
    assert says in told and "; and " not in told and "check-" not in told, told
    assert re.fullmatch(r"\S+/test_\w+\.py::test_\w+: .*", told)
    assert facts_of(course, course.assignments[0])[0] == told


@pytest.mark.parametrize(("mark", "before", "says"), FAULTS[::5], ids=[mark for mark, _, _ in FAULTS[::5]])
def test_the_judge_has_the_same_words(course: Course, mark: str, before: str, says: str) -> None:
    mark_as(course, mark, before)
    with pytest.raises(CourseError) as refused, Judge(course.with_weak_sandbox(), course.assignments[0]):
        pass
    assert str(refused.value).endswith(insisted(course).rpartition("/")[2])


def test_other_facts_are_told_beside_a_mark(course: Course) -> None:
    """What a wrong mark explains is left out, and no more."""
    mark_as(course, MARK.replace("=2", "=0"))
    set_points(course.source_folder(course.assignments[0]) / FIRST, "check-model", 77)
    told = insisted(course)
    assert "not 0" in told and "'check-model' has 77 points" in told and "check-mse" not in told


def test_a_mark_for_a_cell_without_a_row_is_told_once(course: Course) -> None:
    """The cells say that the row is missing."""
    config = course.root / "course_config.py"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace('Exercise(id="nudge"', 'Exercise(id="nudged"'), encoding="utf-8")
    told = insisted(course)
    assert "the cell 'nudge' belongs to no exercise" in told and "there is no exercise" not in told


def test_marks_are_read_wherever_pytest_finds_checks(course: Course) -> None:
    suite = course.suite_folder(course.assignments[0])
    text = (
        "@pytest.mark.parametrize('n', [1])\n@pytest.mark.exercise('a', questions=[1], points=N)\ndef test_a(n): pass\n"
    )
    text += "class TestB:\n    @pytest.mark.exercise('b', **WHAT)\n    def test_b(self): pass\n"
    (suite / "test_more.py").write_text(text, encoding="utf-8")
    told = insisted(course)
    assert "test_more.py::test_a: there is no exercise 'a'" in told
    assert "test_more.py::TestB::test_b: there is no exercise 'b'" in told


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
    [found] = facts.Facts(moved, assignment).addresses()
    assert found.startswith(f"{course.source_folder(assignment)}: ")
    assert all(each.filename in found for each in assignment.notebooks)
    assert "course_config.py says 'https://example.org/linear-regression'; set ADDRESS to that" in found
    facts.insist(moved, assignment)
    config = course.root / "course_config.py"
    config.write_text(config.read_text(encoding="utf-8").replace(course.address, "https://example.org"))
    for more in ([], ["--classroom", str(course.root / "template")]):
        done = CliRunner().invoke(app, ["release", *more, "--course", str(course.root)])
        assert isinstance(done.exception, CourseError) and " fetch from " in str(done.exception), done
    assert not (course.root / "template").exists()


def address_of(course: Course, filename: str, address: str) -> None:
    """Another ADDRESS in a notebook."""
    path = course.source_folder(course.assignments[0]) / filename
    text = path.read_text(encoding="utf-8")
    before = course.address + "/" + course.assignments[0].name
    assert before in text
    path.write_text(text.replace(before, address), encoding="utf-8")


def test_a_course_without_an_address_has_none_in_its_notebooks(course: Course) -> None:
    """Then the data has to lie beside them, as it does in what is released."""
    empty = course.model_copy(update={"address": ""})
    first, *others = [each.filename for each in course.assignments[0].notebooks]
    [told] = facts.Facts(empty, course.assignments[0]).addresses()
    assert all(name in told for name in (first, *others))
    assert "`address` in course_config.py is empty; empty ADDRESS, too" in told and "says" not in told
    for name in others:
        address_of(course, name, "")
    [told] = facts.Facts(empty, course.assignments[0]).addresses()
    assert f": {first} (the cell 'load-data') fetches from " in told
    address_of(course, first, "")
    facts.insist(empty, course.assignments[0], releasing=True)
    [told] = facts.Facts(course, course.assignments[0]).addresses()
    assert "fetch from ''; course_config.py says" in told


def test_each_other_address_is_a_line(course: Course) -> None:
    first, second, third = [each.filename for each in course.assignments[0].notebooks]
    address_of(course, first, "https://example.org/a")
    address_of(course, third, "https://example.org/b")
    told = list(facts.Facts(course, course.assignments[0]).addresses())
    assert [first in told[0], third in told[1], len(told)] == [True, True, 2] and second not in "".join(told)


@pytest.mark.parametrize(
    ("totals", "told"),
    [
        ("90, 12", ["course_config.py: 10 written points, and `totals` wants 12; change the points of a `Written"]),
        ("80, 10", ["linear-regression: 90 automatic points, and course_config.py wants 80; change a check's points"]),
        ("80, 9", ["change a check's points, or `totals` there", "of a `WrittenAnswer` and of its cell, or `totals`"]),
    ],
)
def test_totals_say_where_the_points_stand(course: Course, totals: str, told: list[str]) -> None:
    config = course.root / "course_config.py"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("totals=(90, 10)", f"totals=({totals})"), encoding="utf-8")
    loaded = load_course(course.root)
    found = list(facts.Facts(loaded, loaded.assignments[0]).totals())
    assert len(found) == len(told) and all(says in line for says, line in zip(told, found, strict=True)), found


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
