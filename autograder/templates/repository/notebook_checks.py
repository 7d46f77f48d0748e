"""What the tests of public_checks_test.py stand on: every notebook is run once, from top to bottom.

A test looks at an exercise's check cell, as it was released: an edited, deleted or doubled check cell changes nothing.
It passes where the check cell ends without an error, and otherwise fails with what that said. Each notebook runs in a
Jupyter kernel, in this folder. A cell that raises an error does not stop it, one that never ends is interrupted, and
one that takes the kernel with it is left out when the notebook is run again.

An exercise whose check fails and leans on another one that is not right yet waits for that one: what its own check says
may be a mere consequence. One that is not answered, or does not parse, is missing whatever else is.

This is practice: grades are made elsewhere, with further checks.
"""

from __future__ import annotations

import ast
import asyncio
import json
import logging
import os
import re
import subprocess
import sys
import time
import warnings
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import nbformat
import pytest
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager  # nbclient stands on it
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode

HERE: Final = Path(__file__).resolve().parent
CHECKS: Final = HERE / "checks.json"

KERNELS: Final = 6
"""How often a notebook is begun: once, and again after a cell that ended the kernel."""

INTERRUPTS: Final = 3
"""How often a cell that does not end is interrupted before its kernel is killed, and how many seconds apart."""

FIRST: Final = 4
"""A notebook's first cell has so many times the seconds of another: it imports, and a fresh machine reads slowly."""

ONLY: Final = "PRACTICE_ONLY"
"""A variable with the ids of the exercises that are asked for, parted by commas: nothing below them is run."""

LONGEST: Final = 2000
"""Characters of a message; whoever writes more has printed a table into it."""

UNSEEN: Final = re.compile(
    r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?"  # a terminal's title or link
    r"|\x1b\[[0-?]*[ -/]*[@-~]"  # a colour
    r"|\x1b.?"
    r"|[\x00-\x08\x0b-\x1f\x7f-\x9f]"
)
"""What a terminal would obey instead of showing it."""

SILENT: Final = logging.getLogger("practice run")
SILENT.setLevel(logging.CRITICAL + 1)


def _read_checks() -> dict[str, Any]:
    try:
        read: dict[str, Any] = json.loads(CHECKS.read_text(encoding="utf-8"))
        return read
    except (OSError, ValueError) as error:
        pytest.fail(f"{CHECKS.name} cannot be read ({error}); take it from the first commit again", pytrace=False)


RULES: Final = _read_checks()
EXERCISES: Final[list[dict[str, Any]]] = RULES["exercises"]


class Missed(pytest.fail.Exception):  # type: ignore[misc, name-defined]
    """A check that did not pass. ``waits_for`` are the exercises that come first, ``said`` is what the check said."""

    def __init__(self, said: str, waits_for: Sequence[str] = ()) -> None:
        first = f"waits for {' and '.join(waits_for)}: mend that first; the grade charges a mistake once"
        super().__init__(first if waits_for else said, pytrace=False)
        self.said = said
        self.waits_for = tuple(waits_for)


Missed.__module__ = "builtins"  # as pytest's own have it: a reader is told no module


@dataclass(frozen=True)
class Step:
    """One code cell to run. ``checks`` and ``answers`` are ids of the exercise whose check or answer it is."""

    source: str
    checks: str = ""
    answers: str = ""

    @property
    def open(self) -> bool:
        """Whether it is not answered yet, or is no Python."""
        return bool(STUB.search(self.source)) or not parses(self.source)


class ThisPython(KernelSpecManager):
    """Kernels of the Python that runs pytest, whatever else is installed under the name ``python3``."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=argv, display_name=kernel_name, language="python")


class Client(NotebookClient):  # type: ignore[misc]
    """Runs cells and keeps how the last one ended, instead of what all of them show."""

    reply: Mapping[str, Any] = {}

    def output(self, *arguments: Any) -> None:
        """A cell may print for ever; nobody reads it here."""

    def ended(self, cell: NotebookNode, cell_index: int, execute_reply: Mapping[str, Any]) -> None:
        self.reply = execute_reply["content"]


class Run:
    """One notebook. ``told`` has, for each exercise, why its check failed; empty where it passed.

    ``waits`` has those that wait for others. Where some are ``wanted``, nothing below them is run.
    """

    def __init__(self, exercises: Sequence[Mapping[str, Any]], wanted: Collection[str] = ()) -> None:
        self.told: dict[str, str] = {}
        self.waits: dict[str, tuple[str, ...]] = {}
        self._answers: dict[str, str] = {}
        self._not_run: set[str] = set()
        self._seconds: float = RULES["cell_seconds"]
        self._until = time.monotonic() + RULES["notebook_seconds"]
        try:
            steps = until(steps_of(HERE / exercises[0]["notebook"], exercises), wanted)
        except ValueError as error:
            self.told = {each["id"]: str(error) for each in exercises}
            return
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of Jupyter's own
            asyncio.run(self._attempts(steps))
        self._have_wait(exercises, {step.answers for step in steps if step.answers and not step.open})

    def _have_wait(self, exercises: Sequence[Mapping[str, Any]], answered: Collection[str]) -> None:
        """Finds out which of the exercises that were answered, and missed, wait for one above them."""
        for each in exercises:
            name = each["id"]
            if name not in answered or not self.told.get(name) or name in self._not_run:
                continue
            missed = [other for other in each.get("leans_on", ()) if self.told.get(other)]
            first = {root for other in missed for root in self.waits.get(other, (other,))}
            if first:
                self.waits[name] = tuple(other["id"] for other in exercises if other["id"] in first)

    async def _attempts(self, steps: Sequence[Step]) -> None:
        left_out: set[int] = set()
        reason = f"this notebook ended its kernel {KERNELS} times, and the rest of it was not run"
        for _ in range(KERNELS):
            try:
                ended = await self._attempt(steps, left_out)
            except TimeoutError:
                reason = f"not run: the notebook as a whole took longer than {RULES['notebook_seconds']:g} seconds"
                break
            except RuntimeError as error:
                first = clean(str(error)).partition("\n")[0]
                reason = f"no kernel starts here ({first}); run: python -m pip install -r requirements.txt"
                break
            if ended is None:
                break
            left_out.add(ended)
        for step in steps:
            if step.checks and step.checks not in self.told:
                self.told[step.checks] = reason
                self._not_run.add(step.checks)

    async def _attempt(self, steps: Sequence[Step], left_out: set[int]) -> int | None:
        """Runs what has to be run in a new kernel; returns the number of the cell that ended it, if one did."""
        client = Client(
            nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(step.source) for step in steps]),
            timeout=None,
            allow_errors=True,
            resources={"metadata": {"path": str(HERE)}},
            log=SILENT,
        )
        client.on_cell_executed = client.ended
        client.km = AsyncKernelManager(kernel_spec_manager=ThisPython(), log=SILENT)
        try:
            await client.async_start_new_kernel(
                env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            await client.async_start_new_kernel_client()
            for number, step in enumerate(steps):
                if number in left_out or step.checks in self.told:
                    continue  # a check has its outcome already
                if time.monotonic() > self._until:
                    raise TimeoutError
                try:
                    self._keep(step, await self._outcome(client, number))
                except DeadKernelError as error:
                    self._keep(step, str(error) if "seconds" in str(error) else "it ended the kernel, as os._exit does")
                    return number
        finally:
            await stopped(client)
        return None

    async def _outcome(self, client: Client, number: int) -> str:
        """How a cell ended; empty where it ran to its end, DeadKernelError where the kernel is of no more use."""
        seconds = self._seconds * FIRST if number == 0 else self._seconds
        seconds = min(seconds, max(1.0, self._until - time.monotonic()))
        client.reply = {"status": "ok"}  # an empty cell is not run, and has no reply of its own
        running = asyncio.ensure_future(client.async_execute_cell(client.nb.cells[number], number))
        await asyncio.wait({running}, timeout=seconds)
        if running.done():
            running.result()
            if any(each.get("source") == "ask_exit" for each in client.reply.get("payload", ())):
                raise DeadKernelError  # it ends after its answer, and the next cell would be blamed
            return message(client.reply)
        self._seconds = min(self._seconds, RULES["seconds_after_timeout"])
        late = f"it did not end within {seconds:.0f} seconds"
        for _ in range(INTERRUPTS):
            await client.km.interrupt_kernel()
            await asyncio.wait({running}, timeout=INTERRUPTS)
            if running.done():
                running.result()
                return late
        running.cancel()
        await asyncio.wait({running})
        raise DeadKernelError(f"{late} and could not be interrupted")

    def _keep(self, step: Step, outcome: str) -> None:
        """An answer's own error is told below that of its check, which may be a mere consequence."""
        if step.answers:
            self._answers[step.answers] = outcome
        if step.checks:
            why = self._answers.get(step.checks, "")
            below = f"\n(the cell of the answer: {why})" if outcome and why and why not in (outcome, UNANSWERED) else ""
            self.told[step.checks] = outcome + below


STUB: Final = re.compile(r"^\s*raise NotImplementedError\(\)\s*$", re.MULTILINE)
"""What stands in an answer cell as it was released."""

UNANSWERED: Final = "not answered yet: `raise NotImplementedError()` still stands there"


def message(reply: Mapping[str, Any]) -> str:
    """What a cell's error says, on the lines that it takes; empty where there was none."""
    if reply.get("status") == "ok":
        return ""
    name, value = str(reply.get("ename", "")), str(reply.get("evalue", "")).strip()
    if name == "AssertionError":
        return clean(value) or "an assert of the check does not hold"
    if name == "NotImplementedError" and not value:
        return UNANSWERED
    value = re.sub(r"\(\d+\.py, line (\d+)\)", r"(line \1)", value)  # the name of a cell's file says nothing
    return clean(f"{name}: {value}".strip(": ")) or "it was not run"


def clean(text: str) -> str:
    """A text without what a terminal would obey, and not too long."""
    text = UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} ..."


def environment() -> dict[str, str]:
    """This process's, but the kernel is not to know that pytest has started it, and draws as in Jupyter."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return {**kept, "MPLBACKEND": "module://matplotlib_inline.backend_inline"}


async def stopped(client: Client) -> None:
    """Ends the kernel, with whatever it has started, and closes the connections to it."""
    manager, kernel = client.km, client.kc
    if kernel is not None:
        kernel.stop_channels()
    if manager is not None and manager.has_kernel:
        await manager.shutdown_kernel(now=True)


def steps_of(path: Path, exercises: Sequence[Mapping[str, Any]]) -> list[Step]:
    """The code cells of a notebook, its check cells as released; ValueError, in one line, where it cannot be read.

    A check runs where the notebook has it below the answer; else right below the answer; without an answer where its
    cell stands, or at the end.
    """
    found = [cell for cell in cells_of(path) if cell.get("cell_type") == "code"]
    names = [name_of(cell, exercises) for cell in found]
    steps = [Step(text(cell), answers=name) for cell, name in zip(found, names, strict=True)]
    below: dict[int, list[Step]] = {}
    for exercise in exercises:
        answers = [place for place, name in enumerate(names) if name == exercise["id"]]
        checks = [place for place, name in enumerate(names) if name == exercise["check_cell"]]
        lowest = max(answers, default=-1)
        place = next((each for each in checks if each > lowest), answers[-1] if answers else len(steps))
        below.setdefault(place, []).append(Step(exercise["source"], checks=exercise["id"]))
    released = {exercise["check_cell"] for exercise in exercises}
    ordered: list[Step] = []
    for place, step in enumerate(steps):
        if step.answers not in released:
            ordered.append(step)
        ordered += below.get(place, [])
    return ordered + below.get(len(steps), [])


def until(steps: list[Step], wanted: Collection[str]) -> list[Step]:
    """The steps up to the last check that is wanted; all of them where none is."""
    places = [place for place, step in enumerate(steps, start=1) if step.checks in wanted]
    return steps[: max(places, default=len(steps))]


def parses(source: str) -> bool:
    """Whether a cell is Python, but for lines with a magic."""
    plain = re.sub(r"^(\s*)[%!?].*$", r"\1pass", source, flags=re.MULTILINE)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(plain)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True


def cells_of(path: Path) -> list[NotebookNode]:
    """The cells of a notebook of any version; ValueError where there is none."""
    if not path.is_file():
        raise ValueError(f"{path.name} is missing; put it beside public_checks_test.py, under this name")
    try:
        written = path.read_text(encoding="utf-8-sig")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            cells = nbformat.reads(written, as_version=4).cells
    except Exception as error:  # nbformat's converters trust their input: they raise whatever it makes them raise
        reason = clean(" ".join(str(error).split()))[:200] or type(error).__name__
        found = path.read_text(errors="replace")
        if isinstance(error, ValueError) and re.search(r"^<{7} ", found, re.MULTILINE):
            reason = "a merge conflict, <<<<<<<, stands in it; settle it with git"
        if found.startswith("version https://git-lfs.github.com/spec/"):
            reason = "it is a pointer of Git LFS; run `git lfs untrack '*.ipynb'`, add the notebook again and push"
        raise ValueError(f"{path.name} cannot be read as a notebook: {reason}") from error
    return [cell for cell in cells if isinstance(cell, dict)]


def text(cell: Mapping[str, Any]) -> str:
    source = cell.get("source", "")
    return "".join(map(str, source)) if isinstance(source, list) else str(source)


def name_of(cell: Mapping[str, Any], exercises: Sequence[Mapping[str, Any]]) -> str:
    """Which answer or check cell this is: by its nbgrader id, by its own, or by what stands in it; else empty."""
    names = {each[key] for each in exercises for key in ("id", "check_cell")}
    metadata = cell.get("metadata")
    graded = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    for name in (graded.get("grade_id") if isinstance(graded, dict) else None, cell.get("id")):
        if isinstance(name, str) and name in names:
            return name
    source = text(cell).split()
    return next((str(each["check_cell"]) for each in exercises if source and each["source"].split() == source), "")


RUNS: Final[dict[str, Run]] = {}
"""Notebook -> its run, which is made when the first of its exercises is asked for."""


def look_at(name: str) -> None:
    """Raises Missed where the check of this exercise did not pass."""
    notebook = next(each["notebook"] for each in EXERCISES if each["id"] == name)
    if notebook not in RUNS:
        wanted = set(os.environ.get(ONLY, "").split(",")) - {""}
        RUNS[notebook] = Run([each for each in EXERCISES if each["notebook"] == notebook], wanted)
    run = RUNS[notebook]
    if run.told[name]:
        raise Missed(run.told[name], run.waits.get(name, ()))
