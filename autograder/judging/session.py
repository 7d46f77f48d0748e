"""The judge's side of one submission: a :class:`Session` for each notebook, and the ``student`` proxy.

A session runs those cells of a notebook that count, once. Whenever its worker is lost, a new one runs them again
without the cells that had ended it; exercises judged so far stay judged. What cells show is
``showing``'s concern.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from autograder import wire
from autograder.course import Exercise, Limits
from autograder.judging import remarks
from autograder.judging.causes import Cause, Failed, causes, with_causes
from autograder.notebooks.counted import Counted, Names, counted, words
from autograder.notebooks.ipynb import grade_id
from autograder.notebooks.source import SourceNotebook, SubmittedNotebook
from autograder.report import Layers
from autograder.sandbox.channel import WorkerLost
from autograder.sandbox.workers import Sandbox, Worker

STUB_ERROR: Final = "NotImplementedError"
NO_CARD: Final = "NoGraphicsCard"
"""What a worker tells in place of an exception of torch's that says that there is none."""
RAISED_ANYWAY: Final = (
    *(STUB_ERROR, "SyntaxError", "IndentationError", "TabError"),
    *("ModuleNotFoundError", "ImportError", "EOFError", "FileNotFoundError", "UsageError", "SystemExit"),
)
"""What a cell raises whatever has run above it."""


class StudentError(Exception):
    """The student's code did not give an answer."""


class Raised(StudentError):
    """It raised an exception of the type called ``kind``."""

    def __init__(self, kind: str, told: str = "") -> None:
        super().__init__(kind)
        self.kind = kind
        self.told = told
        """More about it, as the student's process has it."""


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


def public_seed(source: SourceNotebook, what: object) -> int:
    """A seed for a cell's or a check's random numbers; public, as the worker gets to see it."""
    return zlib.crc32(f"{source.course_id}/{what}".encode())


class Session:
    """One notebook, run and ready to be asked.

    ``answers`` replaces answer cells by other text before the run, ``skip`` leaves cells out.
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
    ) -> None:
        self._sandbox = sandbox
        self._limits: Limits = sandbox.limits
        self._source = source
        self._files = files
        self._deadline = deadline
        self._cells = [(cell.number, (answers or {}).get(cell.grade_id or "", cell.source)) for cell in submitted.cells]
        self._showing = {number for number, text in self._cells if text in source.shows}
        self._counted: Sequence[Counted] | None = None
        """The cells to run; known when there is a worker to ask."""
        self._names_known: Mapping[str, Names] = {}
        self.skip = set(skip)
        """Numbers of cells that are left out because they did not end, or ended the process."""
        self._worker: Worker | None = None
        self._standing_in: tuple[str, ...] = ()
        self._asked = ""
        self.probes = source.probes
        """The functions of the suite's probes, by name, and their text as a whole."""
        self._told = False
        """Whether the present worker has the text of the probes."""
        self.layers: Layers | None = None
        """What held in its last worker; None before there is one."""
        self.raised: dict[int, str] = {}
        """Cell number -> the type of exception that the cell raised."""
        self._told_of: dict[int, list[str]] = {}
        """Cell number -> what else a reader should know of how it ran."""
        self._exercises = submitted.notebook.exercises
        self._grade_ids = {cell.number: cell.grade_id for cell in submitted.cells}
        self._solved = {number for number, name in self._grade_ids.items() if name in (answers or {})}
        self._checks_below = _checks_below(submitted)
        """Cell number -> the exercises whose checks stand between it and the next cell that is run."""
        self._binders: dict[str, int] = {}
        """The cell that was the first to bind a name that an exercise provides."""
        self._failed: dict[int, str] = {}
        """Cell number -> what the cell failed on, as far as it is known."""
        self._doubles: dict[int, list[str]] = {}
        """Cell number -> the names that it bound to numbers of float64."""
        self._notes: list[str] = []
        self._slow = False
        self._settled = False
        """Whether the cells have run once: what they say when they run again may come from what was hidden."""

    def draw(self, what: object) -> int:
        """The seed of the student's own random numbers in a cell or a check."""
        return public_seed(self._source, what)

    def close(self) -> None:
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def prepare(self, stand_ins: Collection[Exercise], exercise: str = "") -> None:
        """A running worker in which the references of ``stand_ins``, and no others, are in place.

        What is asked from here on is asked of the answer to ``exercise``, with the names around it that it had.
        """
        self._asked = exercise
        wanted = tuple(each.id for each in stand_ins)
        if self._worker is None:
            self._start()
        if wanted == self._standing_in or self._worker is None:
            return
        sources = [{"provides": list(each.provides), "text": self._source.solutions[each.id]} for each in stand_ins]
        self.ask("stand_in", self._limits.cell_seconds, 0, sources=sources, imports=self._source.imports)
        self._standing_in = wanted

    def ask(self, op: str, seconds: float, seed: int, at_most: int = wire.ELEMENTS, **details: Any) -> wire.Value:
        """The value of an answer; a StudentError where there is none. What it holds beyond ``at_most`` is Opaque."""
        if self._worker is None or self._deadline.passed:
            raise TimedOut
        try:
            answer = self._worker.ask(op, seconds, seed, at_most, at_most=at_most, exercise=self._asked, **details)
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
                told = answer.get("told")
                raise Raised(kind, told if isinstance(told, str) else "")
        # What was interrupted may have left anything behind, and what answers otherwise is not the worker's own code.
        self._drop()
        raise TimedOut if answer.get("timed_out") is True else Ended

    def probe(
        self, name: str, arguments: Sequence[Any], uses: Sequence[str], seconds: float, seed: int, at_most: int
    ) -> Any:
        """What one of the suite's probes returns when it runs beside the student's code."""
        details = {"name": name, "arguments": list(arguments), "uses": list(uses)}
        value = self.ask("probe", seconds, seed, at_most, source="" if self._told else self.probes.text, **details)
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
            if self._counted is None:
                self._counted = self._what_counts()
                if self._worker is None:
                    continue
            if all(self._run(cell) for cell in self._counted if cell.number not in self.skip):
                if not self._leans_unseen():
                    break
                self._counted = counted(self._cells, self._showing, self._names_known, everything=True)
                self.raised, self._told_of, self._binders = {}, {}, {}
                self._failed, self._doubles = {}, {}
            self._drop()
        self._settled = True

    def _leans_unseen(self) -> bool:
        """Whether a cell of the student's raised what it may not raise where the cells that only show have run, too."""
        assert self._counted is not None
        if self._settled or len(self._counted) == len(self._cells):
            return False
        texts = dict(self._cells)
        return any(
            name not in RAISED_ANYWAY and texts[number] not in self._source.texts
            for number, name in self.raised.items()
        )

    def _what_counts(self) -> Sequence[Counted]:
        """Asks the worker, in which nothing of the student's has run yet, which names the texts bind and need."""
        known = self._names_known = self._source.names
        try:
            if not known:
                known.update(self._names(sorted(self._source.texts), None))
            wanted = sorted(
                {name for number, text in self._cells if number in self._showing for name in known[text].bound}
            )
            own = {text for _, text in self._cells if text not in known and not set(wanted).isdisjoint(words(text))}
            self._names_known = {**known, **self._names(sorted(own), wanted)}
        except StudentError:
            return counted(self._cells, self._showing, self._names_known, everything=True)
        return counted(self._cells, self._showing, self._names_known)

    def _names(self, texts: Sequence[str], wanted: Sequence[str] | None) -> dict[str, Names]:
        sources = [text.encode(errors="surrogatepass") for text in texts]
        told = self.ask("names", self._limits.cell_seconds, 0, sources=sources, wanted=wanted) if texts else []
        try:
            return {text: Names(*map(frozenset, each)) for text, each in zip(texts, told, strict=True)}
        except (TypeError, ValueError) as error:
            raise Ended("it did not tell the names in its texts") from error

    def _run(self, cell: Counted) -> bool:
        """Whether the worker is still there after the cell."""
        assert self._worker is not None
        number = cell.number
        if self._deadline.passed:
            self._note("the notebook used up the time of a submission; the cells from here on were not run")
            return False
        seconds = self._limits.seconds_after_timeout if self._slow else self._limits.cell_seconds
        text = cell.text.encode(errors="surrogatepass")  # as bytes: a pasted table may be longer than a header
        whose = self._whose(cell)
        try:
            answer = self._worker.ask("run", seconds, self.draw(number), source=text, shown=False, **whose)
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
        if answer.get("timed_out"):
            self.skip.add(number)
            self._slow = True
            self._note(f"cell {number} was stopped after {seconds:g} s")
        elif not cell.shows and not self._settled:
            self._tell(cell, answer)
        return True

    def _whose(self, cell: Counted) -> dict[str, Any]:
        """What a worker needs to know of a cell to keep one answer's names from another's."""
        checked = self._checks_below.get(cell.number, [])
        if cell.shows:
            return {"by": "show", "checked": checked}
        there = words(cell.text)
        if cell.text in self._source.texts and not self._is_an_answer(cell):
            return {"by": "course", "spoken": sorted(self._source.spoken & there), "checked": checked}
        answers = {each.id: list(each.provides) for each in self._exercises if not there.isdisjoint(each.provides)}
        return {"by": "student", "answers": answers, "checked": checked}

    def _is_an_answer(self, cell: Counted) -> bool:
        """Whether it is the student's own, and no solution that stands in for one, be it word for word as that."""
        return self._grade_ids.get(cell.number) in self._source.solutions and cell.number not in self._solved

    def _tell(self, cell: Counted, answer: Mapping[str, Any]) -> None:
        """Notes on a cell that ran: what was stepped over, and what it has put in place of what others count on."""
        if not answer.get("done"):
            self.raised[cell.number] = remarks.error_name(answer.get("raised"))
            self._failed[cell.number] = remarks.failed_on(answer.get("stumbles"), answer.get("on"))
        if found := remarks.names(answer.get("float64")):
            self._doubles[cell.number] = found
        self._told_of[cell.number] = [
            *remarks.stepped_over(answer.get("stumbles"), cell.text, STUB_ERROR),
            *remarks.replaced(answer.get("replaced")),
            *self._bound_again(cell.number, remarks.names(answer.get("bound"))),
        ]

    def _bound_again(self, number: int, names: Collection[str]) -> Iterator[str]:
        for exercise in self._exercises:
            for name in exercise.provides:
                if name in names:
                    first = self._binders.setdefault(name, number)
                    if first != number and exercise.id != self._grade_ids.get(number):
                        yield f"binds {name} again, as cell {first} does: what it is in the end was judged"

    def raised_by(self, text: str, exercise: str) -> str:
        """The type of exception that a further cell raises, below the answer to an exercise; empty for none."""
        self.prepare((), exercise)
        if self._worker is None:
            return ""
        source = text.encode(errors="surrogatepass")
        try:
            answer = self._worker.ask(
                "run", self._limits.seconds_after_timeout, 0, source=source, shown=False, by="course", exercise=exercise
            )
        except WorkerLost:
            self._drop()
            return ""
        return "" if answer.get("done") else remarks.error_name(answer.get("raised"))

    def _note(self, note: str) -> None:
        if note not in self._notes and not self._settled:
            self._notes.append(note)

    @property
    def notes(self) -> list[str]:
        """What a reader should know of the run, in sentences; cells that failed on an earlier one are told with it."""
        found = self._causes()
        told_there = {number for cause in found for number in cause.cells}
        by_name: dict[str, list[int]] = {}
        for number, name in self.raised.items():
            if number not in told_there and not any(_is_of_raising(note) for note in self._told_of.get(number, ())):
                by_name.setdefault(name, []).append(number)
        told = [
            f"cell {number} {note}"
            for number, notes in sorted(self._told_of.items())
            for note in notes
            if number not in told_there or not _is_of_raising(note)
        ]
        raised = [
            f"cell{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))} raised {name}"
            for name, numbers in by_name.items()
        ]
        return with_causes(self._notes + told + raised, found, self._doubles)

    def _causes(self) -> list[Cause]:
        texts = dict(self._cells)
        left_out = dict.fromkeys(self.skip & texts.keys(), "")
        failed = [Failed(number, words(texts[number]), on) for number, on in {**left_out, **self._failed}.items()]
        return causes(failed, self._doubles)


def _is_of_raising(note: str) -> bool:
    return note.startswith("raised ")


def _checks_below(submitted: SubmittedNotebook) -> dict[int, list[str]]:
    """Number of a cell that is run -> the exercises whose check cells stand between it and the next one."""
    found: dict[int, list[str]] = {}
    run = {cell.number for cell in submitted.cells}
    exercises = {each.check_cell: each.id for each in submitted.notebook.exercises}
    last = 0
    for number, cell in enumerate(submitted.node.cells if submitted.node is not None else (), start=1):
        if number in run:
            last = number
        elif (name := grade_id(cell)) in exercises:
            found.setdefault(last, []).append(exercises[str(name)])
    return found
