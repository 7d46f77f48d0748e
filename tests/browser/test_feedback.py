"""The feedback page of a notebook that tries everything: it can be read by everybody, and nothing in it runs."""

from __future__ import annotations

import base64
import io
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from matplotlib.figure import Figure
from playwright.sync_api import Browser, Page

from autograder.course import load_course
from autograder.course.questions import topics
from autograder.render import Block, Marked, MarkedNotebook, Text, notebook_page, shown
from autograder.report import CheckResult, ExerciseResult, Outcome, Report
from tests.unit.test_render_markup import PANDAS

EVIL = """</pre></td></style><script>window.ran = 1</script><img src=x onerror="window.ran = 2">
<svg onload="window.ran = 3"><a href="javascript:window.ran = 4">x</a>
<iframe srcdoc="<script>top.ran = 5</script>"></iframe>
<img src="https://example.org/spy.png"><link rel=stylesheet href="https://example.org/spy.css"><meta http-equiv=refresh
content="0;url=https://example.org/"><form action="https://example.org/">
<button autofocus onfocus="window.ran = 6">y</button>"""

GRADERS = "https://example.org/mean"
"""The one link to elsewhere: a grader's."""

CODE = '''
import torch as t  # what it is


@torch.no_grad()
def mse(a, b: int = 0x1F, *rest, **named) -> float:
    """The mean."""
    if a is not None and 1.5e3 > len(f"{a!r:>10}\\n"):
        raise ValueError('no \\x41', None, True)
    return lambda x: ((a - b) ** 2).sum() @ [x for x in range(10)]


class Model(torch.nn.Module):
    async def __init__(self): await self; %time 1
$ ?
'''
"""A token of most kinds, and some that are no Python."""


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
        blocks=(
            block,
            Block(
                4,
                f"# {EVIL}\n\n[x](javascript:window.ran=7) ![](https://example.org/spy.png)",
                kind="markdown",
                own=True,
            ),
            Block(5, EVIL, kind="raw", own=True),
        ),
        late_penalty=1,
        report=report,
    )
    course = load_course(Path(__file__).parent)
    return notebook_page(marked, course.title, topics(course))


def page_of_a_student() -> str:
    """A page with everything on it that a student may meet, and code of every colour."""
    figure = Figure(figsize=(5, 2.5))
    figure.subplots().plot([3, 1, 2])
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png")
    plot = base64.b64encode(drawn.getvalue()).decode()
    outputs: list[dict[str, Any]] = [
        {"output_type": "stream", "name": "stdout", "text": "epoch 1\repoch 2\rloss 0.25 " + "wide " * 60},
        {"output_type": "display_data", "data": {"image/png": plot}},
        {"output_type": "display_data", "data": {"text/html": PANDAS}},
        {"output_type": "error", "ename": "E", "evalue": "x", "traceback": ["\x1b[31mE\x1b[0m: x"]},
    ]
    shows = tuple(each for output in outputs if (each := shown(output)) is not None)
    code = Block(3, CODE, shows)
    failed = CheckResult(
        id="test_mean",
        outcome=Outcome.FAILED,
        questions=(11,),
        max_points=2,
        message="`mse` is too big",
        hint="Question 11: `sum` adds the squares up; divide by how many there are.",
    )
    held = CheckResult(id="test_shape", outcome=Outcome.PASSED, questions=(11,), max_points=2)
    broken = CheckResult(id="test_x", outcome=Outcome.GRADER_ERROR, questions=(7,), max_points=2)
    tried = CheckResult(id="test_y", outcome=Outcome.TIMED_OUT, max_points=0, hint="Try fewer epochs first.")
    results = {
        "mse": ExerciseResult(id="mse", questions=(11,), checks=(failed, held)),
        "model": ExerciseResult(id="model", questions=(8, 9), checks=(held,)),
        "init-parameters": ExerciseResult(id="init-parameters", questions=(7,), checks=(broken,)),
        "practice": ExerciseResult(id="practice", questions=(), checks=(tried,)),
    }
    notes = ("01-from-scratch.ipynb: the check cell check-mse had been deleted and was put back",)
    text = "The loss says **how far** the model is off: $\\frac{1}{n} * \\sum_i d_i^2$\n\n|a|b|\n|-|-:|\n|1|2|\n\n"
    marked = MarkedNotebook(
        student="ada",
        assignment="linear-regression",
        filename="01-from-scratch.ipynb",
        exercises=(
            Marked("mse", 2.0, 4.0, results["mse"], code, f"Look at [the mean]({GRADERS}) again."),
            Marked("model", 1.5, 2.0, results["model"], Block(5, "model = 1"), by_person=True),
            Marked("init-parameters", None, 2.0, results["init-parameters"], Block(7, "w = 1"), again=True),
            Marked("practice", 0.0, 0.0, results["practice"], Block(9, "x = 1")),
        ),
        texts=(
            Text(
                "written-loss",
                1.5,
                2.0,
                f"{text}![the plot](attachment:p.png)",
                {"p.png": {"image/png": plot}},
                "Good.",
            ),
            Text("written-epochs", None, 2.0, "Because."),
            Text("written-descent", 0.0, 2.0, "YOUR ANSWER HERE", untouched=True),
        ),
        blocks=(Block(1, "import torch"), Block(11, f"## Mine\n\n{text}", kind="markdown", own=True)),
        late_penalty=0.5,
        report=Report(assignment="linear-regression", submission="ada", exercises=tuple(results.values()), notes=notes),
    )
    course = load_course(Path(__file__).parent)
    return notebook_page(marked, course.title, topics(course))


PAGES = {"attacked": page_of_an_attack, "student": page_of_a_student}


@pytest.fixture(scope="module", params=[(name, theme) for name in PAGES for theme in ("light", "dark")], ids="-".join)
def page(
    request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory, screenshots: Path
) -> Iterator[Page]:
    """The page, every part of it open, which must ask for nothing."""
    name, theme = request.param
    path = tmp_path_factory.mktemp("feedback") / f"{name}.html"
    path.write_text(PAGES[name](), encoding="utf-8")
    opened = browser.new_page(viewport={"width": 1000, "height": 900}, color_scheme=theme)
    asked: list[str] = []
    opened.on("request", lambda found: asked.append(found.url))
    opened.goto(path.as_uri())
    opened.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    named = "feedback-attacked" if name == "attacked" else "feedback"
    opened.screenshot(path=screenshots / f"{named}-{theme}.png", full_page=True)
    yield opened
    elsewhere = [url for url in asked if url != path.as_uri() and not url.startswith("data:image/")]
    assert elsewhere == []
    opened.close()


def test_nothing_runs(page: Page) -> None:
    for selector in ("button", "svg", "iframe", "script", "form", "link[rel=stylesheet]", "img:not([src^='data:'])"):
        assert page.locator(f"main {selector}").count() == 0, selector
    for link in page.locator("main a[href]").all():
        address = link.get_attribute("href") or ""
        assert address.startswith("#") or (address, link.get_attribute("rel")) == (GRADERS, "noopener noreferrer")
        if address.startswith("#"):
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
    reachable = page.locator("a[href], summary, [tabindex='0']").count()
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    reached = set()
    for _ in range(reachable + 2):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("[...document.querySelectorAll('*')].indexOf(document.activeElement)"))
    assert len(reached - {-1, 0, 1}) >= reachable


def test_pictures_have_words(page: Page) -> None:
    pictures = page.eval_on_selector_all("img", "all => all.map(each => [each.naturalWidth, each.alt])")
    assert all(width > 100 and alt for width, alt in pictures), pictures
    assert len(pictures) in (0, 2)


def test_nothing_is_cut_off(page: Page) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
