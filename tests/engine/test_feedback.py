"""What `nbgrader generate_feedback` says of one notebook: the gradebook, the report and the notebook on one page."""

from __future__ import annotations

import json
import os
import re
import warnings
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any

import nbformat
import nbgrader.converters.base
import pytest
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell
from nbgrader.server_extensions.formgrader import handlers
from traitlets.config import Config

from autograder.course import load_course
from autograder.frontends.nbgrader import configure
from autograder.frontends.nbgrader.feedback import FeedbackExporter
from autograder.frontends.nbgrader.gradebook import keep_report
from autograder.frontends.nbgrader.standing import grades_digest
from autograder.frontends.nbgrader.total import total
from autograder.judging import provenance
from autograder.report import CheckResult, ExerciseResult, Outcome, Report
from tests.engine.books import WITH_EXERCISE, grade_of, hand_in, open_book
from tests.unit.test_render_markup import PNG, Elements

TASK = "# In your own words\n\nYOUR ANSWER HERE"
HINT = "divide by the number of rows"


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The gradebook of a course in the current folder, in which ada has handed in one exercise and a text."""
    with open_book(tmp_path) as opened:
        (tmp_path / "course_config.py").write_text(WITH_EXERCISE, encoding="utf-8")
        monkeypatch.chdir(tmp_path)
        hand_in(opened, "ada", check_a=30, w=None)
        yield opened


def notebook(text: str = "Because of *rain*.", extra: tuple[NotebookNode, ...] = ()) -> NotebookNode:
    """A notebook as students got it, or with an answer and with cells of their own."""
    found = {"text/plain": f"a: 30 of 67 points\nNot yet: too < small\nHint: {HINT}"}
    return new_notebook(
        cells=[
            new_markdown_cell("The assignment's prose.", id="prose"),
            new_code_cell("import torch", id="imports"),
            *extra,
            new_code_cell("f = sum", id="a", metadata={"nbgrader": {"grade_id": "a"}}),
            new_code_cell(
                "check()",
                id="check",
                metadata={"nbgrader": {"grade_id": "check-a"}},
                outputs=[new_output("display_data", data=found)],
            ),
            new_markdown_cell(text, id="w", metadata={"nbgrader": {"grade_id": "w"}}),
        ]
    )


def page(book: Any, node: NotebookNode) -> str:
    """The page of ada's notebook."""
    names = {"student": "ada", "assignment": "one", "notebook": "n", "db_url": str(book.engine.url)}
    html, _ = FeedbackExporter().from_notebook_node(node, resources={"nbgrader": names})
    return unescape(html)


def release(node: NotebookNode) -> None:
    """Writes the notebook as it was given out."""
    path = Path("assignments/one/n.ipynb")
    path.parent.mkdir(parents=True)
    nbformat.write(node, path)


def report() -> None:
    """Leaves a report that misses one check."""
    check = CheckResult(id="test_f", outcome=Outcome.FAILED, questions=(1,), max_points=67, message="too <", hint=HINT)
    found = ExerciseResult(id="a", questions=(1,), checks=(check,))
    keep_report(load_course(Path.cwd()), Report(assignment="one", submission="ada", exercises=(found,)))


def test_hints_come_from_the_report_once_and_comments_from_a_person(book: Any) -> None:
    report()
    comment = book.find_comment("a", "n", "one", "ada")
    comment.auto_comment = f"Hint: {HINT}"
    book.db.commit()
    assert page(book, notebook()).count(HINT) == 1
    comment.manual_comment = "Nearly **there**"
    book.db.commit()
    assert page(book, notebook()).count(HINT) == 1
    assert "Nearly <strong>there</strong>" in page(book, notebook())


def test_without_a_report_the_notebook_is_read(book: Any) -> None:
    found = page(book, notebook())
    assert "There is no report of this submission" in found
    assert "too < small" in found and HINT in found


def test_what_waits_for_a_person_is_no_zero(book: Any) -> None:
    report()
    found = page(book, notebook())
    assert ">30<small> / 67" in found and "4 points wait for a person" in found and "waits for a person" in found
    grade = grade_of(book, "ada", "w")
    grade.manual_score, grade.needs_manual_grade = 2.5, False
    book.db.commit()
    found = page(book, notebook())
    assert ">32.5<small> / 71" in found and "wait" not in found.partition("</style>")[2]
    assert "30 of 67 points for the exercises, 2.5 of 4 points in your own words" in found
    grade.needs_manual_grade = True
    book.db.commit()
    assert "they will look at it again" in page(book, notebook())


def graded(found: str) -> str:
    """The digest of the grades that a page was made from."""
    (digest,) = re.findall(r'<meta name="autograder-grades" content="([0-9a-f]{64})">', found)
    return str(digest)


@pytest.mark.parametrize("change", ["points", "comment", "proposed comment", "penalty", "waiting"])
def test_a_page_tells_from_which_grades_it_was_made(book: Any, change: str) -> None:
    before = graded(page(book, notebook()))
    assert graded(page(book, notebook())) == before
    grade, comment = grade_of(book, "ada", "w"), book.find_comment("w", "n", "one", "ada")
    if change == "points":
        grade.manual_score = 1
    elif change == "comment":
        comment.manual_comment = "Well said"
    elif change == "proposed comment":
        comment.auto_comment = "No response."
    elif change == "penalty":
        book.find_submission_notebook("n", "one", "ada").late_submission_penalty = 3
    else:
        grade.needs_manual_grade = not grade.needs_manual_grade
    book.db.commit()
    assert graded(page(book, notebook())) != before
    other = book.find_submission_notebook("m", "one", "ada")
    assert grades_digest(book, other) not in (before, graded(page(book, notebook())))


def test_a_page_tells_how_late_by_which_rule_and_what_was_graded(book: Any, tmp_path: Path) -> None:
    assert "late" not in page(book, notebook()).partition("<main>")[2]
    book.find_submission("one", "ada").timestamp = datetime(2027, 3, 1, 23, 59)
    book.db.commit()
    report()
    place = tmp_path / "submitted" / "ada" / "one"
    place.mkdir(parents=True)
    memory = tmp_path / "repositories" / "one" / "ada.collected.json"
    memory.parent.mkdir(parents=True)
    row = {"commit": "abc1234" * 5, "branch": "main", "seen": "", "untouched": False, "notes": [], "files": {}}
    memory.write_text(json.dumps({"schema": "autograder/collected/v1", **row}))
    os.utime(memory, (1, 1))
    found = page(book, notebook())
    assert "It came 2027-03-02 00:59 CET, 1 day late: it was due 2027-03-01 23:59 CET." in found
    assert "Each day that has begun costs 10 % of a notebook's points, and no delay more than 50 %." in found
    assert "Commit abc1234 was graded." in found
    (place / "n.ipynb").write_text("edited since")
    assert "abc1234 was graded" not in page(book, notebook())
    (place / "n.ipynb").unlink()
    os.utime(memory)  # another commit was laid out since
    os.utime(tmp_path / "reports" / "one" / "ada.json", (1, 1))
    assert "abc1234 was graded" not in page(book, notebook())


def test_a_page_tells_that_the_course_has_changed_since(book: Any) -> None:
    course = load_course(Path.cwd())
    assignment = course.assignment("one")
    assert "graded anew" not in page(book, notebook())
    provenance.keep(course, "one", "ada", provenance.now(course, assignment))
    assert "graded anew" not in page(book, notebook())
    Path("course_config.py").write_text(WITH_EXERCISE.replace('seed="s"', 'seed="t"'), encoding="utf-8")
    says = "The course has a newer suite since this was graded; graded anew, the points may be others."
    assert says in page(book, notebook())
    assert says in total(load_course(Path.cwd()), book, assignment, "ada")


def test_a_text_that_was_left_as_it_was_is_told(book: Any) -> None:
    release(notebook(TASK))
    assert "There is no answer yet" in page(book, notebook(TASK))
    assert "There is no answer yet" not in page(book, notebook())


def test_a_students_own_cells_are_found_apart(book: Any) -> None:
    release(notebook(TASK))
    extra = (new_markdown_cell("My *thoughts*", id="t"), new_code_cell("1/0", id="own"))
    found = page(book, notebook(extra=extra))
    assert "2 cells of your own" in found and "My <em>thoughts</em>" in found
    assert "1 cell of the assignment's" in found and "The assignment's prose" not in found


def test_formgrader_shows_what_students_wrote_as_text_tables_and_pictures(
    book: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through the exporter and the template of formgrader's page, as ``configure`` sets them up."""
    monkeypatch.setenv("PATH", os.environ["PATH"])  # put back, as is the function that configure replaces
    monkeypatch.setattr(nbgrader.converters.base, "find_all_files", None)
    config = Config()
    configure(config, str(tmp_path / "nbgrader_config.py"))
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    evil = '<b id="w" onclick="window.ran=1">x</b><script>window.ran=2</script>'
    table = {"text/html": "<table><tr><td>56 apples</td></tr></table>"}
    node = new_notebook(
        cells=[
            new_raw_cell(evil, id="raw"),
            new_markdown_cell(f"{evil} ![p](attachment:p.png)", id="t", attachments={"p.png": {"image/png": PNG}}),
            new_code_cell("1", id="c", outputs=[new_output("display_data", data=table)]),
        ]
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of nbconvert's own parts
        html, _ = HTMLExporter(config=config).from_notebook_node(node, resources={"index": 0, "total": 1})
    notebook = Elements(html[html.index('id="notebook-container"') :])
    assert "b" not in notebook.tags and "onclick" not in notebook.attributes
    assert html.count("&lt;script&gt;window.ran=2") == 2
    assert "<td>56 apples</td>" in html and f'src="data:image/png;base64,{PNG}"' in html
