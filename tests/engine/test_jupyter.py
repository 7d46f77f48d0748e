"""The worker shows of a notebook what Jupyter shows: the same kinds of output, the same text, and a picture."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.authoring import kernel
from autograder.course import Course
from autograder.judging.judge import Judge
from autograder.judging.session import Deadline, public_seed
from autograder.judging.showing import outputs
from autograder.notebooks.source import SourceNotebook
from autograder.sandbox.workers import Sandbox

pytestmark = pytest.mark.finds("outputs that are other than Jupyter's")

NOTEBOOKS = ("01-from-scratch", "02-built-ins", "03-real-data")
ADDRESSES = re.compile(r"0x[0-9a-f]{6,}")


@pytest.fixture(scope="module")
def judge(course: Course) -> Iterator[Judge]:
    with Sandbox(course.limits) as sandbox, Judge(course, course.assignments[0], sandbox) as opened:
        yield opened


def seeded(node: NotebookNode, source: SourceNotebook) -> NotebookNode:
    """The notebook with the seeds that the worker sets before each cell, and its one thread, in a first line."""
    copy = nbformat.from_dict(node)
    for number, cell in enumerate(copy.cells, start=1):
        if cell.cell_type == "code":
            seed = public_seed(source, number)
            cell.source = (
                "import numpy, random, torch; torch.set_num_threads(1); "
                f"torch.manual_seed({seed}); numpy.random.seed({seed}); random.seed({seed})\n{cell.source}"
            )
    return copy


def essence(outputs: Sequence[Mapping[str, Any]]) -> list[tuple[str, ...]]:
    """Kinds, texts and MIME types; pictures by their type, addresses in memory left out."""
    found: list[tuple[str, ...]] = []
    for each in outputs:
        if each["output_type"] == "stream":
            found.append(("stream", each["name"], each["text"]))
        else:
            text = each.get("data", {}).get("text/plain", "")
            found.append((each["output_type"], ADDRESSES.sub("0x", text), *sorted(each.get("data", {}))))
    return found


@pytest.fixture
def address(course: Course) -> Iterator[str]:
    """A web server on loopback that offers the released files, as the course's address does."""
    folder = course.release_folder(course.assignments[0])
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_opened_alone_fetches_its_data(
    course: Course, judge: Judge, address: str, tmp_path: Path, name: str
) -> None:
    node = nbformat.from_dict(judge.source.notebooks[name].release)
    own = f'ADDRESS = "{course.address}/{judge.assignment.name}"'
    last = next(number for number, cell in enumerate(node.cells) if own in cell.source)
    del node.cells[last + 1 :]
    node.cells[last].source = node.cells[last].source.replace(own, f'ADDRESS = "{address}"')
    errors = [kernel.error_of(cell) for cell in kernel.executed(node, tmp_path).cells]
    assert not any(errors), errors


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_outputs_are_those_of_jupyter(course: Course, judge: Judge, name: str) -> None:
    source = judge.source.notebooks[name]
    folder = course.source_folder(judge.assignment)
    submitted = judge.source.submission("solutions", [folder / f"{name}.ipynb"]).notebook(name)
    found = outputs(judge.sandbox, submitted, source, judge.source.files, Deadline(300))
    assert submitted.node is not None
    run = {each.number for each in submitted.cells}
    shown = {
        number: essence(cell.outputs)
        for number, cell in enumerate(kernel.executed(seeded(submitted.node, source), folder).cells, start=1)
        if number in run
    }
    assert len(shown) > 5
    assert any("image/png" in output for outputs in shown.values() for output in outputs)
    assert {number: essence(each) for number, each in found.items()} == shown
