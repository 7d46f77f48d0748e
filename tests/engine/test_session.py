"""What a notebook shows and says is taken down once, as long as there is room, and never when it runs again."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from autograder.course import Course
from autograder.notebooks import Source
from autograder.sandbox import Sandbox
from autograder.submission import CELLS_THAT_SHOW, Deadline, Ended, Session
from tests.engine.conftest import QUICK
from tests.sample_class import ASSIGNMENT

NAME = "01-from-scratch"


@pytest.fixture
def session(
    small_course: Course, sandbox: Sandbox, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Session]:
    """A session of the released notebook with the marker's cells below its first."""
    source = Source(small_course, small_course.assignment(ASSIGNMENT))
    node = copy.deepcopy(source.notebooks[NAME].release)
    cells = [nbformat.v4.new_code_cell(text) for text in request.param]
    node.cells[1:1] = cells
    nbformat.write(node, tmp_path / f"{NAME}.ipynb")
    submitted = source.submission("ada", [tmp_path / f"{NAME}.ipynb"]).notebook(NAME)
    opened = Session(sandbox, submitted, source.notebooks[NAME], [], Deadline(60))
    yield opened
    opened.close()


@pytest.mark.parametrize("session", [[f"print('x' * {QUICK.output_bytes - 1000})"] * 12], indirect=True)
def test_a_notebook_shows_no_more_than_a_few_cells_may(session: Session) -> None:
    session.prepare([])
    shown = sum(len(str(outputs)) for outputs in session.outputs.values())
    assert 0 < shown < CELLS_THAT_SHOW * QUICK.output_bytes
    assert session.notes[0] == "the notebook shows too much in all; the outputs of the later cells were left out"


SAYS_MORE = """
import os
if os.path.exists(os.path.join(os.environ["HOME"], "again")):
    print("heard"); raise KeyError
"""


@pytest.mark.parametrize("session", [[SAYS_MORE, "import os\ndef end(): os._exit(0)"]], indirect=True)
def test_when_it_runs_again_nobody_listens(session: Session) -> None:
    session.prepare([])
    before = (session.notes, dict(session.outputs), dict(session.raised))
    with pytest.raises(Ended):
        session.ask("call", 1, 0, name="end", arguments=[])
    # Something that is not as it was the first time, as what a cell has learnt from hidden inputs would be.
    session._cells = [(number, text.replace('"again"', '"."')) for number, text in session._cells]
    session.prepare([])
    assert session.ask("value", 1, 0, name="os") is not None
    assert (session.notes, session.outputs, session.raised) == before
