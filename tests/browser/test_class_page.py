"""The page of a class, as it stands on a phone, on a screen and on A4."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from autograder.course import load_course
from autograder.render import Person, class_page
from autograder.report import Outcome
from tests.sample_class import ASSIGNMENT
from tests.unit.reports import check, exercise, report

pytestmark = pytest.mark.finds("a page that cannot be read on a phone or on paper")

WIDTHS = (360, 400, 800, 1280)
A4 = 703
"""Pixels between margins of 12 mm, at 96 to the inch."""
OUTSIDE = """() => [...document.querySelectorAll('.card *')].filter(each => {
    const [inner, card] = [each.getBoundingClientRect(), each.closest('.card').getBoundingClientRect()]
    return inner.width > 1 && (inner.right > card.right + 1 || inner.left < card.left - 1)
}).map(each => each.textContent.slice(0, 40))"""
UNREADABLE = """() => [...document.querySelectorAll('.cells li')].filter(each => {
    const [box, name] = [each.getBoundingClientRect(), each.querySelector('span:not(.unseen)')]
    return box.width < 20 || box.height < 20 || (name && name.scrollHeight > name.clientHeight + 1)
}).map(each => each.textContent)"""
LINES = """each => {
    const range = document.createRange()
    range.selectNodeContents(each.querySelector('div') || each)
    return new Set([...range.getClientRects()].map(box => Math.round(box.top))).size
}"""


@pytest.fixture(scope="module")
def html(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All exercises of the course, with every outcome, long ids and names, and two who handed in nothing."""
    ids = [each.id for each in load_course(Path(__file__).parent).assignment(ASSIGNMENT).exercises]
    outcomes = list(Outcome)
    reports = [
        report(
            *(
                exercise(
                    name, check(outcome=outcomes[(student * place) % len(outcomes)], points=10, hint=f"Look {place}.")
                )
                for place, name in enumerate(ids)
            ),
            submission=f"student-{student}"
            if student % 2
            else f"a.very.long.name.indeed.{student}@students.school.example",
        )
        for student in range(12)
    ]
    people = [Person(each.submission, "First Middle Last" if place % 3 else "") for place, each in enumerate(reports)]
    path = tmp_path_factory.mktemp("class") / "index.html"
    people += [Person("nothing", "Nothing Sent"), Person("neither")]
    path.write_text(class_page(reports, "A course", [f"{each}.html" for each in range(12)], people), encoding="utf-8")
    return path


@pytest.fixture(params=[*((width, "screen") for width in WIDTHS), (A4, "print")], ids=[*map(str, WIDTHS), "A4"])
def page(browser: Browser, html: Path, request: Any) -> Iterator[Page]:
    width, media = request.param
    opened = browser.new_page(viewport={"width": width, "height": 900}, color_scheme="dark")
    opened.emulate_media(media=media, color_scheme="dark")
    opened.goto(html.as_uri())
    yield opened
    opened.close()


def test_nothing_lies_outside_the_page_or_a_card(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]
    assert page.evaluate(OUTSIDE) == []


def test_headings_stand_in_lines_and_cells_can_be_read(page: Page) -> None:
    for heading in page.query_selector_all(".marks thead th"):
        assert heading.evaluate(LINES) == 1, heading.inner_text()
        assert heading.bounding_box()["width"] >= 30  # type: ignore[index]
    assert page.evaluate(UNREADABLE) == []


def test_everybody_and_every_exercise_is_there(page: Page) -> None:
    assert page.locator(".marks tbody tr").count() == 14
    assert page.get_by_text("nothing handed in").count() == 2
    first = page.locator(".marks tbody tr").first
    assert all(cell.is_visible() for cell in first.locator(".cells li").all())
    assert first.locator(".cells li").count() == page.locator(".marks thead .cells li").count() == 35
    assert page.locator(".by tbody tr").count() == 35


def test_paper_is_white(page: Page) -> None:
    if page.evaluate("matchMedia('print').matches"):
        assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--ink')") == "#23272f"
