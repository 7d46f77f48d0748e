"""Pictures that are the same for everybody are drawn once, and nobody gets another's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.course import Course
from autograder.judging.judge import Judge, Judged
from autograder.notebooks.source import notebook_files
from autograder.sandbox.workers import Worker
from tests.sample_class import compose, write

pytestmark = pytest.mark.finds("a picture that is made twice, or is another student's")

NOTEBOOK = "02-built-ins"


@pytest.fixture(scope="module")
def drawing(course: Course) -> Iterator[Judge]:
    with Judge(course, course.assignments[0], outputs=True) as judge:
        yield judge


def graded(judge: Judge, folder: Path) -> Judged:
    return judge.grade(judge.source.submission("ada", notebook_files(folder)))


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts of the cells that a worker was asked to draw."""
    sources: list[str] = []
    ask = Worker.ask

    def recording(self: Worker, op: str, *rest: Any, **details: Any) -> dict[str, Any]:
        if op == "run" and details.get("draw"):
            sources.append(details["source"].decode())
        return ask(self, op, *rest, **details)

    monkeypatch.setattr(Worker, "ask", recording)
    return sources


def test_the_opening_is_drawn_once(drawing: Judge, course: Course, tmp_path: Path, drawn: list[str]) -> None:
    first = graded(drawing, compose(course, "perfect", tmp_path / "first"))
    opening = [text for source in drawing.source.notebooks.values() for _, text in source.opening]
    drawn.clear()
    second = graded(drawing, compose(course, "perfect", tmp_path / "second"))
    assert first.outputs == second.outputs
    assert len(opening) > 5 and not set(opening) & set(drawn) and drawn
    assert (
        sum("image/png" in output.get("data", {}) for cell in second.outputs[NOTEBOOK].values() for output in cell) > 3
    )


def test_an_opening_of_ones_own_is_ones_own(drawing: Judge, course: Course, tmp_path: Path, drawn: list[str]) -> None:
    graded(drawing, compose(course, "perfect", tmp_path / "first"))
    drawn.clear()
    mine = "import matplotlib.pyplot as plt\nplt.plot([1, 7, 3]); plt.show()"
    edit = {"edit": "insert", "notebook": f"{NOTEBOOK}.ipynb", "at": 1, "source": mine}
    changed = graded(drawing, write(course, tmp_path / "changed", {}, edits=[edit]))
    opening = [text for _, text in drawing.source.notebooks[NOTEBOOK].opening]
    assert mine in drawn and set(opening) <= set(drawn)
    again = graded(drawing, compose(course, "perfect", tmp_path / "again"))
    pictures = [output["data"]["image/png"] for output in changed.outputs[NOTEBOOK][2] if "image/png" in output["data"]]
    assert len(pictures) == 1
    assert pictures[0] not in str(again.outputs)
