"""Which value of a global name an answer finds, whoever else has bound it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest

from autograder.worker.bindings import Bindings, By

ANSWERS = {"one": ("f",), "two": ("g",)}


class Book:
    """Cells that bind names, in the order in which they are given."""

    def __init__(self) -> None:
        self.names: dict[str, Any] = {}
        self.bindings = Bindings(self.names)

    def cell(
        self, by: By, text: str = "", spoken: Collection[str] = (), gone: Collection[str] = (), **bound: Any
    ) -> set[str]:
        before = self.bindings.cell()
        self.names.update(bound)
        for name in gone:
            del self.names[name]
        answers = ANSWERS if by is By.STUDENT else {}
        return self.bindings.ran(before, by, text or " ".join(bound), spoken, answers)

    def seen_by(self, exercise: str) -> dict[str, Any]:
        self.bindings.all_ran()
        self.bindings.stand_for(exercise)
        return dict(self.names)


@pytest.fixture
def book() -> Book:
    return Book()


@pytest.mark.parametrize("later", [By.STUDENT, By.COURSE, By.SHOW])
def test_a_helper_is_the_one_that_the_answer_found(book: Book, later: By) -> None:
    book.cell(By.STUDENT, helper=1, f=2)
    book.cell(later, helper=3)
    assert book.seen_by("one") == {"helper": 1, "f": 2}


def test_each_answer_finds_its_own(book: Book) -> None:
    book.cell(By.STUDENT, helper=1, f=2)
    book.cell(By.STUDENT, helper=3, g=4)
    assert [book.seen_by(each)["helper"] for each in ("one", "two", "one", "")] == [1, 3, 1, 3]


def test_a_helper_may_stand_below(book: Book) -> None:
    book.cell(By.STUDENT, f=1)
    book.cell(By.STUDENT, helper=2)
    assert book.seen_by("one")["helper"] == 2


@pytest.mark.parametrize("by", [By.COURSE, By.SHOW])
def test_and_be_bound_again_by_the_course(book: Book, by: By) -> None:
    book.cell(By.STUDENT, f=1)
    book.cell(By.STUDENT, helper=2)
    book.cell(by, helper=3)
    assert book.seen_by("one")["helper"] == 2


def test_a_name_that_the_text_speaks_of_is_the_courses(book: Book) -> None:
    book.cell(By.STUDENT, w=1)
    book.cell(By.COURSE, w=2, spoken=["w"])
    book.cell(By.STUDENT, f=3)
    assert book.seen_by("one")["w"] == 2


def test_an_answer_that_calls_an_earlier_one_finds_its_helper(book: Book) -> None:
    """Between the two, the course has called something else so, of which the second answer does not speak."""
    book.cell(By.STUDENT, helper=1, f=2)
    book.cell(By.COURSE, helper=3)
    book.cell(By.STUDENT, "g = f", g=4)
    assert book.seen_by("two")["helper"] == 1


def test_one_that_speaks_of_it_finds_what_was_there(book: Book) -> None:
    book.cell(By.STUDENT, helper=1, f=2)
    book.cell(By.COURSE, helper=3)
    book.cell(By.STUDENT, "g = helper", g=4)
    assert book.seen_by("two")["helper"] == 3


def test_a_builtin_is_not_hidden_by_what_stands_below(book: Book) -> None:
    book.cell(By.STUDENT, f=1)
    book.cell(By.STUDENT, sum=0, total=0)
    assert book.seen_by("one") == {"f": 1, "total": 0}
    assert book.seen_by("two") == {"f": 1, "total": 0, "sum": 0}


def test_what_was_taken_away_later_is_there(book: Book) -> None:
    book.cell(By.STUDENT, helper=1, f=2)
    book.cell(By.STUDENT, gone=["helper"])
    assert book.seen_by("one") == {"helper": 1, "f": 2}
    assert book.seen_by("two") == {"f": 2}


def test_what_exercises_provide_is_what_it_was_bound_to_last(book: Book) -> None:
    assert book.cell(By.STUDENT, f=1) == {"f"}
    assert book.cell(By.STUDENT, g=2) == {"g"}
    assert book.cell(By.STUDENT, f=3, g=4, other=5) == {"f", "g"}
    assert book.seen_by("one") == {"f": 3, "g": 4, "other": 5}


def test_what_the_shell_binds_is_nobodys(book: Book) -> None:
    book.cell(By.STUDENT, f=1, _i="one", In=["one"])
    book.cell(By.STUDENT, _i="two", In=["one", "two"])
    assert book.seen_by("one")["_i"] == "two"
