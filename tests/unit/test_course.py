"""A course is frozen data: what contradicts itself does not load, and one line says what to do."""

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from autograder.course import (
    Assignment,
    Course,
    CourseError,
    Exercise,
    LatePolicy,
    Limits,
    Notebook,
    find_root,
    load_course,
)


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


POLICY = LatePolicy(grace_minutes=15, percent_per_day=10, at_most_percent=50)


@pytest.mark.parametrize(("days", "penalty"), [(0, 0), (1, 6), (2, 13), (3, 20), (4, 26), (5, 33), (6, 33), (1000, 33)])
def test_a_day_that_has_begun_costs_its_share(days: int, penalty: int) -> None:
    assert POLICY.penalty(67, days) == penalty


@pytest.mark.parametrize(("points", "penalty"), [(0, 0), (0.5, 0), (9, 0), (9.5, 0), (10, 1), (19.5, 1), (20, 2)])
def test_penalties_are_whole_and_rounded_down(points: float, penalty: int) -> None:
    cost = POLICY.penalty(points, 1)
    assert cost == penalty and isinstance(cost, int)


def test_a_course_that_says_nothing_takes_nothing() -> None:
    assert LatePolicy().penalty(100, 1000) == 0


def test_all_points_can_be_lost_and_no_more() -> None:
    policy = LatePolicy(percent_per_day=60)
    assert [policy.penalty(10, days) for days in (1, 2, 3)] == [6, 10, 10]
    assert policy.penalty(2.5, 9) == 2


def test_points_below_nothing_cost_nothing() -> None:
    assert POLICY.penalty(-5, 1) == 0


policies = st.builds(LatePolicy, percent_per_day=st.integers(0, 100), at_most_percent=st.integers(0, 100))
half_points = st.integers(0, 400).map(lambda halves: halves / 2)
delays = st.integers(0, 200)


@given(policies, half_points, delays, delays)
def test_who_is_later_never_loses_less(policy: LatePolicy, points: float, one: int, other: int) -> None:
    assert policy.penalty(points, min(one, other)) <= policy.penalty(points, max(one, other))


@given(policies, half_points, half_points, delays)
def test_who_has_more_keeps_no_less(policy: LatePolicy, one: float, other: float, late: int) -> None:
    """Up to the point that rounding down leaves to the lesser score."""
    less, more = sorted((one, other))
    assert policy.penalty(less, late) <= policy.penalty(more, late)
    assert less - policy.penalty(less, late) < more - policy.penalty(more, late) + 1


@given(policies, half_points, delays)
def test_a_penalty_is_between_nothing_and_the_share_that_is_allowed(
    policy: LatePolicy, points: float, late: int
) -> None:
    cost = policy.penalty(points, late)
    assert 0 <= cost <= points
    assert 100 * cost <= points * policy.at_most_percent
    assert cost == 0 or late > 0


LATE = GOOD.replace("assignments=()", "assignments=(), late=LatePolicy(%s)")
DUE = GOOD.replace(
    "assignments=()", 'assignments=(Assignment(name="a", notebooks=(), due=datetime(2027, 3, 1, 23, 59%s)),)'
).replace("from pathlib", "from datetime import UTC, datetime\nfrom zoneinfo import ZoneInfo\nfrom pathlib")


@pytest.mark.parametrize(
    ("text", "where", "says"),
    [
        (DUE % "", "due", "no time zone"),
        (LATE % "percent_per_day=101", "percent_per_day", "100"),
        (LATE % "at_most_percent=101", "at_most_percent", "100"),
        (LATE % "percent_per_day=-1", "percent_per_day", "0"),
        (LATE % "at_most_percent=-1", "at_most_percent", "0"),
        (LATE % "grace_minutes=-1", "grace_minutes", "0"),
        (LATE % "percent_per_day=2.5", "percent_per_day", "integer"),
        (LATE % "percent=10", "percent", "not permitted"),
    ],
)
def test_an_impossible_deadline_is_one_line(tmp_path: Path, text: str, where: str, says: str) -> None:
    path = config(tmp_path, text)
    with pytest.raises(CourseError) as caught:
        load_course(tmp_path)
    message = str(caught.value)
    assert message.startswith(f"{path}: {where}: ")
    assert says in message
    assert "\n" not in message


@pytest.mark.parametrize("zone", ["UTC", 'ZoneInfo("Europe/Berlin")'])
def test_a_due_date_keeps_its_zone(tmp_path: Path, zone: str) -> None:
    config(tmp_path, DUE % f", tzinfo={zone}")
    due = load_course(tmp_path).assignment("a").due
    assert due is not None and due.utcoffset() is not None
    assert (due.hour, due.minute) == (23, 59)


def test_a_deadline_is_nothing_a_course_must_have(tmp_path: Path) -> None:
    made = course(tmp_path, CHAIN)
    assert made.assignment("one").due is None
    assert made.late == LatePolicy()


@pytest.mark.parametrize(
    ("seed", "address", "told"),
    [
        ("change-me-for-your-own-class", "", ["the seed is the published one"]),
        ("change-me", "https://example.org", ["the seed is the published one"]),
        ("my own", "https://raw.githubusercontent.com/your-organisation/your-course/main/assignments", ["the address"]),
        ("my own", "", []),
    ],
)
def test_what_is_as_published_is_told(seed: str, address: str, told: list[str]) -> None:
    course = Course(id="c", title="C", root=Path(), seed=seed, address=address, assignments=())
    assert [line.partition(": ")[2].startswith(each) for line, each in zip(course.as_published, told, strict=True)] == [
        True
    ] * len(told)
    if told and "seed" in told[0]:
        with pytest.raises(CourseError, match=r"change `seed=`"):
            course.insist_on_own_seed()
    else:
        course.insist_on_own_seed()


def test_an_edit_within_a_second_that_leaves_the_size_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    path = tmp_path / "course_config.py"
    for title in ("Gradients", "Gradiente", "Gradienta"):
        path.write_text(
            f"from pathlib import Path\nfrom autograder.course import Course\n"
            f"COURSE = Course(id='c', title='{title}', root=Path(__file__).parent, seed='s', assignments=())\n"
        )
        os.utime(path, (1_900_000_000, 1_900_000_000))
        assert load_course(tmp_path).title == title


@pytest.mark.parametrize(
    ("due", "says"),
    [
        ("0", "one: due=0 is no time; write it like datetime("),
        ("20270301", "one: due=20270301 is no time"),
        ("1.5", "one: due=1.5 is no time"),
        ("True", "one: due=True is no time"),
        ("'1790000000'", "one: due='1790000000' is no time"),
        ("datetime.date(2027, 3, 1)", "one: due=datetime.date(2027, 3, 1) is no time"),
        ("datetime.datetime(2027, 3, 1, 23, 59)", "one: due=datetime.datetime(2027, 3, 1, 23, 59) has no time zone"),
    ],
)
def test_a_due_date_is_a_time_with_its_zone(tmp_path: Path, due: str, says: str) -> None:
    config(
        tmp_path,
        f"""
import datetime
from pathlib import Path
from autograder.course import Assignment, Course
ONE, TWO = Assignment(name="two", notebooks=()), Assignment(name="one", notebooks=(), due={due})
COURSE = Course(id="c", title="C", root=Path(__file__).parent, seed="s", assignments=(ONE, TWO))
""",
    )
    with pytest.raises(CourseError) as caught:
        load_course(tmp_path)
    assert says in str(caught.value) and "\n" not in str(caught.value)
