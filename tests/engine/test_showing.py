"""What cells show is all that they show, as long as there is room, and nothing of it is anybody else's business."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course import Course
from autograder.judging import showing
from autograder.judging.session import Deadline
from autograder.judging.showing import CELLS_THAT_SHOW, TOO_MUCH, Outputs
from autograder.sandbox.workers import Sandbox
from tests.engine.conftest import QUICK
from tests.engine.test_session import with_cells


def shown(course: Course, sandbox: Sandbox, folder: Path, cells: list[str]) -> Outputs:
    return showing.outputs(sandbox, *with_cells(course, folder, cells), [], Deadline(60))


def texts(outputs: Outputs, number: int) -> str:
    return "".join(str(each.get("text", each.get("ename"))) for each in outputs[number])


def test_a_notebook_shows_no_more_than_a_few_cells_may(small_course: Course, sandbox: Sandbox, tmp_path: Path) -> None:
    cells = [f"print('x' * {QUICK.output_bytes - 1000})"] * 12
    outputs = shown(small_course, sandbox, tmp_path, cells)
    assert 0 < sum(len(str(each)) for each in outputs.values()) < CELLS_THAT_SHOW * QUICK.output_bytes
    assert [number for number in outputs if TOO_MUCH in texts(outputs, number)] == [10]
    assert outputs[11] == outputs[12] == []


@pytest.mark.parametrize("last", ["import os; os._exit(0)", "while True: pass", "open('/dev/shm/x')", "raise KeyError"])
def test_cells_below_one_that_ends_badly_show_all_the_same(
    small_course: Course, sandbox: Sandbox, tmp_path: Path, last: str
) -> None:
    outputs = shown(small_course, sandbox, tmp_path, ["print('above')", last, "print('below')"])
    assert (texts(outputs, 2), texts(outputs, 4)) == ("above\n", "below\n")
