"""A course is frozen data: what contradicts itself does not load, and one line says what to do."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from autograder.course import Assignment, Course, CourseError, Exercise, Limits, Notebook, find_root, load_course


def exercise(name: str, *needs: str) -> Exercise:
    return Exercise(id=name, questions=(1,), provides=(name,), needs=needs)


def course(root: Path, *notebooks: Notebook) -> Course:
    assignment = Assignment(name="one", notebooks=notebooks)
    return Course(id="c", title="C", root=root, seed="s", assignments=(assignment,))


CHAIN = Notebook(name="n", exercises=(exercise("a"), exercise("b", "a"), exercise("x"), exercise("c", "b")))


def config(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "course_config.py"
    path.write_text(text, encoding="utf-8")
    return path


GOOD = """
from pathlib import Path
from autograder.course import *
COURSE = Course(id="c", title="C", root=Path(__file__).parent, seed="s", assignments=())
"""


def test_stand_ins_are_what_is_needed_and_what_that_needs() -> None:
    assert [each.id for each in CHAIN.stand_ins(CHAIN.exercise("c"))] == ["a", "b"]
    assert CHAIN.stand_ins(CHAIN.exercise("a")) == ()


def test_stand_ins_stand_in_notebook_order() -> None:
    late = Notebook(name="n", exercises=(exercise("a"), exercise("b"), exercise("c", "b", "a")))
    assert [each.id for each in late.stand_ins(late.exercise("c"))] == ["a", "b"]


@pytest.mark.parametrize(
    ("exercises", "says"),
    [
        ((exercise("a"), exercise("a")), "stands twice"),
        ((exercise("a", "b"), exercise("b")), "not an earlier exercise"),
        ((exercise("a", "a"),), "not an earlier exercise"),
        ((exercise("a", "nothing"),), "'nothing'"),
    ],
)
def test_a_notebook_that_contradicts_itself_is_refused(exercises: tuple[Exercise, ...], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        Notebook(name="n", exercises=exercises)


def test_an_exercise_stands_in_one_notebook() -> None:
    twice = [Notebook(name=name, exercises=(exercise("a"),)) for name in ("n", "m")]
    with pytest.raises(ValidationError, match="stands twice"):
        Assignment(name="one", notebooks=tuple(twice))


@pytest.mark.parametrize("name", ["", "a b", "../up", "a/b", "a.b", "a\n"])
def test_ids_are_safe_in_paths(name: str) -> None:
    with pytest.raises(ValidationError):
        exercise(name)
    with pytest.raises(ValidationError):
        Notebook(name=name, exercises=())
    with pytest.raises(ValidationError):
        Assignment(name=name, notebooks=())


@pytest.mark.parametrize("number", [0, -1])
def test_questions_have_numbers(number: int) -> None:
    with pytest.raises(ValidationError):
        Exercise(id="a", questions=(number,), provides=())


def test_a_misspelt_setting_is_refused() -> None:
    settings: dict[str, Any] = {"cell_second": 1}
    with pytest.raises(ValidationError, match="cell_second"):
        Limits(**settings)


def test_a_course_is_frozen(tmp_path: Path) -> None:
    made = course(tmp_path, CHAIN)
    with pytest.raises(ValidationError):
        made.seed = "other"


def test_folders_and_names(tmp_path: Path) -> None:
    made = course(tmp_path, CHAIN)
    one = made.assignment("one")
    assert made.source_folder(one) == tmp_path / "solutions" / "one"
    assert made.release_folder(one) == tmp_path / "assignments" / "one"
    assert tmp_path not in made.suite_folder(one).parents
    assert CHAIN.filename == "n.ipynb"
    assert CHAIN.exercise("a").check_cell == "check-a"
    assert one.notebook_of("c") is CHAIN
    assert [each.id for each in one.exercises] == ["a", "b", "x", "c"]


def test_unknown_names(tmp_path: Path) -> None:
    made = course(tmp_path, CHAIN)
    with pytest.raises(CourseError, match=r"unknown assignment 'two'.*one"):
        made.assignment("two")
    with pytest.raises(KeyError):
        CHAIN.exercise("z")
    with pytest.raises(KeyError):
        made.assignment("one").notebook_of("z")


def test_the_nearest_course_is_loaded(tmp_path: Path) -> None:
    config(tmp_path, GOOD.replace('"C"', '"outer"'))
    config(tmp_path / "a" / "b", GOOD.replace('"C"', '"inner"'))
    (tmp_path / "a" / "b" / "c").mkdir()
    assert load_course(tmp_path / "a" / "b" / "c").title == "inner"
    assert load_course(tmp_path / "a").title == "outer"
    assert load_course(tmp_path / "course_config.py").title == "outer"


def test_the_working_folder_is_the_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config(tmp_path, GOOD)
    monkeypatch.chdir(tmp_path)
    assert load_course().root == tmp_path.resolve()


def test_no_course_is_found(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"no course_config\.py at or above .*--course DIR"):
        find_root(tmp_path)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("COURSE = 5", "does not define COURSE"),
        ("", "does not define COURSE"),
        ("def", "does not load: SyntaxError"),
        ("import nothing_of_this_name", "does not load: ModuleNotFoundError"),
        ("1 / 0", "does not load: ZeroDivisionError"),
        (GOOD.replace('seed="s"', "seed=5"), "seed"),
        (GOOD.replace('id="c"', 'id="c d"'), "id: "),
        (GOOD.replace("assignments=()", 'assignments=(Assignment(name="a", notebooks=5),)'), "notebooks"),
    ],
)
def test_a_broken_course_is_one_line(tmp_path: Path, text: str, says: str) -> None:
    path = config(tmp_path, text)
    with pytest.raises(CourseError) as caught:
        load_course(tmp_path)
    assert str(path) in str(caught.value)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
