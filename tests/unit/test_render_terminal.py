"""What is printed cannot steer the terminal, nor the CI runner that reads along."""

import re
import unicodedata
from collections.abc import Sequence
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console, RenderableType

from autograder.render import details, line, table
from autograder.report import Report
from tests.unit.reports import BROKEN, FULL, HOSTILE, MIXED, MSE_HINT, UNREADABLE, exercise, hostile, report


def printed(renderable: RenderableType, width: int = 200) -> str:
    # color_system=None: an escape character in the output can then only be the submission's.
    console = Console(file=StringIO(), width=width, force_terminal=True, color_system=None)
    console.print(renderable)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def row(reports: Sequence[Report], name: str) -> str:
    [line] = [line for line in printed(table(reports)).splitlines() if name in line]
    return " ".join(line.split())


def test_the_table_has_a_row_per_submission() -> None:
    reports = [MIXED, FULL, BROKEN, UNREADABLE]
    assert row(reports, "ada") == "ada 6/20 mse 2/6, training-step 0/4, train 0/3, fit 0/3 2 0.21"
    assert row(reports, "grace") == "grace 4/4 0.21"
    assert row(reports, "linus") == "linus -/4 mse (grader error) 0.21"
    assert row(reports, "edsger") == "edsger 0/4 every exercise 1 0.21"
    assert "weak sandbox for 1 of 4 submissions" in printed(table(reports))


def test_nothing_is_said_of_a_strong_sandbox() -> None:
    assert "sandbox" not in printed(table([FULL]))


def test_an_empty_table() -> None:
    assert "submission" in printed(table([]))


def test_details_name_what_was_missed() -> None:
    text = printed(details(MIXED))
    assert "6/20" in text
    assert "training-step  questions 19, 23 and 24" in text
    assert "not yet: A (2, 3, 4) pair gives 3 numbers." in text
    assert "ran out of time: a hundred epochs" in text
    assert text.count(f"hint: {MSE_HINT}") == 1
    assert "10 more points are given by a person." in text
    assert "cell 14 raised NameError" in text


def test_details_of_a_grader_error() -> None:
    text = printed(details(BROKEN))
    assert "No score yet" in text
    assert "not the student's fault" in text
    assert "not graded: fixture 'student' failed" in text


def test_details_of_a_weak_sandbox() -> None:
    text = printed(details(UNREADABLE))
    assert "Weak sandbox" in text
    assert "Layers active: resource limits." in text


def test_markup_is_text() -> None:
    assert "[red]x[/red]" in printed(details(report(exercise("[red]x[/red]"))))


def test_slices_stay_python() -> None:
    assert "x[: :step]" in printed(details(report(exercise(), notes=["x[::step]"])))
    assert "x[::2]" in printed(details(report(exercise(), notes=["x[::2]"])))


@pytest.mark.parametrize(
    "text",
    [
        "the suite in suites/hw does not run: test_01b.py::test_mean: points must be 0",
        "test_01b.py::TestMse::test_mean has no mark",
        "autograder check: mse::mean failed; fe80::a is not an address",
    ],
)
def test_the_name_of_a_check_is_printed_as_it_is(text: str) -> None:
    assert line(text).plain == text


@pytest.mark.parametrize("text", ["::error::x", "\n  ::error::x", ":::error::x", "a ##vso[x]", "\u200b::warning::x"])
def test_a_line_is_no_command(text: str) -> None:
    check_harmless(line(text).plain)


def check_harmless(text: str) -> None:
    text.encode()
    for character in set(text) - {"\n"}:
        assert unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}, ascii(character)
    assert not re.search(r"(?m)^\s*::[A-Za-z]", text)
    assert not re.search(r"##[A-Za-z]*\[", text)


@pytest.mark.parametrize("text", [*HOSTILE, " ".join(HOSTILE), ":\u200b:error::x", "#\ufeff#[error]x", ":::error::x"])
@pytest.mark.parametrize("width", [20, 80])
def test_hostile_text_is_harmless(text: str, width: int) -> None:
    check_harmless(printed(table([hostile(text)]), width))
    check_harmless(printed(details(hostile(text)), width))


@given(st.text(st.characters() | st.sampled_from("::##[[e\u200b\n ")))
def test_any_text_is_harmless(text: str) -> None:
    check_harmless(printed(table([hostile(text)]), 40))
    check_harmless(printed(details(hostile(text)), 40))
