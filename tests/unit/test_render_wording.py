"""The sentences that every renderer uses, and the characters that none lets through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.render.wording import (
    LONGEST,
    findings,
    manual_line,
    one_line,
    property_of,
    questions_of,
    sandbox_line,
    visible,
)
from autograder.report import Layers, Outcome
from tests.unit.reports import STRONG, check, exercise


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]0;x\x07", r"\x1b]0;x\x07"),
        ("\u202egnp.exe", r"\u202egnp.exe"),
        ("a\r\nb\rc\td", "a\nb\\rc\td"),
        ("z\u200be\u00adr\ufeffo", "zero"),
        ("\ud800", r"\ud800"),
        ("café, 数学, שלום, 🎓", "café, 数学, שלום, 🎓"),
    ],
)
def test_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text(st.characters()))
def test_visible_text_stays_as_it_is(text: str) -> None:
    assert visible(visible(text)) == visible(text)
    assert "\n" not in one_line(text)


def test_long_text_is_cut() -> None:
    assert visible("x" * (LONGEST + 5)) == "x" * LONGEST + " ... (5 more characters)"


def test_properties_are_words() -> None:
    assert property_of(check("test_mean_is_taken_over_every_element")) == "mean is taken over every element"
    assert property_of(check("test_any_shape[2-3]")) == "any shape [2-3]"


def test_numbers_agree_with_their_nouns() -> None:
    assert questions_of(()) == ""
    assert questions_of((13,)) == "question 13"
    assert questions_of((4, 5)) == "questions 4 and 5"
    assert manual_line(0) == ""
    assert manual_line(1) == "1 more point is given by a person."
    assert manual_line(10) == "10 more points are given by a person."


def test_the_same_crash_is_told_once() -> None:
    crash = "NameError: name 'toch' is not defined"
    crashes = [check(f"test_{number}", Outcome.CRASHED, message=crash, hint="h") for number in range(3)]
    assert [row[1:] for row in findings(exercise("mse", *crashes))] == [(crash, "h")]


def test_another_hint_for_the_same_finding_is_kept() -> None:
    missed = [check(f"test_{hint}", Outcome.FAILED, message="m", hint=hint) for hint in ("a", "b", "a", "")]
    assert [row[1:] for row in findings(exercise("mse", *missed))] == [("m", "a"), ("m", "b")]


def test_sandbox_lines() -> None:
    assert sandbox_line(STRONG).startswith("Sandbox layers active: Landlock (ABI 7), seccomp")
    assert sandbox_line(Layers()).endswith("Layers active: none.")
    assert sandbox_line(Layers(seccomp=True)).startswith("Weak sandbox")
