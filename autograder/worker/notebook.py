"""One notebook's namespace, and what the judge may ask of it.

Requests and answers are dicts of plain data. Every request has an ``op``, an ``id`` that the answer repeats, a
``seed`` and ``seconds`` of processor time. The answer to a cell tells whether it ran to its end and what it showed;
the answer to a call or a probe is exactly one of ``value``, ``raised`` (the name of an exception's type),
``missing`` (the notebook does not define that name) and ``timed_out``.
"""

from __future__ import annotations

import builtins
import json
import linecache
import os
import random
import re
import resource
import signal
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Final

import matplotlib.pyplot as plt
import numpy as np
import torch

from autograder import wire
from autograder.worker import loaders, travel
from autograder.worker.bindings import Bindings, By, Namespace
from autograder.worker.lacks import in_float64
from autograder.worker.names import names
from autograder.worker.shell import Ran, Shell, unwrapped
from autograder.worker.surroundings import Originals, renew_printing, renew_switches

# Bound here, before any student's code could replace them.
_seeders: Final = (torch.default_generator.manual_seed, np.random.seed, random.seed)
"""``torch.manual_seed`` seeds graphics cards as well, for which it keeps three tracebacks."""
_close: Final = plt.close
_now: Final = time.monotonic
_set_timer: Final = signal.setitimer
_set_signal: Final = signal.signal
_end: Final = os._exit

AGAIN_SECONDS: Final = 1.0
"""How soon code that caught an interrupt is interrupted again."""
INTERRUPTS: Final = 2
"""How often, before the worker ends itself. A number, since by a clock a busy machine would have fewer of them."""
STUMBLES: Final = 50
"""Of one cell, are told."""
PATIENCE: Final = 3
"""How many times as long as its processor time a request may wait or sleep."""

NO_CARD: Final = "NoGraphicsCard"
"""What is told in place of the type of an exception that only says that."""
MESSAGE: Final = 200
"""Characters of an exception's own text."""

_WORD: Final = re.compile(r"\w+")
_RESTLESS: Final = re.compile(
    r"\b(?!self\b)[a-zA-Z]\w*(?:\.\w+)*\.(?!grad\b|data\b|requires_grad\b)\w+\s*=(?!=)"
    r"|\b(?:set|del)attr\b|\bdel\b|__dict__|\bvars\b"
)
"""In a text that may bind names of a library."""

Request = dict[str, Any]
Answer = dict[str, Any]


def _text(source: bytes | str) -> str:
    """A cell's text; it travels as bytes, since a pasted table may be longer than a header."""
    return source if isinstance(source, str) else source.decode(errors="surrogatepass")


def _seed(seed: int) -> None:
    for seeder in _seeders:
        seeder(seed)


class _Reference(dict[str, Any]):
    """Globals of a reference answer: its own names first, then the notebook's, but never its shadowed builtins."""

    def __init__(self, notebook: dict[str, Any], *texts: str) -> None:
        super().__init__(__name__="__main__", __builtins__=builtins)
        self._notebook = notebook
        for text in texts:
            exec(compile(text, "<reference>", "exec"), self)  # noqa: S102  # the course's own text
        self._own = set(self)

    def forget(self) -> None:
        """A reference that assigned to a global of the notebook looks at the notebook's again."""
        for name in set(self) - self._own:
            del self[name]

    def __missing__(self, name: str) -> Any:
        if hasattr(builtins, name):
            raise KeyError(name)
        return self._notebook[name]


def _kind(error: BaseException) -> str:
    """What an exception is called: the name of its type, but for what torch raises where there is no graphics card."""
    return NO_CARD if "CUDA enabled" in _message(error) else type(error).__name__[:80]


def _message(error: BaseException) -> str:
    try:
        return str(error)[:MESSAGE]
    except BaseException:
        return ""


def _told(error: BaseException) -> str:
    """An exception as a traceback ends, with the last line of a cell on the way to it; for the instructor."""
    trace, where = error.__traceback__, ""
    while trace is not None:
        code = trace.tb_frame.f_code
        text = linecache.getline(code.co_filename, trace.tb_lineno).strip()
        if text and trace.tb_frame.f_globals.get("__name__") == "__main__":
            where = f", in line {trace.tb_lineno} of its cell: {text[:MESSAGE]}"
        trace = trace.tb_next
    return f"{type(error).__name__}: {_message(error)}{where}"


class Notebook:
    """Runs cells, calls functions, installs references; one instance a worker."""

    def __init__(self, shell: Shell, output_bytes: int, originals: Originals) -> None:
        self._shell = shell
        self._output_bytes = output_bytes
        self._originals = originals
        self._probes: dict[str, Any] = {}
        self._replaced: dict[str, tuple[bool, Any]] = {}
        self._bindings = Bindings(self._namespace)
        self._all_ran = False
        self._spoken: set[str] = set()
        """Every word of the student's cells so far."""
        self._restless = False
        """Whether calls may bind names of libraries anew, as cells do."""
        self._references: list[_Reference] = []
        self._running = False
        self._time_up = False
        self._interrupted = -AGAIN_SECONDS
        self._interrupts = 0
        _set_signal(signal.SIGALRM, self._interrupt)
        _set_signal(signal.SIGPROF, self._interrupt)

    def answer(self, request: Request) -> Answer:
        """What the judge gets to hear; never raises for something that the student's code did.

        Seeds and torch's global switches are set anew for each request, since a cell or a call may have turned them.
        """
        ops: dict[str, Callable[[Request], Answer]] = {
            "run": self._run,
            "names": self._names,
            "call": self._call,
            "probe": self._probe,
            "value": self._value,
            "stand_in": self._stand_in,
        }
        _seed(request["seed"])
        renew_switches()
        if request["op"] not in ("run", "names") or "exercise" in request:
            self._end_of_cells()
            renew_printing()
            self._bindings.stand_for(request.get("exercise", ""))
        for reference in self._references:
            reference.forget()
        return {"id": request["id"], **ops[request["op"]](request)}

    def _end_of_cells(self) -> None:
        """From here on the notebook is asked; nothing is shown any more."""
        if not self._all_ran:
            self._all_ran = True
            self._bindings.all_ran()
            self._shell.be_quiet()

    @property
    def _namespace(self) -> Namespace:
        return self._shell.user_ns  # type: ignore[no-any-return]  # IPython is read without types

    def _run(self, request: Request) -> Answer:
        """Runs a cell; what it shows is kept where the request has ``shown``, and drawn where it has ``draw``.

        ``by`` tells whose it is; see ``bindings`` for that, ``spoken`` and ``answers``.
        """
        shown, by = request.get("shown", True), By(request.get("by", By.STUDENT))
        self._shell.draw(shown and request.get("draw", True))
        text = _text(request["source"])
        before = self._bindings.cell()
        try:
            with self._deadline(request["seconds"]):
                source, room = (text, self._output_bytes) if shown else (unwrapped(text), 0)
                ran = self._shell.run(source, room, step_over=by is By.STUDENT)
        except KeyboardInterrupt:  # a second one, while the shell was still telling of the first
            self._disarm()
            ran = Ran(KeyboardInterrupt.__name__)
        self._spoken.update(_WORD.findall(text) if by is By.STUDENT else ())
        replaced = self._originals.put_back(self._spoken) if by is By.STUDENT else []
        self._restless = self._restless or bool(replaced) or _RESTLESS.search(text) is not None
        bound = self._bindings.ran(before, by, text, request.get("spoken", ()), request.get("answers", {}))
        for exercise in request.get("checked", ()):
            self._bindings.checked(exercise)
        return {
            "done": not ran.raised and not self._time_up,
            "timed_out": self._time_up,
            "raised": ran.raised,
            "outputs": json.dumps(ran.outputs, default=str).encode(),
            "stumbles": [[each.line, each.raised, each.rest, each.on] for each in ran.stumbles[:STUMBLES]],
            "replaced": replaced[:STUMBLES],
            "bound": sorted(bound),
            "on": ran.on,
            "float64": in_float64(self._bindings.new, self._namespace)[:STUMBLES],
            "asked_for_workers": loaders.ASKED.told(),
        }

    def _names(self, request: Request) -> Answer:
        """For each of the texts, the names that it binds and those that it needs."""
        try:
            with self._deadline(request["seconds"]):
                found = [
                    names(_text(source), self._shell.transform_cell, request["wanted"]) for source in request["sources"]
                ]
        except BaseException as error:
            self._disarm()
            return {"raised": type(error).__name__}
        return {"value": [[sorted(bound), sorted(needed)] for bound, needed in found]}

    def _call(self, request: Request) -> Answer:
        name = request["name"]
        if name not in self._namespace:
            return {"missing": name}
        arguments = [travel.incoming(each) for each in request["arguments"]]
        return self._observe(lambda: self._namespace[name](*arguments), request)

    def _value(self, request: Request) -> Answer:
        name = request["name"]
        if name not in self._namespace:
            return {"missing": name}
        return self._observe(lambda: self._namespace[name], request)

    def _probe(self, request: Request) -> Answer:
        for name in request["uses"]:
            if name not in self._namespace:
                return {"missing": name}
        if not self._probes:
            exec(compile(request["source"], "<probes>", "exec"), self._probes)  # noqa: S102  # the suite's own text
        probe = self._probes[request["name"]]
        arguments = [travel.incoming(each) for each in request["arguments"]]
        return self._observe(lambda: probe(self._namespace, *arguments), request)

    def _stand_in(self, request: Request) -> Answer:
        """Puts the given references in, after whatever an earlier request had replaced is back in its place."""
        for name, (was_there, original) in self._replaced.items():
            if was_there:
                self._namespace[name] = original
            else:
                self._namespace.pop(name, None)
        self._replaced = {}
        self._references = []
        for source in request["sources"]:
            reference = _Reference(self._namespace, request["imports"], source["text"])
            self._references.append(reference)
            for name in source["provides"]:
                self._replaced[name] = (name in self._namespace, self._namespace.get(name))
                self._namespace[name] = reference[name]
        return {"value": None}

    def _observe(self, call: Callable[[], Any], request: Request) -> Answer:
        if self._restless:
            self._originals.put_back(self._spoken)
        try:
            with self._deadline(request["seconds"]), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                try:
                    answer = {"value": travel.outgoing(call(), request.get("at_most", wire.ELEMENTS))}
                except BaseException as error:
                    # While the clock runs: the exception's own text may be the student's code.
                    answer = {} if self._time_up else {"raised": _kind(error), "told": _told(error)}
        except BaseException as error:
            self._disarm()
            answer = {"raised": type(error).__name__[:80]}
        finally:
            _close("all")
        return {"timed_out": True} if self._time_up else answer

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        if not self._running:
            return
        self._time_up = True
        now = _now()
        if now - self._interrupted < AGAIN_SECONDS / 2:
            return  # the other timer's: a second one while the first is being told of would end the worker
        self._interrupted = now
        self._interrupts += 1
        if self._interrupts > INTERRUPTS:
            _end(70)
        raise KeyboardInterrupt("this took too long and was stopped")

    @contextmanager
    def _deadline(self, seconds: float) -> Iterator[None]:
        """Interrupts what runs inside; the worker, the kernel and the judge end what will not be interrupted."""
        used = time.process_time()
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        soft = int(used + seconds) + 4
        if hard == resource.RLIM_INFINITY or soft < hard:
            resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
        self._time_up = False
        self._interrupted = -AGAIN_SECONDS
        self._interrupts = 0
        self._running = True
        _set_timer(signal.ITIMER_PROF, seconds, AGAIN_SECONDS)
        _set_timer(signal.ITIMER_REAL, seconds * PATIENCE, AGAIN_SECONDS)
        try:
            yield
        finally:
            self._disarm()

    def _disarm(self) -> None:
        self._running = False
        _set_timer(signal.ITIMER_PROF, 0)
        _set_timer(signal.ITIMER_REAL, 0)
