"""Looks at this machine: versions, which sandbox layers a worker has here, and what gets through them."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from importlib import metadata
from typing import Final

from rich.console import Group, RenderableType
from rich.markup import escape as literally
from rich.table import Table

from autograder.course import Limits
from autograder.report import Layers
from autograder.sandbox.escapes import attempt, held
from autograder.sandbox.workers import Sandbox, SandboxError

PACKAGES: Final = ("torch", "numpy", "ipython", "matplotlib", "pytest", "nbformat", "nbgrader", "jupyterlab")
OPTIONAL: Final = ("nbgrader", "jupyterlab")

ADVICE: Final = {
    "landlock": "a Linux kernel of 5.13 or newer with Landlock among its LSMs, and `pip install landlock`",
    "seccomp": "libseccomp (Debian: apt install libseccomp2), and `pip install pyseccomp`",
    "namespaces": "bubblewrap (Debian: apt install bubblewrap), where user namespaces are allowed; one wall more",
    "bounded_scratch": "the same; without it, notebooks may not remove or rename files, so that these can be counted",
    "rlimits": "a Unix system",
    "no_privileges": "a Linux kernel of 3.5 or newer",
    "closed_descriptors": "a Unix system",
}


def examine() -> tuple[RenderableType, bool]:
    """Tables of findings, and whether this machine can grade the work of strangers."""
    versions = Table("what", "found", "what to do", title="autograder doctor", title_justify="left")
    versions.add_row("python", platform.python_version(), "")
    healthy = True
    for name in PACKAGES:
        try:
            versions.add_row(name, metadata.version(name), "")
        except metadata.PackageNotFoundError:
            healthy = healthy and name in OPTIONAL
            extra = "pip install -c constraints.txt -e '.[nbgrader]'" if name in OPTIONAL else "run `make setup`"
            versions.add_row(name, "missing", literally(extra))
    try:
        with Sandbox(Limits()) as sandbox:
            layers = Layers.model_validate(sandbox.layers)
            escaped = _escapes(sandbox, layers)
    except SandboxError as error:
        versions.add_row("sandbox", "does not start", literally(str(error)))
        return versions, False
    for row in _rows(layers, sandbox.without_namespaces):
        versions.add_row(*row)
    table, contained = escaped
    return Group(versions, table), healthy and layers.strong and contained


def _rows(layers: Layers, without_namespaces: str) -> Iterator[tuple[str, str, str]]:
    advised = {**ADVICE, "namespaces": without_namespaces or ADVICE["namespaces"]}
    for name, value in layers.model_dump(exclude={"strong"}).items():
        shown = ", ".join(value) if isinstance(value, tuple) else str(value)
        yield f"sandbox: {name}", shown if value else "not active", "" if value else advised[name]
    missing = (
        "" if layers.strong else "grade only what you would run yourself, with --allow-weak-sandbox; see SECURITY.md"
    )
    yield "sandbox: strong", str(layers.strong), missing


def _escapes(sandbox: Sandbox, layers: Layers) -> tuple[Table, bool]:
    """What a submission could do here, and whether the layers that are in force stop what they should."""
    table = Table("a submission tries to", "here", "stopped by", title="escapes, tried out", title_justify="left")
    sound = True
    for escape, through in attempt(sandbox).items():
        stopping = sorted(escape.stopped_by & held(layers))
        sound = sound and not (through and stopping)
        found = "[red]gets through[/red]" if through else "[green]stopped[/green]"
        missing = f"would be by {' or '.join(sorted(escape.stopped_by))}"
        table.add_row(escape.name, found, ", ".join(stopping) or missing)
    return table, sound
