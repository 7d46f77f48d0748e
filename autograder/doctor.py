"""Looks at this machine: versions against the tested ones, and which sandbox layers a worker has here."""

from __future__ import annotations

import platform
from importlib import metadata
from typing import Final

from rich.table import Table

from autograder.course import Limits
from autograder.report import Layers
from autograder.sandbox import Sandbox, SandboxError

PACKAGES: Final = ("torch", "numpy", "ipython", "matplotlib", "pytest", "nbformat", "nbgrader", "jupyterlab")
OPTIONAL: Final = ("nbgrader", "jupyterlab")


def examine() -> tuple[Table, bool]:
    """A table of findings, and whether grading works here."""
    table = Table("what", "found", "what to do", title="autograder doctor", title_justify="left")
    healthy = True
    table.add_row("python", platform.python_version(), "")
    for name in PACKAGES:
        try:
            table.add_row(name, metadata.version(name), "")
        except metadata.PackageNotFoundError:
            healthy = healthy and name in OPTIONAL
            extra = "pip install -c constraints.txt -e '.[nbgrader]'" if name in OPTIONAL else "run `make setup`"
            table.add_row(name, "missing", extra)
    try:
        layers = _layers()
    except SandboxError as error:
        table.add_row("sandbox", "does not start", str(error))
        return table, False
    for name, held in layers.model_dump(exclude={"strong"}).items():
        shown = ", ".join(held) if isinstance(held, tuple) else str(held)
        table.add_row(f"sandbox: {name}", shown if held else "not active", "")
    advice = "" if layers.strong else "grade only what you would run yourself; see SECURITY.md"
    table.add_row("sandbox: strong", str(layers.strong), advice)
    return table, healthy


def _layers() -> Layers:
    with Sandbox(Limits()) as sandbox:
        worker = sandbox.worker()
        try:
            return Layers.model_validate(dict(worker.layers))
        finally:
            worker.close()
