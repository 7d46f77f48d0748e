"""Scores, answers and students in a gradebook of nbgrader's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell
from nbgrader.api import Comment, Grade

from autograder.course.roster import Student
from autograder.frontends.nbgrader.gradebook import Answers, Rows, enrol, save_score
from tests.engine.books import grade_of, hand_in, open_book


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Any]:
    with open_book(tmp_path) as opened:
        yield opened


def graded(book: Any, auto: float | None, manual: float | None, flag: bool) -> Any:
    """A written answer's row as an earlier run and a person left it."""
    hand_in(book, "ada", w=auto)
    grade = grade_of(book, "ada", "w")
    grade.manual_score, grade.needs_manual_grade = manual, flag
    book.db.commit()
    return grade


@pytest.mark.parametrize("changed", [False, True])
@pytest.mark.parametrize(("score", "flag"), [(3.0, False), (0.0, False), (None, True)])
def test_a_cell_without_a_manual_score_waits_where_there_is_no_score(
    book: Any, score: float | None, flag: bool, changed: bool
) -> None:
    grade = graded(book, None, None, not flag)
    save_score(grade, score, changed)
    book.db.commit()
    assert (grade.auto_score, grade.needs_manual_grade) == (score, flag)


@pytest.mark.parametrize("score", [None, 0.0, 2.0])
def test_an_unchanged_answer_that_a_person_graded_is_not_flagged(book: Any, score: float | None) -> None:
    grade = graded(book, score, 3, False)
    save_score(grade, score, changed=False)
    book.db.commit()
    assert not grade.needs_manual_grade
    assert grade.score == 3


@pytest.mark.parametrize("score", [None, 2.0])
def test_a_changed_answer_is_flagged_and_keeps_the_manual_score(book: Any, score: float | None) -> None:
    grade = graded(book, score, 3, False)
    save_score(grade, score, changed=True)
    book.db.commit()
    assert grade.needs_manual_grade
    assert grade.score == grade.manual_score == 3


@pytest.mark.parametrize(("before", "after"), [(2.0, 4.0), (None, 0.0), (0.0, None), (2.0, None)])
def test_a_changed_automatic_score_is_flagged(book: Any, before: float | None, after: float | None) -> None:
    grade = graded(book, before, 3, False)
    save_score(grade, after, changed=False)
    book.db.commit()
    assert grade.needs_manual_grade
    assert (grade.auto_score, grade.manual_score) == (after, 3)


def test_a_flag_that_was_up_stays_up(book: Any) -> None:
    grade = graded(book, 2, 3, True)
    save_score(grade, 2, changed=False)
    book.db.commit()
    assert grade.needs_manual_grade


def test_a_second_run_does_not_take_the_flag_of_the_first_away(book: Any) -> None:
    grade = graded(book, None, 3, False)
    save_score(grade, None, changed=True)
    save_score(grade, None, changed=False)
    book.db.commit()
    assert grade.needs_manual_grade


def test_rows_are_those_of_one_students_notebook(book: Any) -> None:
    hand_in(book, "ada", check_a=60, w=None, check_b=9)
    hand_in(book, "linus", check_a=1, w=2, check_b=3)
    rows = Rows(book, {"notebook": "n", "assignment": "one", "student": "ada"})
    assert {name: grade.auto_score for name, grade in rows.of(Grade)} == {"check-a": 60, "w": None}
    assert {name for name, _ in rows.of(Comment)} == {"a", "w"}
    other = Rows(book, {"notebook": "m", "assignment": "one", "student": "linus"})
    assert {name: grade.auto_score for name, grade in other.of(Grade)} == {"check-b": 3}


def test_what_is_written_to_a_row_is_in_the_gradebook(book: Any) -> None:
    hand_in(book, "ada", check_b=1)
    for _, grade in Rows(book, {"notebook": "m", "assignment": "one", "student": "ada"}).of(Grade):
        save_score(grade, 8, changed=True)
    book.db.commit()
    book.db.expire_all()
    assert book.find_submission("one", "ada").score == 8


def cells(**texts: str) -> dict[str, NotebookNode]:
    return {name: new_markdown_cell(text) for name, text in texts.items()}


def test_every_answer_is_new_at_first(tmp_path: Path) -> None:
    assert Answers(tmp_path, "ada", "n").changed(cells(a="1", b="2")) == {"a", "b"}


def test_answers_are_compared_with_the_last_ones_that_were_kept(tmp_path: Path) -> None:
    first = Answers(tmp_path / "new", "ada", "n")
    first.replace(cells(a="1", b="2"))
    assert Answers(tmp_path / "new", "ada", "n").changed(cells(a="1", b="2")) == set()
    assert Answers(tmp_path / "new", "ada", "n").changed(cells(a="1", b="2 ", c="3")) == {"b", "c"}
    Answers(tmp_path / "new", "ada", "n").replace(cells(a="one"))
    assert Answers(tmp_path / "new", "ada", "n").changed(cells(a="one", b="2")) == {"b"}


def test_other_students_and_notebooks_have_answers_of_their_own(tmp_path: Path) -> None:
    Answers(tmp_path, "ada", "n").replace(cells(a="1"))
    assert Answers(tmp_path, "linus", "n").changed(cells(a="1")) == {"a"}
    assert Answers(tmp_path, "ada", "m").changed(cells(a="1")) == {"a"}


def test_no_text_is_kept_and_any_text_can_be_compared(tmp_path: Path) -> None:
    Answers(tmp_path, "ada", "n").replace(cells(a="my own words", b="\ud800"))
    assert Answers(tmp_path, "ada", "n").changed(cells(a="my own words", b="\ud801")) == {"b"}
    kept = [path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.json")]
    assert len(kept) == 1 and "own words" not in kept[0]


def test_enrolment_counts_who_is_new_and_who_is_another(book: Any) -> None:
    ada, linus = Student("ada", first_name="Ada", email="ada@example.org"), Student("linus")
    assert enrol(book, [ada, linus]) == (2, 0)
    assert enrol(book, [ada, linus]) == (0, 0)
    assert enrol(book, [Student("ada", first_name="Ada"), linus, Student("zoe")]) == (1, 1)
    assert enrol(book, []) == (0, 0)
    assert {each.id for each in book.students} == {"ada", "linus", "zoe"}
    assert book.find_student("ada").email is None


def test_enrolment_writes_what_the_roster_says(book: Any) -> None:
    enrol(book, [Student("ada", "Ada", "Lovelace", "ada@example.org", "4711", "https://example.org/ada")])
    known = book.find_student("ada")
    assert (known.first_name, known.last_name) == ("Ada", "Lovelace")
    assert (known.email, known.lms_user_id) == ("ada@example.org", "4711")


def test_enrolment_keeps_the_submissions(book: Any) -> None:
    hand_in(book, "ada", check_b=7)
    assert enrol(book, [Student("ada", "Ada")]) == (0, 1)
    assert book.find_submission("one", "ada").score == 7
