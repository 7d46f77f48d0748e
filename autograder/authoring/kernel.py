"""Runs a notebook in a Jupyter kernel, by nbclient: what a student's "Restart and run all" does.

Only the course's own notebooks run here; a submission never does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

CELL_SECONDS: Final = 120
"""For one cell; the slowest of this course takes a second, and a first import of torch seven."""


def executed(node: NotebookNode, folder: Path) -> NotebookNode:
    """A copy with the outputs of all its cells; cells that raise do not stop it. It runs in ``folder``."""
    copy = nbformat.from_dict(node)
    client = NotebookClient(
        copy,
        timeout=CELL_SECONDS,
        kernel_name="python3",
        allow_errors=True,
        coalesce_streams=True,
        resources={"metadata": {"path": str(folder)}},
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
    )
    with ThreadPoolExecutor(1) as aside:  # the caller's thread may have an event loop running
        return aside.submit(lambda: asyncio.run(client.async_execute())).result()


def error_of(cell: NotebookNode) -> str:
    """The exception that a cell ended with, as ``NameError: ...``; empty where it ran to its end."""
    for output in cell.get("outputs", ()):
        if output.output_type == "error":
            return f"{output.ename}: {output.evalue}".strip().splitlines()[0]
    return ""


def complaints(cell: NotebookNode) -> Iterator[str]:
    """The first line of each text on a cell's stderr, warnings among them."""
    outputs: list[dict[str, Any]] = cell.get("outputs", [])
    for output in outputs:
        if output["output_type"] == "stream" and output["name"] == "stderr":
            yield str(output["text"]).strip().splitlines()[0]
