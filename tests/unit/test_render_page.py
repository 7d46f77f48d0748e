"""The pages hold what a reader needs, and nothing that a browser would run, fetch or misread."""

import re
from html.parser import HTMLParser
from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.render import Person, class_page, submission_page
from autograder.render.wording import one_line
from autograder.report import UNFINISHED, CheckResult, Layers, Outcome, Report
from tests.unit.reports import (
    BROKEN,
    FULL,
    HOSTILE,
    MIXED,
    MSE_HINT,
    PRACTICE,
    UNREADABLE,
    check,
    classroom,
    exercise,
    hostile,
    report,
)

TITLE = "Linear regression"
VOID = {"meta", "link", "br"}


class Page(HTMLParser):
    """Tags with their attributes' names, links, and the text that is read; fails on unbalanced tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.skeleton: list[tuple[str, ...]] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert not self._open
        self.text = " ".join("".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.skeleton.append((tag, *(name for name, _ in attrs)))
        self.links += [value or "" for name, value in attrs if tag == "a" and name == "href"]
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self._open:
            self.words.append(data)

    def headings(self) -> list[str]:
        return [tag for tag, *_ in self.skeleton if re.fullmatch(r"h\d", tag)]


def student(each: Report, questions: dict[int, str] | None = None) -> Page:
    return Page(submission_page(each, TITLE, questions or {}))


def test_what_to_look_at_comes_first() -> None:
    text = student(MIXED, {13: "what `mse` gives"}).text
    order = [
        "Feedback for ada",
        "6 / 20",
        "1 of 5 exercises done; 4 have points left to find.",
        "10 more points are given by a person.",
        "What to look at first",
        "Question 13, what mse gives: not yet",
        "Not yet: For a table of 4 rows",
        f"Hint: {MSE_HINT.replace('`', '')}",
        "Already holds: equal tensors have no loss.",
        "Question 19: not yet",
        "Stopped with an error: RuntimeError",
        "Ran out of time: a hundred epochs",
        "Nothing to check yet: there is no answer here that can be read",
        "What is done",
        "to-tensors",
        "Notes",
        "cell 14 raised NameError",
        "Sandbox layers active: Landlock (ABI 7)",
    ]
    places = [text.find(each) for each in order]
    assert -1 not in places, order[places.index(-1)]
    assert places == sorted(places)
    assert "wrong" not in text.lower()


def test_feedback_speaks_in_questions() -> None:
    mixed = report(
        exercise(
            "training-step",
            check(questions=(19, 23)),
            check("test_reset", Outcome.FAILED, questions=(24,)),
            questions=(19, 23, 24),
        ),
        exercise("accumulation", check(questions=(24,)), questions=(24,)),
    )
    text = student(mixed, {24: "why gradients are reset", 19: "one update"}).text
    assert "Question 19, one update: answered" in text
    assert "Question 23: answered" in text
    assert "2 of 3 questions answered." in text
    overview = text[text.index("All questions") :]
    assert "Question 24, why gradients are reset: not yet" in overview
    assert overview.count("Question 24") == 1


def test_practice_without_points_has_a_place_of_its_own() -> None:
    text = student(PRACTICE).text
    assert "2 / 2" in text
    assert "Every automatic point is yours" in text
    assert "What to look at first" not in text
    practice = text[text.index("Practice, without points") :]
    assert "standardise" in practice
    assert "Think of dim=0." in practice
    assert "every check holds" in practice
    done = text[text.index("What is done") : text.index("Practice, without points")]
    assert "standardise" not in done


def test_full_marks() -> None:
    text = student(FULL).text
    assert "4 / 4" in text
    assert "Every automatic point is yours" in text
    assert "What to look at first" not in text


def test_a_grader_error_is_not_the_students_fault() -> None:
    text = student(BROKEN).text
    assert "No score yet" in text
    assert "not your fault" in text
    assert "failed on mse" in text
    assert "fixture" not in text
    assert " / 4" not in text


def test_a_grader_error_hides_no_other_exercise() -> None:
    broken = exercise("mse", check(outcome=Outcome.GRADER_ERROR))
    text = student(report(broken, exercise("fit", check(outcome=Outcome.FAILED, hint="Batches.")))).text
    assert "Hint: Batches." in text


def test_an_unreadable_submission() -> None:
    text = student(UNREADABLE).text
    assert "no answer yet that can be read in 2 exercises; the notes say why" in text
    assert "could not be read as a notebook: 01-from-scratch.ipynb" in text
    assert "Weak sandbox: without Landlock and seccomp. Layers active: resource limits." in text


def test_nothing_earned_is_said_kindly() -> None:
    text = student(report(exercise("mse", check(outcome=Outcome.FAILED)))).text
    assert "The points are still ahead of you." in text


def test_an_empty_report() -> None:
    assert "nothing to grade" in student(report()).text


def test_a_passed_exercise_with_a_worthless_check() -> None:
    free = check("test_style", Outcome.FAILED, 0)
    assert "style (not yet, no points)" in student(report(exercise("mse", check(), free))).text


def test_the_class_table() -> None:
    page = Page(class_page([MIXED, FULL, BROKEN, UNREADABLE], TITLE, ["pages/ada lovelace.html", "", "", ""]))
    assert page.links == ["./pages/ada%20lovelace.html"]
    assert "4 submissions, 5 exercises" in page.text
    assert "Median score4" in page.text
    assert "Mean score3.3" in page.text
    assert "Without a score yet1" in page.text
    assert "to-tensors 3 of 4 (75 %) 75 %" in page.text
    assert "mse 1 of 3 (33 %) 44 %" in page.text
    assert "1 studentmse: torch.mean divides" in page.text
    assert "not both active for 1 submission." in page.text


def test_a_class_with_one_maximum() -> None:
    text = Page(class_page(classroom(), TITLE)).text
    assert re.search(r"Median score[\d.]+ / 192", text)
    assert "Every submission ran under a strong sandbox" in text
    assert text.index("student-00") < text.index("student-23")


def test_a_student_counts_once_for_a_hint() -> None:
    missed = [check(f"test_{number}", Outcome.FAILED, hint="Look.") for number in range(3)]
    one, two = (report(exercise("mse", *missed), submission=name) for name in ("a", "b"))
    assert "2 studentsmse: Look." in Page(class_page([one, two], TITLE)).text


def test_a_mistake_counts_once_however_many_checks_miss_it() -> None:
    """A sum for a mean: the value, its gradients, and what is trained with it."""
    sums = [check(f"test_{each}", Outcome.FAILED, hint=f"{each}.") for each in ("you add up", "too large", "too far")]
    text = Page(
        class_page([report(exercise("mse", *sums)), report(exercise("mse", *sums[1:]), submission="b")], TITLE)
    ).text
    assert "1 studentmse: you add up." in text and "1 studentmse: too large." in text
    assert "too far" not in text


def test_a_hint_counts_once_in_however_many_exercises_it_was_given() -> None:
    names = ["mse", "gradients", "slope", "train", "fit"]
    slow = [exercise(each, check(outcome=Outcome.TIMED_OUT, hint="A loop?")) for each in names]
    text = Page(class_page([report(*slow), report(slow[4], submission="b")], TITLE)).text
    assert "2 studentsfit, mse, gradients, slope and 1 more: A loop?" in text


@pytest.mark.parametrize(
    "missed",
    [
        check(outcome=Outcome.CRASHED, hint=UNFINISHED),
        check(outcome=Outcome.FAILED, hint=f" {UNFINISHED} "),
        check(outcome=Outcome.SKIPPED, message="02.ipynb was not submitted"),
    ],
    ids=["stub", "stub in a choice", "no notebook"],
)
def test_what_was_not_begun_is_no_mistake_and_is_counted_apart(missed: CheckResult) -> None:
    page = Page(class_page([report(exercise("mse", missed, missed)), report(exercise("mse"), submission="b")], TITLE))
    assert "No hint was given." in page.text
    assert "mse 1 of 2 (50 %) 50 % 1" in page.text


def test_a_class_has_names_and_who_handed_in_nothing() -> None:
    people = [
        Person("linus", "Linus T"),
        Person("jose\u0301", "José A"),
        Person("Ada", "Ada L"),
        Person("eve", "Eve E"),
        Person("kim"),
    ]
    reports = [MIXED, FULL, report(exercise("mse"), submission="jos\u00e9")]
    page = Page(class_page(reports, TITLE, people=people))
    order = ["Linus T", "José A", "Ada L", "Eve E", "kim", "grace not in the roster"]
    places = [page.text.find(each) for each in order]
    assert -1 not in places and places == sorted(places)
    assert page.text.count("nothing handed in") == 3
    assert "Handed in nothing3" in page.text and "3 submissions" in page.text
    assert "Mean score" in page.text and "Without a score yet0" in page.text


def test_without_a_roster_nobody_is_said_to_be_missing() -> None:
    text = Page(class_page([MIXED], TITLE)).text
    assert "anded in nothing" not in text and "nothing handed in" not in text and "roster" not in text


def test_points_that_a_person_gives_are_told_to_the_class() -> None:
    assert "10 more points for answers in words are given by a person" in Page(class_page([MIXED, FULL], TITLE)).text
    assert "more point" not in Page(class_page([report(exercise(), manual_points=0)], TITLE)).text


def test_the_order_of_grading_does_not_show() -> None:
    reports = classroom(8, 4)
    assert class_page(reports, TITLE) == class_page(reports[::-1], TITLE)


def test_an_empty_class() -> None:
    assert "0 submissions" in Page(class_page([], TITLE)).text


@pytest.mark.parametrize("path", ["javascript:alert(1)", "//evil.example/x", "https://evil.example", "a?b#c"])
def test_links_stay_relative(path: str) -> None:
    [link] = Page(class_page([FULL], TITLE, [path])).links
    assert link.startswith("./")
    assert not set(":?#").intersection(link)


PAGES = {
    "mixed": submission_page(MIXED, TITLE),
    "broken": submission_page(BROKEN, TITLE),
    "unreadable": submission_page(UNREADABLE, TITLE),
    "class": class_page([MIXED, FULL, BROKEN], TITLE, ["ada.html", "", ""]),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_the_network_for_nothing(name: str) -> None:
    html = PAGES[name]
    csp = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    assert f'<meta http-equiv="Content-Security-Policy" content="{csp}">' in html
    assert not re.search(r"https?:|//|url\(|@import|<script|\ssrc=|\son\w+=", html)


@pytest.mark.parametrize("name", PAGES)
def test_headings_step_down_one_at_a_time(name: str) -> None:
    levels = [int(heading[1]) for heading in Page(PAGES[name]).headings()]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_table_has_a_caption_and_every_header_a_scope() -> None:
    skeleton = Page(PAGES["class"]).skeleton
    tags = [tag for tag, *_ in skeleton]
    assert tags.count("table") == tags.count("caption") == 2
    assert all("scope" in attributes for tag, *attributes in skeleton if tag == "th")


def plain_skeleton(html: str) -> list[tuple[str, ...]]:
    return [each for each in Page(html).skeleton if each != ("code",)]


def class_of(each: Report) -> str:
    return class_page([each], each.submission, [each.submission])


SUBMISSION_SKELETON = plain_skeleton(submission_page(hostile("x"), "x", {13: "x"}))
CLASS_SKELETON = plain_skeleton(class_of(hostile("x")))


@pytest.mark.parametrize("text", [*HOSTILE, "\n".join(HOSTILE)])
def test_hostile_text_stays_text(text: str) -> None:
    html = submission_page(hostile(text), text, {13: text})
    assert plain_skeleton(html) == SUBMISSION_SKELETON
    assert one_line(text) in Page(html).text
    assert not set("\x00\x07\x1b\x7f\x85\u202e\u2066\u2028\ud800").intersection(html)
    if "\ud800" not in text:  # no path holds half a character
        assert plain_skeleton(class_of(hostile(text))) == CLASS_SKELETON


@given(st.text())
def test_any_text_stays_text(text: str) -> None:
    text = f"x{text}"  # an empty hint has no element
    html = submission_page(hostile(text), text, {13: text})
    assert plain_skeleton(html) == SUBMISSION_SKELETON
    assert one_line(text) in Page(html).text
    assert plain_skeleton(class_of(hostile(text))) == CLASS_SKELETON


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return sum(weight * each for weight, each in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_is_wcag_aa(scheme: str) -> None:
    css = (files("autograder") / "templates" / "base.html").read_text(encoding="utf-8")
    light, dark = css.split("prefers-color-scheme: dark")
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light if scheme == "light" else dark))
    text_on = [(ink, ground) for ink in ("ink", "soft", "link") for ground in ("page", "card")]
    text_on += [(f"{kind}-ink", kind) for kind in ("full", "part", "none", "ours")]
    for ink, ground in text_on:
        assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
    assert contrast(colours["bar"], colours["card"]) >= 3, "graphics need 3:1"


def test_a_weak_sandbox_is_said_on_the_class_page() -> None:
    weak = report(exercise(), sandbox=Layers(seccomp=True))
    assert "Weak sandbox" in Page(class_page([weak], TITLE)).text
