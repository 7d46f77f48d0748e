"""What a notebook says is taken down once, and never when it runs again."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from autograder.course import Course
from autograder.judging.session import STUB_ERROR, Deadline, Ended, Session, TimedOut
from autograder.notebooks.source import Source, SourceNotebook, SubmittedNotebook
from autograder.sandbox.workers import Sandbox
from tests.sample_class import ASSIGNMENT

pytestmark = pytest.mark.finds("an end that depends on how busy the machine is")

NAME = "01-from-scratch"


def opened(course: Course, sandbox: Sandbox, folder: Path, cells: list[str]) -> Session:
    """A session of the released notebook with these cells below its first."""
    return Session(sandbox, *with_cells(course, folder, cells), [], Deadline(60))


def with_cells(course: Course, folder: Path, cells: list[str]) -> tuple[SubmittedNotebook, SourceNotebook]:
    """The released notebook with these cells below its first, as submitted, and the course's own."""
    source = Source(course, course.assignment(ASSIGNMENT))
    node = copy.deepcopy(source.notebooks[NAME].release)
    node.cells[1:1] = [nbformat.v4.new_code_cell(text) for text in cells]
    nbformat.write(node, folder / f"{NAME}.ipynb")
    submitted = source.submission("ada", [folder / f"{NAME}.ipynb"]).notebook(NAME)
    return submitted, source.notebooks[NAME]


@pytest.fixture
def session(
    small_course: Course, sandbox: Sandbox, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Session]:
    """A session of a notebook with the marker's cells."""
    made = opened(small_course, sandbox, tmp_path, request.param)
    yield made
    made.close()


SAYS_MORE = """
import os
if os.path.exists(os.path.join(os.environ["HOME"], "again")):
    raise KeyError
"""


@pytest.mark.parametrize("session", [[SAYS_MORE, "import os\ndef end(): os._exit(0)"]], indirect=True)
def test_when_it_runs_again_nobody_listens(session: Session) -> None:
    session.prepare([])
    before = (session.notes, dict(session.raised))
    with pytest.raises(Ended):
        session.ask("call", 1, 0, name="end", arguments=[])
    # Something that is not as it was the first time, as what a cell has learnt from hidden inputs would be.
    session._cells = [(number, text.replace('"again"', '"."')) for number, text in session._cells]
    session.prepare([])
    assert session.ask("value", 1, 0, name="os") is not None
    assert (session.notes, session.raised) == before


ENDLESS = {"computes": "while True: sum(range(1000))", "waits": "import time; time.sleep(100)"}
"""On a busy machine the first ends as the second does everywhere: not by the time it used, by the time it took."""
SWALLOWS = """
before = 1
for _ in range({times}):
    try:
        {endless}
    except BaseException:
        pass
"""


def afterwards(course: Course, sandbox: Sandbox, folder: Path, cells: list[str]) -> tuple[list[str], list[str]]:
    """The notes on a notebook with these cells below its first, and the types of exceptions that its cells raised."""
    session = opened(course, sandbox, folder, cells)
    session.prepare([])
    session.close()
    return session.notes, list(session.raised.values())


@pytest.mark.parametrize(("times", "raised"), [(2, []), (3, ["NameError"])])
def test_a_cell_that_swallows_interrupts_ends_alike_however_busy_the_machine_is(
    small_course: Course, sandbox: Sandbox, tmp_path: Path, times: int, raised: list[str]
) -> None:
    found = [
        afterwards(small_course, sandbox, tmp_path, [SWALLOWS.format(times=times, endless=endless), "before"])
        for endless in ENDLESS.values()
    ]
    assert found[0] == found[1]
    assert found[0][0][0] == "cell 2 was stopped after 1 s"
    assert found[0][1] == [*raised, STUB_ERROR]


DEAF = (
    "import signal\ndef deaf():\n    for each in (signal.SIGPROF, signal.SIGALRM): signal.signal(each, signal.SIG_IGN)"
)


@pytest.mark.parametrize("session", [[f"{DEAF}\n    {ENDLESS['computes']}"]], indirect=True)
def test_a_call_that_the_kernel_ends_past_its_time_is_timed_out(session: Session) -> None:
    session.prepare([])
    with pytest.raises(TimedOut):
        session.ask("call", 2, 0, name="deaf", arguments=[])


DOUBLE = "x = torch.ones(2, 1, dtype=torch.float64)\nw = torch.ones(1, 1)"


@pytest.mark.parametrize(
    ("cells", "notes"),
    [
        (
            [f"import torch\n{DOUBLE}", *["x @ w"] * 14],
            ["cell 2 makes x float64; 14 later cells failed on it: 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16"],
        ),
        (
            [
                "import torch\nmodel = torch.nn.Sequential(torch.nn.Linear(1, 1).double())",
                *["model(torch.ones(1, 1))"] * 2,
            ],
            ["cell 2 makes model float64; 2 later cells failed on it: 3, 4"],
        ),
        (
            ["start = 1 / 0", "print(start)", "end = start + 1", "end"],
            ["cell 2 raised ZeroDivisionError in line 1, `start = 1 / 0`; 3 later cells failed on it: 3, 4, 5"],
        ),
        (
            ["w = (1", "w", "w + 1"],
            ["cell 2 raised SyntaxError; 2 later cells failed on it: 3, 4"],
        ),
        (
            ["steps = 0\nwhile True: steps += 1\nend = 1", "end", "end + 1"],
            ["cell 2 was stopped after 1 s; 2 later cells failed on it: 3, 4"],
        ),
        (
            ["import not_there_at_all", "1", "import not_there_at_all as other"],
            ["not_there_at_all is not there; 2 cells failed on it: 2, 4"],
        ),
        (
            ["u", "start = 1 / 0"],
            [
                "cell 2 raised NameError in line 1, `u`",
                "cell 3 raised ZeroDivisionError in line 1, `start = 1 / 0`",
            ],
        ),
    ],
    ids=["float64", "model", "raised", "syntax", "stopped", "module", "two mistakes"],
)
def test_one_mistake_is_one_note(
    small_course: Course, sandbox: Sandbox, tmp_path: Path, cells: list[str], notes: list[str]
) -> None:
    found, _ = afterwards(small_course, sandbox, tmp_path, cells)
    assert [each for each in found if STUB_ERROR not in each] == notes
