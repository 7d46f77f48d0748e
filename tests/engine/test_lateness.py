"""What lateness costs, in a gradebook of nbgrader's own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from nbformat.v4 import new_notebook
from nbgrader.preprocessors import AssignLatePenalties

from autograder.course import Assignment, Course, load_course
from autograder.frontends.nbgrader.lateness import (
    LateSubmissions,
    set_due_date,
    settle,
    tell_of_a_date_of_the_gradebooks,
)
from tests.engine.books import AN_HOUR_LATE, grade_of, hand_in, open_book

DUE = datetime(2027, 3, 1, 22, 59)
"""Two minutes to midnight in Berlin's winter, as UTC."""


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Any]:
    with open_book(tmp_path) as opened:
        yield opened


@pytest.fixture
def course(book: Any, tmp_path: Path) -> Course:
    return load_course(tmp_path)


@pytest.fixture
def one(course: Course) -> Assignment:
    return course.assignment("one")


def due(assignment: Assignment, when: datetime | None) -> Assignment:
    return assignment.model_copy(update={"due": when})


def penalties(book: Any, student: str) -> dict[str, float | None]:
    book.db.expire_all()
    notebooks = book.find_submission("one", student).notebooks
    return {each.name: each.late_submission_penalty for each in notebooks}


def test_a_due_date_arrives_as_utc_without_a_zone(book: Any, one: Assignment) -> None:
    set_due_date(book, one)
    book.db.expire_all()
    assert book.find_assignment("one").duedate == DUE


def test_summer_time_counts(book: Any, one: Assignment) -> None:
    assert one.due is not None
    set_due_date(book, due(one, one.due.replace(month=7)))
    book.db.expire_all()
    assert book.find_assignment("one").duedate == datetime(2027, 7, 1, 21, 59)


def test_a_zone_that_is_an_offset_counts(book: Any, one: Assignment) -> None:
    set_due_date(book, due(one, datetime(2027, 3, 1, 1, tzinfo=timezone(timedelta(hours=5, minutes=30)))))
    book.db.expire_all()
    assert book.find_assignment("one").duedate == datetime(2027, 2, 28, 19, 30)


def test_no_due_date_leaves_the_gradebooks_own(book: Any, one: Assignment) -> None:
    set_due_date(book, one)
    set_due_date(book, due(one, None))
    book.db.expire_all()
    assert book.find_assignment("one").duedate == DUE


def test_an_assignment_that_the_gradebook_lacks_is_passed_over(book: Any, one: Assignment) -> None:
    set_due_date(book, one.model_copy(update={"name": "three"}))
    assert [each.name for each in book.assignments] == ["one", "two"]


def test_each_notebook_loses_its_own_share(book: Any, course: Course, one: Assignment) -> None:
    hand_in(book, "ada", AN_HOUR_LATE, check_a=67, check_b=10)
    settle(book, course, one)
    assert penalties(book, "ada") == {"n": 6, "m": 1}
    assert book.find_submission("one", "ada").late_submission_penalty == 7


@pytest.mark.parametrize(
    ("late", "penalty"),
    [
        (timedelta(hours=-1), None),
        (timedelta(), None),
        (timedelta(minutes=15), None),
        (timedelta(minutes=15, seconds=1), 6),
        (timedelta(days=1), 6),
        (timedelta(days=1, seconds=1), 13),
        (timedelta(days=400), 33),
    ],
)
def test_what_a_delay_costs(book: Any, course: Course, one: Assignment, late: timedelta, penalty: int | None) -> None:
    hand_in(book, "ada", str(DUE + late), check_a=67)
    settle(book, course, one)
    assert penalties(book, "ada") == {"n": penalty, "m": None}


def test_a_submission_without_a_time_is_not_late(book: Any, course: Course, one: Assignment) -> None:
    hand_in(book, "ada", None, check_a=67)
    settle(book, course, one)
    assert penalties(book, "ada") == {"n": None, "m": None}


def test_a_manual_grade_changes_the_penalty(book: Any, course: Course, one: Assignment) -> None:
    hand_in(book, "ada", AN_HOUR_LATE, check_a=67, w=None)
    settle(book, course, one)
    assert penalties(book, "ada")["n"] == 6
    written = grade_of(book, "ada", "w")
    written.manual_score, written.needs_manual_grade = 3, False
    book.db.commit()
    settle(book, course, one)
    assert penalties(book, "ada")["n"] == 7
    grade_of(book, "ada", "check-a").manual_score = 0
    book.db.commit()
    settle(book, course, one)
    assert penalties(book, "ada")["n"] is None


def test_settling_twice_changes_nothing(book: Any, course: Course, one: Assignment) -> None:
    hand_in(book, "ada", AN_HOUR_LATE, check_a=67, check_b=10)
    settle(book, course, one)
    settle(book, course, one)
    assert penalties(book, "ada") == {"n": 6, "m": 1}


def test_a_later_due_date_takes_the_penalty_back(book: Any, course: Course, one: Assignment) -> None:
    hand_in(book, "ada", AN_HOUR_LATE, check_a=67, check_b=10)
    settle(book, course, one)
    settle(book, course, due(one, datetime(2027, 3, 5, tzinfo=UTC)))
    assert penalties(book, "ada") == {"n": None, "m": None}


def test_an_earlier_due_date_costs_more(book: Any, course: Course, one: Assignment) -> None:
    hand_in(book, "ada", AN_HOUR_LATE, check_a=67)
    settle(book, course, one)
    settle(book, course, due(one, datetime(2027, 2, 28, 12, tzinfo=UTC)))
    assert penalties(book, "ada")["n"] == 13


def test_an_extension_of_one_student_counts(book: Any, course: Course, one: Assignment) -> None:
    for name in ("ada", "linus"):
        hand_in(book, name, AN_HOUR_LATE, check_a=67)
    book.grant_extension("one", "ada", days=1)
    settle(book, course, one)
    assert penalties(book, "ada")["n"] is None
    assert penalties(book, "linus")["n"] == 6


def test_other_students_are_left_alone(book: Any, course: Course, one: Assignment) -> None:
    for name in ("ada", "linus", "zoe"):
        hand_in(book, name, AN_HOUR_LATE, check_a=67)
    book.find_submission("one", "zoe").notebooks[0].late_submission_penalty = 2
    book.find_submission("one", "zoe").notebooks[1].late_submission_penalty = 2
    book.db.commit()
    settle(book, course, one, ["ada"])
    assert penalties(book, "ada")["n"] == 6
    assert penalties(book, "linus") == {"n": None, "m": None}
    assert penalties(book, "zoe") == {"n": 2, "m": 2}


def test_an_empty_list_of_students_is_nobody(book: Any, course: Course, one: Assignment) -> None:
    hand_in(book, "ada", AN_HOUR_LATE, check_a=67)
    settle(book, course, one, [])
    assert penalties(book, "ada")["n"] is None


def test_other_assignments_are_left_alone(book: Any, course: Course, one: Assignment) -> None:
    hand_in(book, "ada", AN_HOUR_LATE, check_a=67, check_k=5)
    book.find_submission("two", "ada").notebooks[0].late_submission_penalty = 1
    book.db.commit()
    settle(book, course, one)
    book.db.expire_all()
    assert book.find_submission("two", "ada").late_submission_penalty == 1


def test_nbgraders_plugin_gives_the_courses_penalty(book: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    plugin = LateSubmissions()
    assert plugin.late_submission_penalty("ada", 67, 3600) == 6
    assert plugin.late_submission_penalty("ada", 67, 60) is None
    assert plugin.late_submission_penalty("ada", 0, 3600) is None


BERLIN = ZoneInfo("Europe/Berlin")
BEFORE_WINTER = datetime(2027, 10, 30, 23, 59, tzinfo=BERLIN)
"""A Saturday; in the night the clocks go back."""
BEFORE_SUMMER = datetime(2027, 3, 27, 23, 59, tzinfo=BERLIN)


def utc(*when: int) -> str:
    """A time in Berlin as nbgrader's gradebook takes it."""
    return str(datetime(*when, tzinfo=BERLIN).astimezone(UTC).replace(tzinfo=None))  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("was_due", "at", "penalty"),
    [
        (BEFORE_WINTER, (2027, 10, 31, 23, 30), 6),
        (BEFORE_WINTER, (2027, 11, 1, 0, 30), 13),
        (BEFORE_SUMMER, (2027, 3, 28, 23, 30), 6),
        (BEFORE_SUMMER, (2027, 3, 29, 0, 30), 13),
    ],
)
def test_days_are_the_calendars_in_every_part(
    book: Any, course: Course, one: Assignment, was_due: datetime, at: tuple[int, ...], penalty: int
) -> None:
    hand_in(book, "ada", utc(*at), check_a=67)
    settle(book, course, due(one, was_due))
    assert penalties(book, "ada")["n"] == penalty


def test_an_extension_is_of_calendar_days(book: Any, course: Course, one: Assignment) -> None:
    for name, minute in (("ada", 30), ("linus", 59)):
        hand_in(book, name, utc(2027, 10, 31, 23, minute), check_a=67)
    hand_in(book, "zoe", utc(2027, 11, 1, 0, 30), check_a=67)
    for name in ("ada", "linus", "zoe"):
        book.grant_extension("one", name, days=1)
    settle(book, course, due(one, BEFORE_WINTER))
    assert [penalties(book, name)["n"] for name in ("ada", "linus", "zoe")] == [None, None, 6]


def test_nbgraders_own_preprocessor_charges_the_same(
    book: Any, course: Course, one: Assignment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `nbgrader autograde` runs it, before anything is settled."""
    config = tmp_path / "course_config.py"
    config.write_text(config.read_text().replace("2027, 3, 1, 23, 59", "2027, 10, 30, 23, 59"))
    monkeypatch.chdir(tmp_path)
    hand_in(book, "ada", utc(2027, 10, 31, 23, 30), check_a=67)
    hand_in(book, "linus", utc(2027, 11, 1, 0, 30), check_a=67)
    set_due_date(book, load_course(tmp_path).assignment("one"))
    for name in ("ada", "linus"):
        names = {"notebook": "n", "assignment": "one", "student": name, "db_url": str(book.engine.url)}
        nbgraders = AssignLatePenalties(plugin_class="autograder.frontends.nbgrader.lateness.LateSubmissions")
        nbgraders.preprocess(new_notebook(), {"nbgrader": names})
    assert [penalties(book, name)["n"] for name in ("ada", "linus")] == [6, 13]


def test_of_two_due_dates_one_line_says_which_counts(
    book: Any, course: Course, one: Assignment, caplog: pytest.LogCaptureFixture
) -> None:
    settle(book, course, one)
    assert not caplog.records
    book.update_or_create_assignment("one", duedate="2027-03-05 11:00:00 UTC")
    settle(book, course, one)
    settle(book, course, one)
    (line,) = [record.getMessage() for record in caplog.records]
    assert line == (
        "one: due 2027-03-01 23:59 CET, as course_config.py says; the gradebook had 2027-03-05 12:00 CET, typed into "
        "formgrader maybe, which does not count"
    )
    assert book.find_assignment("one").duedate == DUE


def test_a_due_date_of_the_gradebooks_alone_counts_and_is_told(
    book: Any, course: Course, one: Assignment, caplog: pytest.LogCaptureFixture
) -> None:
    two = course.assignment("two")
    tell_of_a_date_of_the_gradebooks(book, one)
    tell_of_a_date_of_the_gradebooks(book, two)
    assert not caplog.records
    book.update_or_create_assignment("two", duedate="2027-03-01 12:00:00 UTC")
    hand_in(book, "ada", AN_HOUR_LATE, check_k=10)
    settle(book, course, two)
    tell_of_a_date_of_the_gradebooks(book, two)
    book.db.expire_all()
    assert book.find_submission("two", "ada").late_submission_penalty == 1
    (line,) = [record.getMessage() for record in caplog.records]
    assert line == (
        "two: course_config.py has no due date, so the gradebook's counts (2027-03-01 12:00 UTC), for penalties and "
        "not for `autograder collect`; write it into course_config.py"
    )
