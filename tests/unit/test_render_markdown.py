"""FEEDBACK.md says what the page says, and no text in it becomes a link, a picture, HTML or another structure."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from markdown_it import MarkdownIt

from autograder.render import markdown
from autograder.report import Outcome, Report
from tests.unit.reports import BROKEN, FULL, HOSTILE, MIXED, MSE_HINT, PRACTICE, UNREADABLE, check, exercise, report
from tests.unit.test_render_hostile import ACTING, kind_of, reports, texts

SITES = [MarkdownIt("gfm-like", {"linkify": linkify}) for linkify in (False, True)]
"""Markdown with tables, strikethrough and HTML, as sites read it; the second links whatever looks like an address."""

INLINE = {"text", "code_inline", "strong_open", "strong_close"}
REFERENCES = re.compile(
    r"""
    https?:|www\.|\w@|@\w|\w\.[^\W\d_]{2}            # addresses, and names of people
    | [#~%$&^\\]\S | !\w | [#&~^]                         # issues, requests, labels, milestones, snippets, formulas
    | \b[A-Za-z]+-\d | \b[0-9a-f]{7,}\b              # other trackers, commits
    | :\w+: | \[ | \] | [<>*_{}|]
    """,
    re.VERBOSE,
)
"""What a site may make more of in the text of a page that is no code."""

TRICKS = (
    "[a](https://example.org)",
    "![a](https://example.org/a.png)",
    "<https://example.org>",
    "https://example.org and www.example.org, example.org",
    "mail me@example.org, @somebody, @org/team",
    "#1 GH-1 owner/repo#1 !2 ~bug %3 $4 &5 abc1234 0123456789abcdef0123456789abcdef01234567",
    "<b>bold</b> <!-- gone --> &lt;script&gt; <details>",
    "a | b\n| - | - |\n| c | d |",
    "# heading\n\n- list\n1. list\n> quote\n```\nfence\n```\n    code\n***\n===\n---",
    "*a* **b** _c_ ~~d~~ `e` ``f`` `` ` `` `unclosed",
    "$`x`$ $x$ $$x$$ \\(x\\) ```math",
    ":smile: [^1] [[_TOC_]] {+a+} [-b-] [x] [ ] {{ x }} %{y}",
    "[a]: https://example.org\n[a]",
    "1. one",
    "- one",
    "+",
    "\\",
    "`",
    "`` ` ``",
    "` `",
    "a\\|b",
)


def structure(text: str, site: MarkdownIt) -> list[str]:
    """The blocks of a page; what stands in each line is left out."""
    return [token.type for token in site.parse(text)]


def everywhere(text: str) -> Report:
    """A report with one text in all places; the x keeps two of them from being the same exercise."""
    missed = check(text, Outcome.FAILED, message=f" {text}", hint=text)
    fault = exercise(f"x{text}", check(text, Outcome.GRADER_ERROR))
    bonus = exercise(f"y{text}", check(text, Outcome.CRASHED, 0, message=f"z{text}", hint=f"z{text}"))
    return report(
        exercise(text, missed, check(text)), fault, bonus, submission=text, notes=[text, "2"], unreadable=[text]
    )


def harmless(page: str) -> None:
    for site in SITES:
        for block in site.parse(page):
            assert block.type not in ("html_block", "fence", "code_block", "hr")
            for token in block.children or ():
                assert token.type in INLINE, token
                if token.type == "text":
                    assert not REFERENCES.search(token.content), token.content
    kinds = {kind_of(character): ascii(character) for character in set(page) - {"\n"}}
    assert not kinds.keys() & ACTING, kinds
    assert page.encode().decode() == page


@pytest.mark.parametrize("text", [*TRICKS, *HOSTILE])
def test_a_text_does_nothing_and_keeps_its_place(text: str) -> None:
    page = markdown(everywhere(text), text, {13: text}, [text])
    harmless(page)
    for site in SITES:
        plain = markdown(everywhere("x"), "x", {13: "x"}, ["x"])
        assert structure(page, site) == structure(plain, site)


@given(each=reports(), text=texts)
@example(each=everywhere("x"), text="1. \u202e")
def test_any_text_does_nothing(each: Report, text: str) -> None:
    harmless(markdown(each, text, {13: text}, [text]))


@given(text=texts)
@example(text="`a`1. `b`")
@example(text="`a``b`")
@example(text="$`a`$")
def test_any_text_stays_in_its_place(text: str) -> None:
    filled = f"x{text}"
    page = markdown(everywhere(filled), filled, {13: filled}, [filled])
    for site in SITES:
        assert structure(page, site) == structure(markdown(everywhere("x"), "x", {13: "x"}, ["x"]), site)


def test_the_tests_see_what_a_site_would_do() -> None:
    for text in TRICKS[:4]:
        with pytest.raises(AssertionError):
            harmless(f"A text: {text}\n")
    for text in ("<b>x</b>", "~~x~~", "*x*", "@somebody", "see #1", "GH-1", "a1b2c3d4", ":smile:", "$x$", "[x]"):
        with pytest.raises(AssertionError):
            harmless(f"A text: {text}\n")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("mat1 and mat2 shapes cannot be multiplied (4x3 and 2x1)", None),
        ("NameError: name 'toch' is not defined", None),
        ("it doesn't hold for 0.5, 1e-05 or -3, e.g. and/or 90%", None),
        (MSE_HINT, None),
        ("`w`'s gradient, and (`a`/`b`).", None),
        ("got torch.Size([4, 1]), wanted (4, 1)", "got `torch.Size([4, 1])`, wanted (4, 1)"),
        ("see https://example.org.", "see `https://example.org`."),
        ("ask @somebody (of #1)", "ask `@somebody` (of `#1`)"),
        ("a `` b", "a ``` `` ``` b"),
        ("one\n\n# two", "one `#` two"),
        ("red\x1b[31m", "`red\\x1b[31m`"),
    ],
)
def test_words_stay_words_and_the_rest_is_code(text: str, shown: str | None) -> None:
    page = markdown(report(exercise("mse", check(outcome=Outcome.FAILED, message=text))), "Course")
    assert f"**Not yet:** {shown or text}\n" in page


def test_the_score_the_hints_and_what_a_person_grades_stand_first() -> None:
    page = markdown(MIXED, "Small course", {13: "the mean of `squares`"}, ["01-from-scratch.html", "02-built-ins.html"])
    head, _, rest = page.partition("## What to look at first")
    assert "# Feedback: `linear-regression`\n" in head
    assert "**6 of 20 points.** 1 of 5 exercises done; 4 have points left to find." in head
    assert "10 more points are given by a person." in head
    assert "What a person gave and wrote stands in `01-from-scratch.html` and `02-built-ins.html`." in head
    assert "### `mse`: 2 of 6 points\n\n- Question 13, the mean of `squares`: not yet\n" in rest
    assert rest.count(MSE_HINT) == 1  # two checks, one hint
    assert "**Stopped with an error:** RuntimeError: a leaf Variable" in rest
    assert "**Ran out of time:** a hundred epochs\n\n> **Hint:** Does the loop end" in rest
    assert "**Nothing to check yet:**" in rest
    assert "Already holds: equal tensors have no loss." in rest
    assert "| `mse` | 2/6 | question 13 |\n" in rest
    assert "2 of 9 questions answered." in rest
    assert "- cell 14 raised NameError: name 'toch' is not defined\n" in rest
    assert "Sandbox layers active: Landlock (ABI 7)" in rest


def test_all_points_leave_nothing_to_look_at() -> None:
    page = markdown(FULL, "Course")
    assert "**4 of 4 points.** Every automatic point is yours. Well done." in page
    assert "What to look at first" not in page and "Notes" not in page


def test_practice_has_no_points() -> None:
    page = markdown(PRACTICE, "Course")
    assert "### `standardise`: not yet\n\n**Not yet:** one scale\n\n> **Hint:** Think of `dim=0`." in page
    assert "### `split-rows`: every check holds" in page
    assert "| `standardise` |" not in page


def test_a_fault_of_the_grader_is_no_score() -> None:
    page = markdown(BROKEN, "Course")
    assert "**No score yet.**" in page and "- `mse`: the grader failed here; it is not your fault." in page
    assert "| `mse` | -/2 |" in page
    assert "student" not in page.replace("**", "")  # nothing of the fault itself


def test_files_and_a_weak_sandbox_are_told() -> None:
    page = markdown(UNREADABLE, "Course")
    assert "- This file could not be read as a notebook: `01-from-scratch.ipynb`" in page
    assert "Weak sandbox: without Landlock and seccomp." in page
    assert page.endswith("This does not change the score.\n")


def test_the_same_report_gives_the_same_page_however_long_it_took() -> None:
    slow = [each.model_copy(update={"seconds": 9.0}) for each in MIXED.exercises[1].checks]
    exercises = (MIXED.exercises[0], MIXED.exercises[1].model_copy(update={"checks": tuple(slow)}))
    again = MIXED.model_copy(update={"seconds": 99.0, "exercises": (*exercises, *MIXED.exercises[2:])})
    assert markdown(again, "Course") == markdown(MIXED, "Course")


def test_a_page_has_an_end() -> None:
    long = "word " * 10_000
    assert len(markdown(everywhere(long), "Course")) < 20_000
