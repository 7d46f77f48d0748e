"""The judge's side of one submission: a :class:`Session` for each notebook, and the ``student`` proxy.

A session runs a notebook's cells once and keeps what they showed. Whenever its worker is lost, a new one runs the
notebook again without the cells that had ended it; exercises judged so far stay judged.
"""

from __future__ import annotations

import itertools
import time
import zlib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from autograder import wire
from autograder.channel import WorkerLost
from autograder.course import Exercise, Limits
from autograder.ipynb import parsed
from autograder.notebooks import SourceNotebook, SubmittedNotebook
from autograder.report import Layers
from autograder.sandbox import Sandbox, Worker

STUB_ERROR: Final = "NotImplementedError"
CELLS_THAT_SHOW: Final = 8
"""As many cells may show as much as one cell may; what the others show has room in less."""


class StudentError(Exception):
    """The student's code did not give an answer."""


class Raised(StudentError):
    """It raised an exception of the type called ``kind``."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class Missing(StudentError):
    """The notebook does not define ``name``."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Ended(StudentError):
    """Its process ended or broke the protocol."""


class Exceeded(StudentError):
    """It took more files or threads than it may; the text says of what."""


class TimedOut(StudentError):
    """It did not answer within its limit of processor time."""


class Deadline:
    """When a submission as a whole has had its time."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    @property
    def passed(self) -> bool:
        return time.monotonic() >= self._end


class Session:
    """One notebook, run and ready to be asked.

    ``answers`` replaces answer cells by other text before the run, ``skip`` leaves cells out; without ``pictures``
    cells show text alone.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        submitted: SubmittedNotebook,
        source: SourceNotebook,
        files: Sequence[Path],
        deadline: Deadline,
        answers: Mapping[str, str] | None = None,
        skip: Collection[int] = (),
        pictures: bool = False,
    ) -> None:
        self._sandbox = sandbox
        self._pictures = pictures
        self._limits: Limits = sandbox.limits
        self._source = source
        self._files = files
        self._deadline = deadline
        self._cells = [(cell.number, (answers or {}).get(cell.grade_id or "", cell.source)) for cell in submitted.cells]
        same = itertools.takewhile(lambda pair: pair[0] == pair[1], zip(self._cells, source.opening, strict=False))
        self._opening = {number for (number, _), _ in same} if pictures else set()
        """Cells of the release at the top of the notebook: no line of the student's has run before they have."""
        self.skip = set(skip)
        """Numbers of cells that are left out because they did not end, or ended the process."""
        self._worker: Worker | None = None
        self._standing_in: tuple[str, ...] = ()
        self.probes = source.probes
        """The functions of the suite's probes, by name, and their text as a whole."""
        self._told = False
        """Whether the present worker has the text of the probes."""
        self.outputs: dict[int, list[dict[str, Any]]] = {}
        """Cell number -> the nbformat outputs that the cell showed, when it was first run."""
        self.layers: Layers | None = None
        """What held in its last worker; None before there is one."""
        self.raised: dict[int, str] = {}
        """Cell number -> the type of exception that the cell raised."""
        self._notes: list[str] = []
        self._slow = False
        self._shown_bytes = 0
        self._settled = False
        """Whether the cells have run once: what they say when they run again may come from what was hidden."""

    def draw(self, what: object) -> int:
        """The seed of the student's own random numbers in a cell or a check: public, as the worker gets to see it."""
        return zlib.crc32(f"{self._source.course_id}/{what}".encode())

    def close(self) -> None:
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def prepare(self, stand_ins: Collection[Exercise]) -> None:
        """A running worker in which the references of ``stand_ins``, and no others, are in place."""
        wanted = tuple(each.id for each in stand_ins)
        if self._worker is None:
            self._start()
        if wanted == self._standing_in or self._worker is None:
            return
        sources = [{"provides": list(each.provides), "text": self._source.solutions[each.id]} for each in stand_ins]
        self.ask("stand_in", self._limits.cell_seconds, 0, sources=sources, imports=self._source.imports)
        self._standing_in = wanted

    def ask(self, op: str, seconds: float, seed: int, **details: Any) -> wire.Value:
        """The value of an answer; a StudentError where there is none."""
        if self._worker is None or self._deadline.passed:
            raise TimedOut
        try:
            answer = self._worker.ask(op, seconds, seed, **details)
        except WorkerLost as lost:
            self._drop()
            ending = TimedOut if lost.timed_out else Exceeded if lost.excessive else Ended
            raise ending(str(lost)) from lost
        match answer:
            case {"value": value}:
                return value
            case {"missing": str(name)} if name in (details.get("name"), *details.get("uses", ())):
                raise Missing(name)
            case {"raised": str(kind)}:
                raise Raised(kind)
        # What was interrupted may have left anything behind, and what answers otherwise is not the worker's own code.
        self._drop()
        raise TimedOut if answer.get("timed_out") is True else Ended

    def probe(self, name: str, arguments: Sequence[Any], uses: Sequence[str], seconds: float, seed: int) -> Any:
        """What one of the suite's probes returns when it runs beside the student's code."""
        source = "" if self._told else self.probes.text
        value = self.ask("probe", seconds, seed, name=name, arguments=list(arguments), uses=list(uses), source=source)
        self._told = True
        return value

    def _drop(self) -> None:
        self.close()
        self._standing_in = ()
        self._told = False

    def _start(self) -> None:
        """Runs the cells; starts over without a cell that ends the worker, until the rest has run."""
        while not self._deadline.passed:
            self._worker = self._sandbox.worker(self._files)
            self.layers = Layers.model_validate(dict(self._worker.layers))
            if all(self._run(number, source) for number, source in self._cells if number not in self.skip):
                break
            self._drop()
        self._settled = True

    def _run(self, number: int, source: str) -> bool:
        """Whether the worker is still there after the cell."""
        assert self._worker is not None
        if self._deadline.passed:
            self._note("the notebook used up the time of a submission; the cells from here on were not run")
            return False
        seconds = self._limits.seconds_after_timeout if self._slow else self._limits.cell_seconds
        shown = self._source.opening_outputs if number in self._opening and not self.skip else {}
        draw = self._pictures and number not in shown
        try:
            # As bytes, since a pasted table may be longer than a header.
            text = source.encode(errors="surrogatepass")
            answer = self._worker.ask("run", seconds, self.draw(number), source=text, draw=draw)
        except WorkerLost as lost:
            self.skip.add(number)
            self._slow = self._slow or lost.timed_out
            if lost.excessive:
                self._note(f"cell {number} was stopped and left out: {lost}")
            elif lost.timed_out:
                self._note(f"cell {number} was stopped after {seconds:g} s")
            else:
                self._note(f"cell {number} ended the notebook's process and was left out")
            return False
        if answer.get("asked_for_workers") is True:
            self._note(f"cell {number}: its DataLoader got num_workers=0, as no processes are started here")
        if number not in self.outputs and not self._settled:
            outputs = self._shown(answer.get("outputs"))
            self.outputs[number] = shown.setdefault(number, outputs) if answer.get("done") else outputs
        if answer.get("timed_out"):
            self.skip.add(number)
            self._slow = True
            self._note(f"cell {number} was stopped after {seconds:g} s")
        elif not answer.get("done") and not self._settled:
            self.raised[number] = _error_name(self.outputs[number])
        return True

    def _shown(self, data: Any) -> list[dict[str, Any]]:
        """The outputs that a worker claims a cell had, as long as the notebook's are not too many."""
        self._shown_bytes += len(data) if isinstance(data, bytes) else 0
        if self._shown_bytes > CELLS_THAT_SHOW * self._limits.output_bytes:
            self._note("the notebook shows too much in all; the outputs of the later cells were left out")
            return []
        return _outputs(data, self._limits.output_bytes)

    def _note(self, note: str) -> None:
        if note not in self._notes and not self._settled:
            self._notes.append(note)

    @property
    def notes(self) -> list[str]:
        """What a reader should know of the run, in sentences."""
        by_name: dict[str, list[int]] = {}
        for number, name in self.raised.items():
            by_name.setdefault(name, []).append(number)
        return self._notes + [
            f"cell{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))} raised {name}"
            for name, numbers in by_name.items()
        ]


def _outputs(data: Any, limit: int) -> list[dict[str, Any]]:
    """Outputs from JSON, if they have the form and the size of outputs at all."""
    if not isinstance(data, bytes) or len(data) > limit + (limit >> 2):
        return []
    try:
        found = parsed(data)
    except (TypeError, ValueError, RecursionError):
        return []
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _error_name(outputs: Sequence[Mapping[str, Any]]) -> str:
    names = [str(each.get("ename"))[:60] for each in outputs if each.get("output_type") == "error"]
    return names[-1] if names and names[-1].isidentifier() else "an error"


class Student:
    """The ``student`` fixture: the notebook that is being judged, as a check sees it."""

    def __init__(self, session: Session, check: str, seconds: float) -> None:
        self._session = session
        self._seed = session.draw(check)
        self._seconds = seconds

    tensor = staticmethod(wire.tensor)

    def call(self, name: str, *arguments: Any) -> Any:
        """What the notebook's global ``name`` returns for ``arguments`` (positional; NumPy arrays stay such)."""
        return self._session.ask("call", self._seconds, self._seed, name=name, arguments=list(arguments))

    def value(self, name: str) -> Any:
        """The notebook's global ``name``."""
        return self._session.ask("value", self._seconds, self._seed, name=name)

    def probe(self, name: str, *arguments: Any, uses: Sequence[str] = ()) -> Any:
        """What the suite's probe ``name`` returns; ``uses`` are the notebook's names that it cannot do without.

        LookupError for a probe that the suite does not have.
        """
        if name not in self._session.probes:
            raise LookupError(f"the suite's probes define no function {name!r}")
        return self._session.probe(name, arguments, uses, self._seconds, self._seed)
