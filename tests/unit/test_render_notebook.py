"""The page of one graded notebook."""

from __future__ import annotations

import base64

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
    assert ">3<small> / 8" in page
    assert "2 points wait for a person" in page
    assert '<a href="#mse">mse</a>: 0 of 2 points' in page and 'id="mse"' in page
    assert "too <code>big</code>" in page and "halve it" in page and "the mean: not yet" in page
    assert "<strong>Nearly!</strong>" in page and "<em>rain</em>" in page and "More, please" in page
    assert f"data:image/png;base64,{PNG}" in page
    assert "cell 3 was x" in page and "all: y" in page and "02.ipynb: no" not in page


def test_a_late_submission_is_told_what_it_cost() -> None:
    page = notebook_page(marked(late_penalty=1), "The course")
    assert ">2<small> / 8" in page and "3 points, less 1" in page


def test_without_a_report_the_page_says_so() -> None:
    exercises = (Marked("mse", 1.0, 2.0, fallback="mse: 1 of 2"),)
    page = notebook_page(marked(report=None, exercises=exercises), "The course")
    assert "There is no report" in page and "mse: 1 of 2" in page


def test_a_fault_of_the_graders_is_no_zero() -> None:
    broken = Marked("mse", None, 2.0, result("mse", Outcome.GRADER_ERROR))
    page = notebook_page(marked(exercises=(broken,)), "The course")
    assert "no score yet" in page and "not your fault" in page


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
            exercises=(Marked("mse", 0.0, 2.0, result("mse", Outcome.FAILED), block, evil, fallback=evil),),
        ),
        evil,
    )
    elements = Elements(page)
    assert "script" not in elements.tags and "img" not in elements.tags
    assert not {name for name in elements.attributes if name.startswith("on")}
    assert "default-src 'none'" in page
