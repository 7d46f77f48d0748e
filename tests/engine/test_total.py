"""One page with the total of a student's assignment, beside the pages of its notebooks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.course import load_course
from autograder.frontends.nbgrader.lateness import settle
from autograder.frontends.nbgrader.total import TOTAL, total, write_total
from tests.engine.books import AN_HOUR_LATE, IN_TIME, WITH_EXERCISE, grade_of, hand_in, open_book

pytestmark = pytest.mark.finds("a total that is not the gradebook's")


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The gradebook of a course in the current folder: one notebook with 67 and 4 written points, one with 10."""
    with open_book(tmp_path) as opened:
        (tmp_path / "course_config.py").write_text(WITH_EXERCISE, encoding="utf-8")
        monkeypatch.chdir(tmp_path)
        folder = tmp_path / "feedback" / "ada" / "one"
        folder.mkdir(parents=True)
        (folder / "n.html").write_text("")
        yield opened


def page(book: Any) -> str:
    course = load_course(Path.cwd())
    assignment = course.assignment("one")
    settle(book, course, assignment)
    return total(course, book, assignment, "ada")


def test_all_notebooks_are_added_up_and_what_waits_is_not_lost(book: Any) -> None:
    hand_in(book, "ada", check_a=30, w=None, check_b=10)
    found = page(book)
    assert (
        ">40<small> / 77" in found and "4 points wait for a person" in found and "There are 81 points in all" in found
    )
    assert '<a href="./n.html">' in found and "30 / 67" in found
    assert "m.html" not in found and "10 / 10" in found
    grade_of(book, "ada", "w").manual_score = 2.5
    book.db.commit()
    found = page(book)
    assert ">42.5<small> / 81" in found and "32.5 / 71" in found and "wait" not in found


def test_the_total_is_after_the_penalty(book: Any) -> None:
    hand_in(book, "ada", AN_HOUR_LATE, check_a=30, w=4, check_b=10)
    found = page(book)
    submission = book.find_submission("one", "ada")
    assert submission.late_submission_penalty > 0
    left = int(submission.score - submission.late_submission_penalty)
    assert f">{left}<small> / 81" in found and "44 points, less" in found and "as it came late" in found


def test_what_the_grader_failed_on_is_no_zero(book: Any) -> None:
    hand_in(book, "ada", check_a=None, w=4, check_b=None)
    found = page(book)
    assert ">4<small> / 4" in found and "77 points wait for our grader" in found and "not graded yet" in found


@pytest.mark.parametrize(("assignment", "student"), [("one", "ada"), ("one", "*"), ("*", "*")])
def test_it_is_written_beside_the_other_pages(book: Any, assignment: str, student: str) -> None:
    hand_in(book, "ada", IN_TIME, check_a=67, w=4, check_b=10)
    write_total(str(book.engine.url), assignment, student, [str(Path.cwd() / "autograded" / "ada" / "one" / "n.ipynb")])
    written = Path("feedback/ada/one", TOTAL)
    assert ">81<small> / 81" in written.read_text(encoding="utf-8")
    assert written.suffix != ".html"  # nbgrader's release_feedback would look for its notebook
