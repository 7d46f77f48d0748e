"""An instructor's and a student's day on nbgrader's own pages, in a real JupyterLab and a real browser."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from autograder.course import load_course
from autograder.notebooks.source import Source
from autograder.report import Report
from tests.demo import found_course, nbgrader
from tests.jupyter_server import TOKEN, jupyter_lab
from tests.sample_class import ASSIGNMENT, answer, write

pytestmark = pytest.mark.finds("what JupyterLab and formgrader do with notebooks in a person's hands")

STUDENT = "ada"
TEXT = """The loss says how far the model is off, on average. It is called so because **less is better**.

<script>window.ran = 1</script><img src="x" onerror="window.ran = 2"><svg onload="window.ran = 3"></svg>
"""
SHOW = """from IPython.display import HTML, Javascript, SVG, Markdown, display
display(HTML("<table><tr><td onclick='window.ran = 4'>56 apples</td></tr></table><script>window.ran = 5</script>"))
display(Javascript("window.ran = 6"), SVG('<svg xmlns="http://www.w3.org/2000/svg" onload="window.ran = 7"></svg>'))
display(Markdown("<img src=x onerror='window.ran = 8'>"))
print("<script>window.ran = 9</script>")
"""
"""A cell of the student's that shows a table, and tries to run scripts in whatever page shows it."""
WAIT = 120_000
"""Milliseconds that a page may take to answer a click: grading is one of the answers."""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course folder with one submission: a mistake in mse, and one written answer."""
    root = found_course(tmp_path_factory.mktemp("jupyterlab") / "course")
    nbgrader(root, "generate_assignment", ASSIGNMENT)
    edits: list[dict[str, Any]] = [
        {"edit": "replace", "cell": "written-loss", "source": TEXT},
        {"edit": "insert", "notebook": "01-from-scratch.ipynb", "at": 5, "source": SHOW},
    ]
    write(
        load_course(root), root / "submitted" / STUDENT / ASSIGNMENT, {"mse": answer("mistakes/mse/sum")}, edits=edits
    )
    return root


@pytest.fixture(scope="module")
def server(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with jupyter_lab(root, tmp_path_factory.mktemp("home")) as address:
        yield address


@pytest.fixture
def page(browser: Browser, server: str) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    opened.set_default_timeout(WAIT)
    opened.goto(f"{server}/formgrader?token={TOKEN}")
    yield opened
    opened.close()


def autograde(page: Page, server: str) -> None:
    """Presses the button of the one submission, and waits for the score."""
    page.goto(f"{server}/formgrader/manage_submissions/{ASSIGNMENT}")
    row = page.locator("tbody tr", has_text=STUDENT)
    row.locator("td.autograde a").click()
    # A dialog tells that it is done, or what went wrong.
    dialog = page.locator(".modal-dialog")
    dialog.wait_for(timeout=WAIT)
    assert "Successfully autograded" in dialog.inner_text(), dialog.inner_text()
    dialog.get_by_role("button", name="OK").click()
    expect(dialog).to_have_count(0)


def open_submission(page: Page, server: str, notebook: str) -> None:
    page.goto(f"{server}/formgrader/gradebook/{ASSIGNMENT}/{notebook}")
    page.locator("tbody td a", has_text="Submission").first.click()
    page.wait_for_function("window.formgrader?.grades?.loaded && formgrader.comments?.loaded")


def test_an_instructors_day(page: Page, server: str, root: Path, screenshots: Path) -> None:
    page.goto(f"{server}/formgrader/manage_assignments")
    row = page.locator("tbody tr", has_text=ASSIGNMENT)
    expect(row).to_be_visible(timeout=WAIT)
    expect(row.locator(".num-submissions")).to_have_text("1")

    autograde(page, server)
    page.screenshot(path=screenshots / "formgrader-submissions.png")
    report = Report.from_json((root / "reports" / ASSIGNMENT / f"{STUDENT}.json").read_bytes())
    assert report.score is not None and report.score < report.max_score
    expect(page.locator("tbody tr", has_text=STUDENT).locator(".score")).to_have_text(f"{report.score} / 100")

    open_submission(page, server, "01-from-scratch")
    for exercise in report.exercises:
        score = page.locator(f"input.score#{exercise.id}, input.score#check-{exercise.id}")
        if score.count():
            # A score that a person has not touched is the placeholder.
            assert float(score.get_attribute("placeholder") or "nan") == exercise.score, exercise.id
    missed = next(each for each in report.exercises if each.id == "mse").missed[0]
    assert missed.hint.replace("`", "") in page.locator("body").inner_text().replace("`", "")
    assert missed.hint.split("`")[0].strip() in (page.locator("#mse-comment").get_attribute("placeholder") or "")

    expect(page.get_by_role("cell", name="56 apples")).to_be_visible()
    expect(page.get_by_text("<script>window.ran = 1</script>")).to_be_visible()
    nothing_ran(page)

    page.locator("#written-loss").scroll_into_view_if_needed()
    page.locator("#written-loss").fill("1.5")
    page.locator("#written-loss").press("Tab")
    page.locator("#written-loss-comment").fill("Say why the differences are squared.")
    page.locator("#written-loss-comment").blur()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=screenshots / "formgrader-answer.png")

    autograde(page, server)
    open_submission(page, server, "01-from-scratch")
    expect(page.locator("#written-loss")).to_have_value("1.5")
    expect(page.locator("#written-loss-comment")).to_have_value("Say why the differences are squared.")

    page.goto(f"{server}/formgrader/manage_submissions/{ASSIGNMENT}")
    expect(page.locator("tbody tr", has_text=STUDENT).locator(".score")).to_have_text(f"{report.score + 1.5} / 100")
    page.locator("tbody tr", has_text=STUDENT).locator("td.generate-feedback a").click()
    page.locator(".modal-dialog").wait_for(timeout=WAIT)
    feedback = root / "feedback" / STUDENT / ASSIGNMENT / "01-from-scratch.html"
    page.goto(feedback.as_uri())
    page.screenshot(path=screenshots / "feedback-notebook.png")
    nothing_ran(page)
    expect(page.locator("#written-loss")).to_contain_text("Say why the differences are squared.")
    expect(page.locator("#written-loss .chip")).to_have_text("1.5 of 2 points")
    expect(page.locator("#mse .hint").first).to_contain_text(missed.hint.split("`")[0].strip())


def nothing_ran(page: Page) -> None:
    """None of the student's scripts, also not when everything is opened and clicked."""
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    page.get_by_role("cell", name="56 apples").click()
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = false)")
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") is None


@pytest.fixture(scope="module")
def desk(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A student's own folder, with what was released."""
    folder = tmp_path_factory.mktemp("student") / ASSIGNMENT
    shutil.copytree(root / "assignments" / ASSIGNMENT, folder)
    return folder


def test_a_students_day(browser: Browser, desk: Path, tmp_path: Path, screenshots: Path, root: Path) -> None:
    name = "02-built-ins.ipynb"
    solution = Source(load_course(root), load_course(root).assignment(ASSIGNMENT)).notebooks["02-built-ins"].solutions
    with jupyter_lab(desk, tmp_path / "home") as address:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(WAIT)
        page.goto(f"{address}/lab/tree/{name}?token={TOKEN}")
        first = page.locator(".jp-Notebook .jp-Cell").first
        expect(first).to_be_visible(timeout=WAIT)
        names = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in cells(desk / name)]
        place = names.index("linear-layer")
        assert names[place + 1] == "check-linear-layer"

        # The kernel has to be there before the first cell is sent to it.
        expect(page.locator(".jp-Notebook-ExecutionIndicator")).to_have_attribute("data-status", "idle", timeout=WAIT)
        first.click()
        page.keyboard.press("Escape")
        for number, cell in enumerate(cells(desk / name)[:place]):
            active = page.locator(f'.jp-Cell.jp-mod-active[data-windowed-list-index="{number}"]')
            expect(active).to_be_visible(timeout=WAIT)
            page.keyboard.press("Shift+Enter")
            if cell["cell_type"] == "code":
                see_it_run(page, number)
        active = page.locator(f'.jp-Cell.jp-mod-active[data-windowed-list-index="{place}"]')
        expect(active).to_be_visible(timeout=WAIT)
        page.keyboard.press("Enter")
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(solution["linear-layer"])
        page.keyboard.press("Shift+Enter")
        page.keyboard.press("Shift+Enter")
        check = page.locator(f'.jp-Cell[data-windowed-list-index="{place + 1}"]')
        output = check.locator(".jp-OutputArea-output")
        expect(output).to_be_visible(timeout=WAIT)
        assert "Error" not in output.inner_text(), output.inner_text()
        check.scroll_into_view_if_needed()
        page.screenshot(path=screenshots / "student-check.png")

        page.keyboard.press("Control+s")
        expect(page.locator(".jp-mod-dirty")).to_have_count(0, timeout=WAIT)
        page.get_by_role("button", name="Validate").first.click()
        dialog = page.locator(".jp-Dialog")
        overwrite = dialog.get_by_role("button", name="Overwrite")  # where its own saving and Validate's have met
        expect(overwrite.or_(dialog.get_by_text("The following cell failed")).first).to_be_visible(timeout=WAIT)
        if overwrite.is_visible():
            overwrite.click()
        expect(dialog).to_contain_text("The following cell failed", timeout=WAIT)
        expect(dialog).to_contain_text("check_dataset()")
        expect(dialog).not_to_contain_text("check_linear_layer()")
        page.screenshot(path=screenshots / "student-validate.png")
        page.close()
    assert "".join(cells(desk / name)[place]["source"]).strip() == solution["linear-layer"].strip()


def see_it_run(page: Page, number: int) -> None:
    """Waits for a cell's number of execution; what was asked of a kernel that was not there yet is asked again."""
    prompt = page.locator(f'.jp-Cell[data-windowed-list-index="{number}"] .jp-InputPrompt')
    for _ in range(6):
        try:
            expect(prompt).to_have_text(re.compile(r"\d"), timeout=WAIT / 6)
        except AssertionError:
            prompt.click()
            page.keyboard.press("Shift+Enter")
        else:
            return
    raise AssertionError(f"cell {number} did not run")


def cells(path: Path) -> list[dict[str, Any]]:
    """The cells of a notebook file."""
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return found
