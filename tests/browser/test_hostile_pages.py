"""Whatever a hostile notebook shows does nothing to whoever reads a page about it, also where the policy is not kept.

The submissions are those of the group "reader" of ``tests/hostile``. Each is graded once; its pages are made as a
teacher makes them and read as a patient person does, who opens, clicks and tabs through everything. The control at the
end reads the same outputs, pasted into a page as they are.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import time
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Request

from autograder import render
from autograder.cli.grading import write_pages
from autograder.course import Course, load_course
from autograder.frontends.nbgrader.feedback import FeedbackExporter
from autograder.frontends.nbgrader.gradebook import keep_report
from autograder.frontends.nbgrader.seams import GradeInSandbox
from autograder.judging.judge import Judge, Judged
from tests.demo import found_course
from tests.hostile.corpus import Victims, attacks
from tests.proof import some
from tests.sample_class import ASSIGNMENT
from tests.unit.reports import HOSTILE, hostile

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is Linux's"),
    pytest.mark.finds("what a real browser does with a page that nothing else shows to be harmful"),
]

READ = [attack for attack in attacks() if attack.group == "reader"]
CONTROLS = ("event-handlers", "looks-and-requests", "script-in-a-display", "svg-and-other-pictures")
"""Those of which is shown what they would do without filters."""
ATTACKS = {attack.name: attack for attack in some(READ, 4, kept=[each for each in READ if each.name in CONTROLS])}
STUDENT = "mallory"
"""Whose all notebooks are, so that one without anything new in it is read once."""
WAIT = 1000
"""Milliseconds in which a page could still do something, a refresh of zero seconds for one."""
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')

PRESSED = "a[href], area[href], button, input, summary"
"""What answers to Enter."""

FOCUS = """([selector, number]) => {
    const found = document.querySelectorAll(selector)[number];
    found.focus();
    return /^(file|https?):/.test(found.href ?? '') && found.href.split('#')[0] !== location.href.split('#')[0];
}"""
"""Gives it the keyboard; whether it is a link to another page."""

AUDIT = """() => {
    const found = [];
    const all = [...document.querySelectorAll('*')];
    const tags = 'script iframe frame object embed applet portal svg math form input button select textarea base' +
        ' video audio source track template canvas dialog noscript xmp plaintext area map picture slot marquee';
    for (const each of all) {
        const name = each.localName;
        if (tags.split(' ').includes(name) || name.includes('-') || each.shadowRoot)
            found.push('element ' + name);
        if (document.body.contains(each) && ['style', 'link', 'meta', 'title'].includes(name))
            found.push(name + ' in the body');
        if (name === 'link' && each.rel !== 'icon' || name === 'meta' && /refresh|cookie/i.test(each.httpEquiv))
            found.push(each.outerHTML);
        for (const {name: key, value} of each.attributes) {
            if (/^on|^(ping|target|srcdoc|srcset|background|action|formaction|autofocus|contenteditable)$/i.test(key) ||
                key === 'name' && name !== 'meta')
                found.push(name + ' with ' + key);
            if (key === 'style' && !/^(width: \\d+%|text-align: ?(left|right|center);?)$/.test(value))
                found.push(name + ' with style ' + value);
            if (key === 'src' && !/^data:image\\/(png|jpeg);base64,[A-Za-z0-9+/=]+$/.test(value))
                found.push(name + ' from ' + value);
        }
    }
    for (const each of document.querySelectorAll('[href]:not(link)')) {
        const address = each.getAttribute('href');
        const outside = !/^(#[\\w-]+|\\.\\/[\\w.%-]+)$/.test(address);
        if (each.localName !== 'a' || outside && !/^(https?:\\/\\/|mailto:)/i.test(address))
            found.push('link to ' + address);
        if (outside && !['noopener', 'noreferrer'].every(word => each.relList.contains(word)))
            found.push('link that tells where it comes from, to ' + address);
    }
    const ids = all.map(each => each.id).filter(Boolean);
    const again = ids.filter((each, place) => ids.indexOf(each) !== place);
    return [...new Set(found), ...again.map(each => 'twice the id ' + each)];
}"""
"""What does not belong on a page, whether or not it does something here."""

POKE = """() => {
    for (const each of document.querySelectorAll('details')) each.open = true;
    for (const each of document.querySelectorAll('body *')) {
        if (each.closest('a[href]')) continue;
        for (const kind of ['mouseover', 'mousedown', 'focus', 'load', 'error', 'toggle', 'animationend'])
            each.dispatchEvent(new Event(kind));
        each.dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true}));
    }
    for (const each of document.querySelectorAll('details')) each.open = true;
}"""
"""Opens all that can be opened, and has everything but links clicked and passed over."""

STATE = """() => JSON.stringify([
    document.title, document.baseURI.split('#')[0], document.compatMode, `${window.length} frames`, window.name,
    document.designMode, `${document.styleSheets.length} styles`, Object.keys(window).sort(),
    navigator.serviceWorker?.controller ?? null, performance.getEntriesByType('resource').map(each => each.name)
        .filter(each => !each.startsWith('data:'))
])"""
"""What a script or a frame would have changed."""


@dataclass
class Watched:
    """A context in which whatever a page does is written down."""

    context: BrowserContext
    seen: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    """Addresses of requests, but for pictures that are in the page; also of those that a policy stopped at once."""
    failed: dict[str, str | None] = field(default_factory=dict)
    """Why nothing came of a request."""

    def __post_init__(self) -> None:
        context = self.context
        context.set_default_timeout(20_000)
        context.on("request", self._request)
        context.on("requestfailed", lambda found: self.failed.update({found.url: found.failure}))
        context.on("dialog", self._dialog)
        context.on("console", lambda found: self.seen.append(f"console: {found.text}"))
        context.on("weberror", lambda found: self.seen.append(f"error: {found.error}"))
        context.on("serviceworker", lambda found: self.seen.append(f"worker: {found.url}"))

    def _request(self, request: Request) -> None:
        if not request.url.startswith("data:image/"):
            self.asked.append(request.url)

    def _dialog(self, dialog: Dialog) -> None:
        self.seen.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def open(self, path: Path) -> Page:
        """A page in a tab of its own."""
        page = self.context.new_page()
        for event in ("popup", "download", "worker", "websocket", "frameattached", "filechooser"):
            page.on(event, lambda found, event=event: self.seen.append(f"{event}: {found}"))
        page.goto(path.as_uri())
        return page

    def state(self, page: Page) -> list[str]:
        """Title, address, globals and the like."""
        return [json.dumps(each) for each in json.loads(page.evaluate(STATE))]

    def use(self, page: Page) -> None:
        """Clicks what can be clicked, and goes over the whole page by Tab and Enter."""
        page.evaluate(POKE)
        here = page.url
        for number in range(page.locator(PRESSED).count()):
            leads_away = page.evaluate(FOCUS, [PRESSED, number])
            page.keyboard.press("Enter")
            if leads_away:
                page.wait_for_url(lambda url: url.partition("#")[0] != here, wait_until="commit")
                self.seen.append(f"went to {page.url}")
                page.goto(here)
        page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
        for _ in range(page.locator(f"{PRESSED}, [tabindex]").count() + 1):
            page.keyboard.press("Tab")


@contextmanager
def watched(browser: Browser, policy: bool = True) -> Iterator[Watched]:
    """A context of its own; without its policy, a page can rely on nothing but what was filtered."""
    context = browser.new_context(bypass_csp=not policy, accept_downloads=True)
    try:
        yield Watched(context)
    finally:
        context.close()


class Executed(GradeInSandbox):
    """nbgrader's stage that shows outputs, told what the judge found."""

    def __init__(self, judged: Judged) -> None:
        super().__init__()
        self.judged = judged

    def _judged(self, resources: Any) -> Judged:
        return self.judged


@dataclass
class Class:
    """What was graded, and the folder of its pages."""

    course: Course
    folder: Path
    judged: dict[str, Judged]
    pages: dict[str, list[Path]]
    """Attack -> its submission page and its notebooks' pages."""


def grade_all(course: Course, folder: Path) -> dict[str, Judged]:
    """The attacks' outputs and reports."""
    victims = Victims(folder, course, 9)
    assignment = victims.course.assignment(ASSIGNMENT)
    found = {}
    with Judge(victims.course, assignment, outputs=True) as judge:
        for attack in ATTACKS.values():
            handed_in = attack.compose(victims.course, folder / "class" / attack.name / ASSIGNMENT, victims.values)
            submission = judge.source.submission(attack.name, sorted(handed_in.glob("*.ipynb")))
            found[attack.name] = judge.grade(submission)
    return found


def fill(gradebook: Any, course: Course) -> None:
    """A gradebook with the assignment's cells, and one submission of it."""
    gradebook.add_assignment(ASSIGNMENT)
    for notebook in course.assignment(ASSIGNMENT).notebooks:
        gradebook.add_notebook(notebook.name, ASSIGNMENT)
        for exercise in notebook.exercises:
            gradebook.add_grade_cell(exercise.check_cell, notebook.name, ASSIGNMENT, max_score=1, cell_type="code")
            gradebook.add_solution_cell(exercise.id, notebook.name, ASSIGNMENT)
        for text in notebook.written:
            gradebook.add_grade_cell(text.id, notebook.name, ASSIGNMENT, max_score=text.points, cell_type="markdown")
            gradebook.add_solution_cell(text.id, notebook.name, ASSIGNMENT)
    gradebook.add_student(STUDENT)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # nbgrader adds objects in an order that SQLAlchemy mentions
        gradebook.add_submission(ASSIGNMENT, STUDENT)


def notebook_pages(course: Course, judged: Judged, database: str, known: set[str]) -> Iterator[str]:
    """The feedback on each notebook: as nbgrader's stages make it, and with the outputs as the worker claimed them."""
    keep_report(course, judged.report.model_copy(update={"submission": STUDENT}))
    for notebook in course.assignment(ASSIGNMENT).notebooks:
        names = {"student": STUDENT, "assignment": ASSIGNMENT, "notebook": notebook.name, "db_url": database}
        resources = {"nbgrader": names}
        node = judged.submission.notebook(notebook.name).node
        assert node is not None
        cleaned, _ = Executed(judged).preprocess(copied(node), resources)
        claimed = copied(cleaned)
        for number, outputs in judged.outputs[notebook.name].items():
            claimed.cells[number - 1]["outputs"] = nbformat.from_dict([each for each in outputs if is_output(each)])
        for each in (cleaned, claimed):
            shown = [(cell.source, [*map(render.shown, cell.get("outputs", ()))]) for cell in each.cells]
            if repr(shown) not in known:
                known.add(repr(shown))
                html, _ = FeedbackExporter().from_notebook_node(each, resources=resources)
                yield html


def is_output(claimed: Any) -> bool:
    """Whether a notebook can hold it; nbconvert gives up on what is none, before any page is made."""
    try:
        nbformat.validate(claimed, ref="output", version=4, version_minor=5)
    except nbformat.ValidationError:
        return False
    return True


def copied(node: NotebookNode) -> NotebookNode:
    """A notebook with other cells."""
    return nbformat.from_dict(json.loads(json.dumps(node)))


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Class:
    """Every attack, graded once, and its pages."""
    folder = tmp_path_factory.mktemp("hostile")
    home = load_course(Path(__file__).parent)
    root = found_course(folder / "root")
    shutil.copytree(home.root / "assignments", root / "assignments")
    course = load_course(root)
    found = Class(course, folder / "pages", grade_all(home, folder), {})
    write_pages([each.report for each in found.judged.values()], course, found.folder)
    database = f"sqlite:///{folder / 'gradebook.db'}"
    known: set[str] = set()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}")
        patch.chdir(root)
        with Gradebook(database, course.id) as gradebook:
            fill(gradebook, course)
        for name, judged in found.judged.items():
            found.pages[name] = [found.folder / f"{name}.html"]
            for number, html in enumerate(notebook_pages(course, judged, database, known)):
                found.pages[name].append(found.folder / f"{name}-{number}.html")
                found.pages[name][-1].write_text(html, encoding="utf-8")
    return found


# Nothing happens


def read(browser: Browser, paths: Sequence[Path], policy: bool = True) -> list[str]:
    """What pages did while they were read, and what is on them that does not belong there."""
    with watched(browser, policy) as reader:
        pages = dict(zip([reader.open(path) for path in paths], paths, strict=True))
        before = {page: reader.state(page) for page in pages}
        opened = time.monotonic()
        found = [f"{path.name}: {each}" for page, path in pages.items() for each in page.evaluate(AUDIT)]
        for page in pages:
            reader.use(page)
        next(iter(pages)).wait_for_timeout(max(100, WAIT - 1000 * (time.monotonic() - opened)))
        for page, path in pages.items():
            found += [f"{path.name}: now {each}" for each in reader.state(page) if each not in before[page]]
        found += [f"{len(reader.context.pages) - len(pages)} more pages"] * (len(reader.context.pages) != len(pages))
        asked = list(reader.asked)
        for path in paths:
            asked.remove(path.as_uri())
        return found + reader.seen + [f"asked for {each}" for each in asked]


@pytest.mark.parametrize("name", ATTACKS)
def test_nothing_happens_to_the_reader(graded: Class, browser: Browser, name: str) -> None:
    """Not even without the policy, which is one wall more."""
    assert len(graded.pages[name]) > 1
    assert read(browser, graded.pages[name], policy=False) == []


def test_the_page_of_the_class_leads_to_the_submissions_and_does_nothing_else(graded: Class, browser: Browser) -> None:
    index = graded.folder / "index.html"
    found = read(browser, [index], policy=False)
    pages = [(graded.folder / f"{name}.html").as_uri() for name in sorted(ATTACKS)]
    assert [each for each in found if each.startswith("went to ")] == [f"went to {each}" for each in pages]
    expected = {f"{verb} {each}" for verb in ("went to", "asked for") for each in [*pages, index.as_uri()]}
    assert set(found) - expected == set()


@pytest.mark.parametrize("kind", ["submission", "class"])
def test_names_do_nothing_either(browser: Browser, tmp_path: Path, kind: str) -> None:
    """A student's name, their files' names, and whatever a report quotes."""
    reports = [hostile(text) for text in HOSTILE if text.isprintable()]
    pages = {
        "submission": render.submission_page(hostile("\n".join(HOSTILE)), HOSTILE[0], {13: HOSTILE[0]}),
        "class": render.class_page(reports, HOSTILE[0], [f"{number}.html" for number in range(len(reports))]),
    }
    path = tmp_path / f"{kind}.html"
    path.write_text(pages[kind], encoding="utf-8")
    for number in range(len(reports)):
        (tmp_path / f"{number}.html").write_text("<title>one</title>")
    found = read(browser, [path], policy=False)
    elsewhere = (f"went to {tmp_path.as_uri()}/", f"asked for {tmp_path.as_uri()}/")
    assert [each for each in found if not each.startswith(elsewhere)] == []
    assert any(each.startswith("went to") for each in found) == (kind == "class")


# The policy, which is one wall more


def policy_of(html: str) -> dict[str, list[str]]:
    """The directives of a page's policy, which has to come before anything else that could ask for something."""
    [policy] = POLICY.findall(html)
    before = html[: html.index(policy)]
    assert re.findall(r"<(\w+)", before) == ["html", "head", "meta", "meta"]
    return {name: values for name, *values in (each.split() for each in policy.split(";"))}


def test_every_page_forbids_what_it_does_not_need(graded: Class) -> None:
    for path in graded.folder.glob("*.html"):
        policy = policy_of(path.read_text(encoding="utf-8"))
        assert policy["default-src"] == ["'none'"], path.name
        assert not [each for each in policy if each.startswith(("script", "connect", "frame", "object", "worker"))]
        assert [name for name, values in policy.items() if values not in (["'none'"], ["data:"])] == ["style-src"]
        assert policy["base-uri"] == policy["form-action"] == ["'none'"]


# The control: the same outputs, pasted into a page as they are


def raw(judged: Judged, holding: str) -> str:
    """What the outputs with this text in them are, as HTML, one after the other."""
    found = []
    for outputs in judged.outputs.values():
        for data in (
            each["data"] for shown in outputs.values() for each in shown if isinstance(each.get("data"), dict)
        ):
            parts = [data.get(kind) for kind in ("text/html", "image/svg+xml")]
            texts = ["".join(each) if isinstance(each, list) else each for each in parts if each]
            found += [each for each in texts if isinstance(each, str) and holding in each]
    assert found, f"no output holds {holding}"
    return "\n".join(found)


VECTORS = {
    "script": ("script-in-a-display", "<script>alert('owned')</script>", "dialog: owned"),
    "srcdoc": ("script-in-a-display", "<iframe srcdoc=", "dialog: 1"),
    "onerror": ("event-handlers", "<caption onclick=alert(1)><img src=x onerror=alert(1)></caption>", "dialog: 1"),
    "ontoggle": ("event-handlers", "ontoggle=alert(1)", "dialog: 1"),
    "onfocus": ("event-handlers", "onfocus=alert(1)", "dialog: 1"),
    "svg-onload": ("svg-and-other-pictures", "<svg xmlns='http://www.w3.org/2000/svg' onload=", "dialog: 1"),
    "svg-script": ("svg-and-other-pictures", "<script>alert(2)</script>", "dialog: 2"),
    "import": ("looks-and-requests", "<style>@import", "asked for https://example.invalid/look.css"),
    "stylesheet": ("looks-and-requests", "<link rel=stylesheet", "asked for https://example.invalid/look.css"),
    "picture": ("looks-and-requests", "<img src=https:", "asked for https://example.invalid/look.png"),
    "video": ("looks-and-requests", "<video", "asked for file://example.invalid/p"),
    "refresh": ("looks-and-requests", "http-equiv=refresh", "asked for https://example.invalid/"),
}
"""An attack, what its output holds, and what comes of it by itself."""

TOUCHED = {
    "link": ("event-handlers", "<a href='javascript:alert(1)'>", "dialog: 1"),
    "ping": ("event-handlers", "ping=//example.invalid", "went to "),
    "onclick": ("event-handlers", "<td colspan='2' onclick='alert(1)'><div style=", "dialog: 1"),
}
"""The same of what has to be clicked."""


PATIENCE = 50
"""How many fifths of a second a busy browser may take to do what it is made to."""


@pytest.mark.parametrize("vector", [*VECTORS, *TOUCHED])
def test_without_filters_it_would_happen(graded: Class, browser: Browser, tmp_path: Path, vector: str) -> None:
    attack, holding, what = (VECTORS | TOUCHED)[vector]
    html = raw(graded.judged[attack], holding)
    if vector != "onclick":
        html = html.replace("onclick", "data-click")
    path = tmp_path / "raw.html"
    path.write_text(f"<!DOCTYPE html><title>raw</title>{html}", encoding="utf-8")
    (tmp_path / "x").write_text("where the link with a ping leads", encoding="utf-8")
    with watched(browser) as reader:
        page = reader.open(path)
        page.wait_for_timeout(200)
        if vector != "refresh":
            assert page.evaluate(AUDIT)
        if vector in TOUCHED:
            assert not [each for each in reader.seen if each.startswith(what)]
            reader.use(page)
        for _ in range(PATIENCE):
            page.wait_for_timeout(200)
            found = [*reader.seen, *(f"asked for {each}" for each in reader.asked)]
            if any(each.startswith(what) for each in found):
                return
    pytest.fail(f"nothing happened but {found}")


@pytest.mark.parametrize("attack", sorted({attack for attack, _, _ in VECTORS.values()}))
def test_the_policy_alone_would_stop_it(graded: Class, browser: Browser, tmp_path: Path, attack: str) -> None:
    """All but a refresh, which no policy forbids."""
    page_of_ours = (graded.folder / f"{attack}.html").read_text(encoding="utf-8")
    html = raw(graded.judged[attack], "").replace("http-equiv=refresh", "")
    path = tmp_path / "raw.html"
    path.write_text(page_of_ours.replace("<main>", f"<main>{html}"), encoding="utf-8")
    with watched(browser) as reader:
        page = reader.open(path)
        page.evaluate(POKE)
        page.evaluate("document.querySelectorAll('a[href^=java]').forEach(each => each.click())")
        page.wait_for_timeout(200)
        assert [each for each in reader.seen if each.startswith(("dialog", "popup", "download"))] == []
        stopped = {url for url, why in reader.failed.items() if why == "csp"}
        assert set(reader.asked) - stopped == {path.as_uri()}, reader.failed
        assert "Content Security Policy" in " ".join(reader.seen)


# A link to elsewhere, which students may write, and which nothing follows but a click


LINKS = """[see](https://example.invalid/see "x' onclick='alert(1)") <https://example.invalid/auto>
[ref][a] <a@b.invalid> [user](https://you@example.invalid/user) [HTTPS](HTTPS://example.invalid/upper)

[a]: https://example.invalid/reference 'target="_blank"'
"""


def test_a_link_tells_the_other_side_nothing(browser: Browser, tmp_path: Path) -> None:
    own = render.Block(1, LINKS, kind="markdown", own=True)
    marked = render.MarkedNotebook("a", "hw", "01.ipynb", (), (render.Text("why", 1, 2, LINKS),), (own,))
    path = tmp_path / "links.html"
    path.write_text(render.notebook_page(marked, "course"), encoding="utf-8")
    with watched(browser, policy=False) as reader:
        reader.context.route(
            re.compile("^https:"), lambda route: route.fulfill(body="elsewhere", content_type="text/html")
        )
        page = reader.open(path)
        assert page.evaluate(AUDIT) == []
        assert page.locator("a[href]").count() == 12
        page.evaluate(POKE)
        assert reader.asked == [path.as_uri()]
        page.locator(".written a").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("https://example.invalid/see")
        assert page.evaluate("[window.opener, document.referrer]") == [None, ""]
        assert reader.seen == [] and len(reader.context.pages) == 1
