"""Any text, wherever a student can put one: no renderer passes on what a terminal, runner or spreadsheet would obey."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from csv import reader
from html.parser import HTMLParser
from io import StringIO
from typing import Any, Literal
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.console import Console, RenderableType

from autograder.render import (
    Block,
    Marked,
    MarkedNotebook,
    Text,
    class_page,
    csv,
    details,
    exercise_html,
    exercise_text,
    hints_text,
    junit,
    notebook_page,
    shown,
    submission_page,
    table,
)
from autograder.report import Outcome, Report
from tests.unit.reports import HOSTILE, check, exercise, report

PIECES = (
    *HOSTILE,
    "::error::",
    "::stop-commands::x",
    "##[group]",
    "##vso[task.complete]",
    "\x1b[31m",
    "\x1b]8;;https://x\x1b\\",
    "\x1b]52;c;eA==\x07",
    "\x9b2J",
    "\u202e\u2066\u2069\u200f\u061c",
    "\n",
    "\r",
    "\r\n",
    "\t",
    "\x0b\x0c\x1c\x85\u2028\u2029",
    *"=+-@'\"`<>&;,|",
    "]]>",
    "<!--",
    "&#x1b;",
    "\ud83d",
    "\x00",
    "\U000e0041",
    "</style></title></pre><svg onload=x>",
)
"""What is put together to what hurts; the rest is any text."""

texts = st.lists(st.sampled_from(PIECES) | st.text(st.characters(), max_size=6), max_size=6).map("".join)

COLOURS: tuple[Literal["standard", "truecolor"] | None, ...] = (None, "standard", "truecolor")
ACTING = {"Cc", "Cs", "Zl", "Zp", "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
"""Kinds of characters that do something: controls, halves, separators of lines, and what turns text around."""


def kind_of(character: str) -> str:
    """Its bidirectional class if that is one that turns text around, else its general category."""
    turning = unicodedata.bidirectional(character)
    return turning if turning in ACTING else unicodedata.category(character)


SGR = re.compile(r"\x1b\[[0-9;]*m")
"""What rich itself writes: colours and weights."""
COMMAND = re.compile(r"^\s*::[A-Za-z]|##[A-Za-z]*\[")
"""What GitHub's runner takes as a command, at the start of a line and anywhere."""
SPREADSHEET = ("=", "+", "-", "@", "\t", "\r", "\n")


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """A report with another text in each place, of every outcome."""
    checks = [
        check(draw(texts), outcome, message=draw(texts), hint=draw(texts), questions=(13,)) for outcome in Outcome
    ]
    return report(
        exercise(draw(texts), *checks),
        exercise(f"x{draw(texts)}", *(each for each in checks if each.outcome is not Outcome.GRADER_ERROR)),
        submission=draw(texts),
        notes=draw(st.lists(texts, max_size=2)),
        unreadable=draw(st.lists(texts, max_size=2)),
    )


def same(text: str) -> Report:
    """A report with one text everywhere."""
    missed = check(text, Outcome.FAILED, message=text, hint=text)
    return report(exercise(text, missed), submission=text, notes=[text], unreadable=[text])


def printed(renderable: RenderableType, colours: Literal["standard", "truecolor"] | None, width: int) -> str:
    file = StringIO()
    Console(file=file, width=width, force_terminal=colours is not None, color_system=colours).print(renderable)
    return file.getvalue()


@pytest.mark.parametrize("colours", COLOURS)
@given(each=reports(), topic=texts, width=st.sampled_from([10, 30, 80, 300]))
@example(each=same("::error::x ##[group]y"), topic="::error::x", width=10)
@example(each=same("a\r\n::stop-commands::x"), topic="\x1b[31m", width=80)
def test_a_terminal_and_a_runner_have_nothing_to_obey(
    each: Report, topic: str, width: int, colours: Literal["standard", "truecolor"] | None
) -> None:
    for renderable in (details(each, {13: topic}), table([each])):
        text = printed(renderable, colours, width)
        plain = SGR.sub("", text) if colours else text
        kinds = {kind_of(character): ascii(character) for character in set(plain) - {"\n"}}
        assert not kinds.keys() & ACTING, kinds
        # A runner sees the line with its colours, or where it takes those away, without.
        for line in (*text.split("\n"), *plain.split("\n")):
            assert not COMMAND.search(line), line


def test_the_colours_are_rich_s_own() -> None:
    """The test above would see a text's own colours: they are spelled out."""
    text = printed(details(same("\x1b[31mred\x1b[0m")), "standard", 80)
    assert SGR.search(text)
    assert r"\x1b[31mred\x1b[0m" in SGR.sub("", text)


@given(rows=st.lists(reports(), min_size=1, max_size=2))
@example(rows=[same("=cmd|' /C calc'!A0"), same("\t=1"), same("\r\n@x"), same("'=1"), same(' "=1')])
def test_a_spreadsheet_has_nothing_to_run(rows: list[Report]) -> None:
    """Nor has one that takes other separators than commas, or cells that are quoted for none."""
    text = csv(rows)
    cells = [cell for row in reader(StringIO(text, newline=""), strict=True) for cell in row]
    for cell in cells:
        assert not cell.startswith(SPREADSHEET), ascii(cell)
        assert not cell.strip(" \x00\ufeff\u200b").startswith(SPREADSHEET[:4]), ascii(cell)
    assert text.encode().decode() == text


@given(each=reports())
def test_junit_has_the_texts_and_no_control(each: Report) -> None:
    text = junit([each])
    root = ET.fromstring(text.encode())
    read = [value for found in root.iter() for value in (*found.attrib.values(), found.text or "", found.tail or "")]
    for value in (text, *read):
        kinds = {kind_of(character): ascii(character) for character in set(value) - {"\n", "\t"}}
        assert not kinds.keys() & ACTING, kinds
    assert {found.tag for found in root.iter()} <= {
        *("testsuites", "testsuite", "testcase", "properties", "property"),
        *("failure", "error", "skipped", "system-out"),
    }
    assert len(list(root.iter("testcase"))) == sum(len(found.checks) for found in each.exercises)


class Tags(HTMLParser):
    """The elements of a page, with their attributes' names."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, ...]] = []
        self.odd: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, *(name for name, _ in attrs)))

    def handle_comment(self, data: str) -> None:
        self.odd.append(data)

    def handle_decl(self, decl: str) -> None:
        if decl != "DOCTYPE html":
            self.odd.append(decl)

    unknown_decl = handle_pi = handle_comment


def pages(text: str) -> Iterator[tuple[str, str]]:
    """Every page and fragment with a text in all places, by kind."""
    each = same(f"x{text}")
    yield "submission", submission_page(each, text, {13: text})
    yield "class", class_page([each], text)
    yield "fragment", exercise_html(each.exercises[0], {13: text})
    output = {"output_type": "stream", "text": f"x{text}"}
    error = {"output_type": "error", "ename": text, "evalue": text, "traceback": []}
    shows = tuple(found for raw in (output, error) if (found := shown(raw)))
    answer = Block(1, f"x{text}", shows, kind="raw")
    marked = Marked(text, 0, 2, each.exercises[0], answer)
    yield (
        "notebook",
        notebook_page(MarkedNotebook(text, text, text, (marked,), (), (answer,), report=each), text, {13: text}),
    )


PLAIN = {kind: Tags(html).found for kind, html in pages("x")}


def elements(found: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return [each for each in found if each != ("code",)]  # what stands in backticks


@given(text=texts)
@example(text="</style></title></pre><script>x</script>")
def test_no_page_has_an_element_of_the_text(text: str) -> None:
    """Not in any of the places, of which a title, a style and an attribute have rules of their own."""
    for kind, html in pages(text):
        tags = Tags(html)
        assert elements(tags.found) == elements(PLAIN[kind]), kind
        assert tags.odd == []
        kinds = {kind_of(character): ascii(character) for character in set(html) - {"\n", "\t"}}
        assert not kinds.keys() & ACTING, (kind, kinds)


@given(text=texts)
def test_comments_and_plain_outputs_hold_no_control(text: str) -> None:
    """They go where others escape them: into the gradebook and into cells of a notebook."""
    missed = exercise("mse", check("test_mean", Outcome.CRASHED, message=text, hint=text))
    for found in (exercise_text(missed), hints_text(missed)):
        kinds = {kind_of(character): ascii(character) for character in set(found) - {"\n"}}
        assert not kinds.keys() & ACTING, kinds
        assert found.count("\n") <= 3


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
KEYS = ("output_type", "name", "text", "data", "metadata", "ename", "evalue", "traceback", "execution_count")
MIMES = ("text/plain", "text/html", "image/png", "image/jpeg", "image/svg+xml", "application/javascript")
data = st.dictionaries(st.sampled_from(MIMES), json_values, max_size=3) | json_values
KINDS = ("stream", "error", "display_data", "execute_result", "update_display_data")
outputs = st.fixed_dictionaries(
    {"output_type": st.sampled_from(KINDS) | json_values},
    optional={key: data if key == "data" else json_values for key in KEYS[1:]},
)


@given(output=outputs)
def test_whatever_a_worker_claims_is_shown_as_text_a_table_or_a_picture(output: dict[str, Any]) -> None:
    found = shown(output)
    if found is None:
        return
    allowed = {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
    allowed |= {"b", "strong", "i", "em", "code", "sub", "sup", "br", "p"}
    tags = Tags(found.table)
    assert {each[0] for each in tags.found} <= allowed
    assert {name for each in tags.found for name in each[1:]} <= {"colspan", "rowspan"}
    assert "<" not in found.text and ">" not in found.text
    assert re.fullmatch(r"(data:image/(png|jpeg);base64,[A-Za-z0-9+/=]+)?", found.picture)
    block = Block(1, "x", (found,))
    html = notebook_page(MarkedNotebook("a", "b", "c", (), (Text("t", 1, 2, ""),), (block,)), "title")
    assert not {each[0] for each in Tags(html).found} & {"script", "svg", "iframe", "object", "form", "base"}
