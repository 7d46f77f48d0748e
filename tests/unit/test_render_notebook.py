"""The page of one graded notebook."""

from __future__ import annotations

import base64
from collections.abc import Sequence

import pytest
from markupsafe import Markup, escape

from autograder.render import Block, Marked, MarkedNotebook, Text, notebook_page, shown
from autograder.report import CheckResult, ExerciseResult, Outcome, Report
from tests.unit.test_render_markup import PANDAS, PNG, Elements


def result(name: str, outcome: Outcome) -> ExerciseResult:
    check = CheckResult(
        id="test_x", outcome=outcome, questions=(13,), max_points=2, message="too `big`", hint="halve it"
    )
    return ExerciseResult(id=name, questions=(13,), checks=(check,))


def marked(**changes: object) -> MarkedNotebook:
    results = (result("mse", Outcome.FAILED), result("model", Outcome.PASSED))
    plot = shown({"output_type": "display_data", "data": {"image/png": PNG, "text/plain": "<Figure>"}})
    assert plot is not None
    whole = {
        "student": "ada",
        "assignment": "hw",
        "filename": "01.ipynb",
        "exercises": (
            Marked("mse", 0.0, 2.0, results[0], Block(3, "def mse(): pass"), comment="**Nearly!**"),
            Marked("model", 2.0, 2.0, results[1], Block(5, "model = 1", (plot,))),
        ),
        "texts": (Text("why", None, 2.0, "Because *rain*."), Text("how", 1.0, 2.0, "So.", comment="More, please")),
        "blocks": (Block(7, "print(5)", ()),),
        "others": ("02.ipynb",),
        "report": Report(
            assignment="hw",
            submission="ada",
            exercises=results,
            notes=("01.ipynb: cell 3 was x", "02.ipynb: no", "all: y"),
        ),
        **changes,
    }
    return MarkedNotebook(**whole)  # type: ignore[arg-type]


def test_a_page_says_what_counts_and_what_to_do() -> None:
    page = notebook_page(marked(), "The course", {13: "the mean"})
    assert ">3<small> / 6" in page
    assert "2 points wait for a person" in page and "There are 8 points in all" in page
    assert '<a href="#mse">mse</a>: 0 of 2 points' in page and 'id="mse"' in page
    assert "too <code>big</code>" in page and "halve it" in page and "the mean: not yet" in page
    assert "<strong>Nearly!</strong>" in page and "<em>rain</em>" in page and "More, please" in page
    assert f"data:image/png;base64,{PNG}" in page
    assert "cell 3 was x" in page and "all: y" in page and "02.ipynb: no" not in page


def test_a_late_submission_is_told_what_it_cost() -> None:
    page = notebook_page(marked(late_penalty=1), "The course")
    assert ">2<small> / 6" in page and "3 points, less 1" in page


def test_without_a_report_the_page_says_so() -> None:
    exercises = (Marked("mse", 1.0, 2.0, fallback=Markup("mse: 1 of 2")),)
    page = notebook_page(marked(report=None, exercises=exercises), "The course")
    assert "There is no report" in page and "mse: 1 of 2" in page
    # What the notebook says is markup by then, and is not escaped again.
    told = shown({"output_type": "display_data", "data": {"text/plain": "not < 2"}})
    assert told is not None
    page = notebook_page(marked(report=None, exercises=(Marked("mse", 1.0, 2.0, fallback=told.text),)), "The course")
    assert "not &lt; 2" in page


def test_a_fault_of_the_graders_is_no_zero() -> None:
    broken = Marked("mse", None, 2.0, result("mse", Outcome.GRADER_ERROR))
    page = notebook_page(marked(exercises=(broken,)), "The course")
    assert "no score yet" in page and "not your fault" in page
    assert "2 points wait for our grader" in page and "2 points wait for a person" in page
    assert "Well done" not in page
    right = Marked("model", 2.0, 2.0, result("model", Outcome.PASSED))
    assert "Well done" in notebook_page(marked(exercises=(right,)), "The course")


@pytest.mark.parametrize(
    ("exercise", "texts", "shown_as", "told"),
    [
        (2.0, (None, None), "2<small> / 2", "2 of 2 points for the exercises"),
        (2.0, (1.0, None), "3<small> / 4", "2 of 2 points for the exercises, 1 of 2 points in your own words"),
        (None, (1.0, None), "1<small> / 2", ""),
        (2.0, (1.0, 0.0), "3<small> / 6", "2 of 2 points for the exercises, 1 of 4 points in your own words"),
    ],
)
def test_what_is_not_graded_yet_is_not_counted_as_lost(
    exercise: float | None, texts: Sequence[float | None], shown_as: str, told: str
) -> None:
    outcome = Outcome.GRADER_ERROR if exercise is None else Outcome.PASSED
    page = notebook_page(
        marked(
            exercises=(Marked("mse", exercise, 2.0, result("mse", outcome)),),
            texts=tuple(Text(name, score, 2.0, "So.") for name, score in zip("ab", texts, strict=True)),
        ),
        "The course",
    )
    assert f">{shown_as}" in page
    assert (told in page) if "own words" in told else ("in your own words." not in page)
    waiting = 2 * texts.count(None)
    assert (f"{waiting} points wait for a person" in page) == bool(waiting)
    assert ("There are 6 points in all" in page) == (bool(waiting) or exercise is None)


def test_without_a_single_point_decided_there_is_no_fraction() -> None:
    page = notebook_page(marked(exercises=(), texts=(Text("why", None, 1.0, "So."),)), "The course")
    assert "No points yet" in page and "<small> /" not in page and "1 point waits for a person" in page


def test_a_note_is_told_once_and_where_it_belongs() -> None:
    notes = ("01.ipynb was not submitted", "copy.ipynb: it is no notebook", "01.ipynb: one", "02.ipynb: two")
    report = Report(assignment="hw", submission="ada", exercises=(), notes=notes)
    assert marked(report=report).notes == ["01.ipynb was not submitted", "copy.ipynb: it is no notebook", "one"]


def test_what_a_person_gave_counts_and_is_told() -> None:
    missed = result("mse", Outcome.FAILED)
    page = notebook_page(marked(exercises=(Marked("mse", 2.0, 2.0, missed, by_person=True),)), "The course")
    assert "A person gave this score" in page and "What to look at first" not in page
    texts = (Text("why", 1.0, 2.0, "New.", again=True), Text("how", 0.0, 2.0, "YOUR ANSWER", untouched=True))
    page = notebook_page(marked(texts=texts), "The course")
    assert "will look at it again" in page and "There is no answer yet" in page
    assert "2 of 4 points for the exercises, 1 of 4 points in your own words" in page


def test_a_students_own_cells_stand_apart_and_their_prose_is_shown() -> None:
    blocks = (
        Block(2, "import torch"),
        Block(4, "*mine* ![](attachment:p.png)", kind="markdown", attachments={"p.png": {"image/png": PNG}}, own=True),
        Block(5, "<b>raw</b>", kind="raw", own=True),
    )
    page = notebook_page(marked(blocks=blocks), "The course")
    assert "2 cells of your own" in page and "1 cell of the assignment" in page
    assert "<em>mine</em>" in page and 'alt="p.png"' in page and "&lt;b&gt;raw&lt;/b&gt;" in page


def test_a_notebook_without_end_makes_no_page_without_end() -> None:
    one = marked(blocks=[Block(number, "x" * 10_000) for number in range(100)])
    assert len(notebook_page(one, "The course")) < 600_000
    assert f"{one.left_out} more cells are too much" in notebook_page(one, "The course") and one.left_out > 50


def test_an_error_without_a_traceback_has_a_name() -> None:
    error = shown({"output_type": "error", "ename": "ValueError", "evalue": "<no>", "traceback": []})
    assert error is not None and error.error and error.text == "ValueError: &lt;no&gt;"


def test_everything_of_a_students_is_escaped() -> None:
    evil = "</pre><script>alert(1)</script><img src=x onerror=alert(1)>"
    outputs = tuple(
        found
        for output in (
            {"output_type": "stream", "name": "stdout", "text": [evil, "\x1b[1m"]},
            {"output_type": "error", "ename": evil, "evalue": evil, "traceback": [evil]},
            {"output_type": "display_data", "data": {"text/html": evil + PANDAS.replace("apples", evil)}},
            {"output_type": "display_data", "data": {"image/svg+xml": evil, "text/plain": evil}},
            {"output_type": "display_data", "data": {"application/javascript": "alert(1)"}},
        )
        if (found := shown(output)) is not None
    )
    assert len(outputs) == 4
    block = Block(1, evil, outputs)
    page = notebook_page(
        marked(
            student=evil,
            filename=evil,
            blocks=(block,),
            texts=(Text("t", 1.0, 2.0, evil, {"a": {"image/png": base64.b64encode(evil.encode()).decode()}}, evil),),
            exercises=(Marked("mse", 0.0, 2.0, result("mse", Outcome.FAILED), block, evil, fallback=escape(evil)),),
        ),
        evil,
    )
    elements = Elements(page)
    assert "script" not in elements.tags and "img" not in elements.tags
    assert not {name for name in elements.attributes if name.startswith("on")}
    assert "default-src 'none'" in page
