"""A tour of the notebooks as pages: every picture is there, nothing is cut off, and all can be read, light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from nbconvert import HTMLExporter
from nbformat import NotebookNode
from playwright.sync_api import Browser, Page

from autograder.authoring import kernel
from autograder.course import load_course
from autograder.notebooks.source import Source

COURSE = load_course(Path(__file__).parent)
ASSIGNMENT = COURSE.assignments[0]
NOTEBOOKS = [notebook.name for notebook in ASSIGNMENT.notebooks]
THEMES = ("light", "dark")


@pytest.fixture(scope="module")
def executed() -> dict[str, NotebookNode]:
    """The solved notebooks with their outputs, as Jupyter gives them."""
    source = Source(COURSE, ASSIGNMENT)
    folder = COURSE.source_folder(ASSIGNMENT)
    return {name: kernel.executed(each.solution, folder) for name, each in source.notebooks.items()}


@pytest.fixture(scope="module", params=[(name, theme) for name in NOTEBOOKS for theme in THEMES], ids="-".join)
def page(
    request: pytest.FixtureRequest,
    browser: Browser,
    executed: dict[str, NotebookNode],
    screenshots: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Page]:
    """One notebook as a page in one theme."""
    name, theme = request.param
    html, _ = HTMLExporter(theme=theme, embed_images=True).from_notebook_node(executed[name])
    path = tmp_path_factory.mktemp("tour") / f"{name}-{theme}.html"
    path.write_text(html, encoding="utf-8")
    opened = browser.new_page(viewport={"width": 1100, "height": 900}, color_scheme=theme)
    opened.route("http*://**", lambda route: route.abort())  # no network: what a page needs is in it
    opened.goto(path.as_uri())
    opened.wait_for_load_state("load")
    opened.screenshot(path=screenshots / f"{name}-{theme}.png", full_page=True)
    yield opened
    opened.close()


def test_no_picture_is_missing(page: Page) -> None:
    pictures: list[dict[str, Any]] = page.eval_on_selector_all(
        "img", "all => all.map(each => ({width: each.naturalWidth, shown: each.getBoundingClientRect().width}))"
    )
    assert len(pictures) >= 2
    assert all(each["width"] > 100 and each["shown"] > 100 for each in pictures), pictures


def test_no_cell_failed(page: Page) -> None:
    assert page.locator("[data-mime-type*='error'], [data-mime-type*='stderr']").count() == 0


def test_nothing_is_cut_off(page: Page) -> None:
    """No text and no picture is wider than its place; code may be scrolled, prose and outputs need not be."""
    wide = page.evaluate(
        """() => [...document.querySelectorAll(
            '.jp-MarkdownOutput, .jp-MarkdownOutput *, .jp-OutputArea-output, .jp-OutputArea-output img')]
            .filter(each => each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 0)
            .map(each => each.tagName + ': ' + each.textContent.slice(0, 80))"""
    )
    assert wide == []


def test_prose_and_outputs_can_be_read(page: Page) -> None:
    """Enough contrast for WCAG's level AA, by axe-core."""
    results = Axe().run(
        page,
        context=[".jp-MarkdownOutput", ".jp-OutputArea-output"],
        options={"runOnly": ["color-contrast"]},
    )
    assert results.violations_count == 0, results.generate_report()


def test_pictures_have_a_ground_of_their_own(page: Page) -> None:
    """The corner of each picture is opaque and light, so that its dark text can be read on a dark page as well."""
    corners = page.evaluate(
        """async () => {
            const found = [];
            for (const each of document.querySelectorAll('.jp-OutputArea-output img')) {
                const canvas = document.createElement('canvas');
                canvas.width = canvas.height = 1;
                const context = canvas.getContext('2d');
                context.drawImage(each, 0, 0, 1, 1, 0, 0, 1, 1);
                found.push([...context.getImageData(0, 0, 1, 1).data]);
            }
            return found;
        }"""
    )
    assert corners
    assert all(alpha == 255 and min(red, green, blue) > 200 for red, green, blue, alpha in corners), corners
