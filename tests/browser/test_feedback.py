"""The feedback page of a notebook that tries everything: it can be read by everybody, and nothing in it runs."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from autograder.course import load_course
from autograder.questions import topics
from autograder.render import Block, Marked, MarkedNotebook, Text, notebook_page, shown
from autograder.report import CheckResult, ExerciseResult, Outcome, Report
from tests.unit.test_render_markup import PANDAS

EVIL = """</pre></td></style><script>window.ran = 1</script><img src=x onerror="window.ran = 2">
<svg onload="window.ran = 3"><a href="javascript:window.ran = 4">x</a>
<iframe srcdoc="<script>top.ran = 5</script>"></iframe>
<img src="https://example.org/spy.png"><link rel=stylesheet href="https://example.org/spy.css"><meta http-equiv=refresh
content="0;url=https://example.org/"><form action="https://example.org/">
<button autofocus onfocus="window.ran = 6">y</button>"""


def page_of_an_attack() -> str:
    """A page in which every text that comes from a student or a grader is hostile."""
    outputs = [
        shown({"output_type": "stream", "name": "stdout", "text": EVIL}),
        shown({"output_type": "error", "ename": EVIL, "evalue": EVIL, "traceback": [f"\x1b[31m{EVIL}"]}),
        shown({"output_type": "display_data", "data": {"text/html": PANDAS.replace("apples", EVIL)}}),
        shown({"output_type": "display_data", "data": {"image/svg+xml": EVIL, "text/plain": EVIL}}),
    ]
    block = Block(3, EVIL, tuple(each for each in outputs if each is not None))
    missed = CheckResult(id="test_mean", outcome=Outcome.FAILED, questions=(13,), max_points=2, message=EVIL, hint=EVIL)
    held = CheckResult(id="test_shape", outcome=Outcome.PASSED, questions=(13,), max_points=2)
    results = [ExerciseResult(id=name, questions=(13,), checks=(missed, held)) for name in ("mse", "model")]
    report = Report(assignment="hw", submission=EVIL, exercises=tuple(results), notes=(f"01.ipynb: {EVIL}",))
    marked = MarkedNotebook(
        student=EVIL,
        assignment="hw",
        filename="01.ipynb",
        exercises=tuple(Marked(each.id, 2.0, 4.0, each, block, EVIL) for each in results),
        texts=(
            Text("why", None, 2.0, EVIL),
            Text("how", 1.0, 2.0, f"**So** [x](javascript:alert(1)) {EVIL}", {}, EVIL),
        ),
        blocks=(block,),
        late_penalty=1,
        report=report,
    )
    course = load_course(Path(__file__).parent)
    return notebook_page(marked, course.title, topics(course))


@pytest.fixture(scope="module", params=["light", "dark"])
def page(
    request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory, screenshots: Path
) -> Iterator[Page]:
    """The page, every part of it open; ``page.asked`` are the requests that it made."""
    path = tmp_path_factory.mktemp("feedback") / "page.html"
    path.write_text(page_of_an_attack(), encoding="utf-8")
    opened = browser.new_page(viewport={"width": 1000, "height": 900}, color_scheme=request.param)
    asked: list[str] = []
    opened.on("request", lambda found: asked.append(found.url))
    opened.goto(path.as_uri())
    opened.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    opened.screenshot(path=screenshots / f"feedback-attacked-{request.param}.png", full_page=True)
    yield opened
    assert [url for url in asked if url != path.as_uri()] == []
    opened.close()


def test_nothing_runs(page: Page) -> None:
    for selector in ("button", "svg", "iframe", "script", "form", "link[rel=stylesheet]", "img"):
        assert page.locator(f"main {selector}").count() == 0, selector
    for link in page.locator("main a").all():
        assert (link.get_attribute("href") or "").startswith("#")
        link.click()
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") is None


def test_everybody_can_read_it(page: Page) -> None:
    """WCAG's levels A and AA, by axe-core, with every part open."""
    results = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"]})
    assert results.violations_count == 0, results.generate_report()


def test_headings_come_in_order(page: Page) -> None:
    levels = page.eval_on_selector_all("h1, h2, h3", "all => all.map(each => Number(each.tagName[1]))")
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(levels))


def test_the_keyboard_reaches_everything(page: Page) -> None:
    reachable = page.locator("a, summary, [tabindex='0']").count()
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    reached = set()
    for _ in range(reachable + 2):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("[...document.querySelectorAll('*')].indexOf(document.activeElement)"))
    assert len(reached - {-1, 0, 1}) >= reachable


def test_nothing_is_cut_off(page: Page) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
