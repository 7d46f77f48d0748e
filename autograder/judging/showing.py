"""What a notebook's cells show, for doors that pass it on: every cell run, pictures drawn, in a worker of its own.

Nothing here reaches a score or a report. The worker of a session, which is asked for answers, runs
only what counts; this one runs everything and is asked for nothing else.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from autograder.judging.session import Deadline, public_seed
from autograder.notebooks.counted import words
from autograder.notebooks.ipynb import parsed
from autograder.notebooks.plainfile import UnreadableError
from autograder.notebooks.source import SourceNotebook, SubmittedNotebook
from autograder.sandbox.channel import WorkerLost
from autograder.sandbox.workers import Sandbox

CELLS_THAT_SHOW: Final = 8
"""All outputs of a notebook together have as many times the room of one cell's."""
TOO_MUCH: Final = "[the notebook shows too much in all: outputs from here on were left out]\n"

Output = dict[str, Any]
Outputs = Mapping[int, list[Output]]
"""Cell number -> the nbformat outputs that the cell showed."""


def outputs(
    sandbox: Sandbox, submitted: SubmittedNotebook, source: SourceNotebook, files: Sequence[Path], deadline: Deadline
) -> Outputs:
    """What the code cells of a notebook show, run from the top; without those that do not end, or end the process.

    Raises SandboxError where the sandbox itself fails.
    """
    showing = _Showing(sandbox, submitted, source, deadline)
    while not deadline.passed and not showing.ran(files):
        pass
    return showing.outputs


class _Showing:
    def __init__(
        self, sandbox: Sandbox, submitted: SubmittedNotebook, source: SourceNotebook, deadline: Deadline
    ) -> None:
        self._sandbox = sandbox
        self._limits = sandbox.limits
        self._source = source
        self._deadline = deadline
        self._cells = [(cell.number, cell.source) for cell in submitted.cells]
        same = itertools.takewhile(lambda pair: pair[0] == pair[1], zip(self._cells, source.opening, strict=False))
        self._opening = {number for (number, _), _ in same}
        """Cells of the release at the top of the notebook: no line of the student's has run before they have."""
        self._skip: set[int] = set()
        self._slow = False
        self._room = CELLS_THAT_SHOW * self._limits.output_bytes
        self.outputs: dict[int, list[Output]] = {}

    def _known(self) -> set[int]:
        """Cells of the opening that need not run: what they show is known, and no other text speaks of what they bind.

        Neither does any before the first submission's names are known.
        """
        names = self._source.names
        shown = {number: text for number, text in self._cells if self._source.opening_outputs.get(number)}
        found = set()
        for number in self._opening & shown.keys():
            others = [text for other, text in self._cells if other != number]
            spoken = [names[text].needed if text in names else words(text) for text in others]
            if shown[number] in self._source.shows and shown[number] in names:
                found |= {number} if names[shown[number]].bound.isdisjoint(set().union(*spoken)) else set()
        return found

    def ran(self, files: Sequence[Path]) -> bool:
        """Whether one worker ran every cell that is not left out by now."""
        known = set() if self._skip else self._known()
        self.outputs.update({number: self._source.opening_outputs[number] for number in known})
        worker = self._sandbox.worker(files)
        try:
            for number, text in self._cells:
                if number not in self._skip | known and not self._deadline.passed:
                    self._run(worker, number, text)
        except WorkerLost as lost:
            self._slow = self._slow or lost.timed_out
            return False
        finally:
            worker.close()
        return True

    def _run(self, worker: Any, number: int, text: str) -> None:
        seconds = self._limits.seconds_after_timeout if self._slow else self._limits.cell_seconds
        known = self._source.opening_outputs if number in self._opening and not self._skip else {}
        seed = public_seed(self._source, number)
        source = text.encode(errors="surrogatepass")
        whose = {"by": "course" if text in self._source.texts else "student"}
        try:
            answer = worker.ask("run", seconds, seed, source=source, shown=True, draw=number not in known, **whose)
        except WorkerLost:
            self._skip.add(number)
            raise
        if answer.get("timed_out"):
            self._skip.add(number)
            self._slow = True
        if number not in self.outputs:
            shown = self._kept(answer.get("outputs"))
            self.outputs[number] = known.setdefault(number, shown) if answer.get("done") else shown

    def _kept(self, data: Any) -> list[Output]:
        """The outputs that a worker claims a cell had, as long as the notebook's are not too many."""
        left = self._room
        self._room -= len(data) if isinstance(data, bytes) else 0
        if self._room >= 0:
            return _outputs(data, self._limits.output_bytes)
        return [{"output_type": "stream", "name": "stderr", "text": TOO_MUCH}] if left >= 0 else []


def _outputs(data: Any, limit: int) -> list[Output]:
    """Outputs from JSON, if they have the form and the size of outputs at all."""
    if not isinstance(data, bytes) or len(data) > limit + (limit >> 2):
        return []
    try:
        found = parsed(data)
    except (TypeError, ValueError, RecursionError, UnreadableError):
        return []
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
