"""Cells, as a Jupyter kernel would run them, but in this process and without a kernel.

IPython's ``InteractiveShell`` does the work (magics, rich display, inline figures, top-level await); this module
collects what a cell shows as nbformat output dicts, in the order in which it was shown.
"""

from __future__ import annotations

import ast
import io
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from types import CodeType
from typing import Any, Final

import matplotlib.pyplot as plt
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import ExecutionResult, InteractiveShell
from IPython.utils.text import SList
from traitlets.config import Config

from autograder.worker.lacks import lacked

Output = dict[str, Any]

OVERHEAD: Final = 100
"""Bytes that an output takes besides what it shows."""


class Sink:
    """Where outputs go while a cell runs; outputs past ``limit`` bytes are dropped, and so is all else."""

    def __init__(self) -> None:
        self.open(0)

    def open(self, limit: int) -> None:
        self._outputs: list[Output] = []
        self._displays: dict[str, Output] = {}
        self._limit = self._left = limit
        self._cut = False
        self._clear_next = False

    def close(self) -> list[Output]:
        outputs, cut = self._outputs, self._cut
        self.open(0)
        for output in outputs:
            if output["output_type"] == "stream":
                output["text"] = "".join(map(str, output["text"]))
        if cut:
            note = "[the rest of this cell's output was cut]\n"
            outputs.append({"output_type": "stream", "name": "stderr", "text": note})
        return outputs

    def _take(self, size: int) -> bool:
        if self._clear_next:
            self.clear()
        if size > self._left:
            self._cut, self._left = True, 0
            return False
        self._left -= size
        return True

    def write(self, name: str, text: str) -> None:
        """Text for a stream; what follows text of the same stream joins it."""
        if not self._limit:
            return
        last = self._outputs[-1] if self._outputs and not self._clear_next else {}
        joins = last.get("output_type") == "stream" and last["name"] == name
        if not self._take(len(json.dumps(text)) + (0 if joins else OVERHEAD)):
            return
        if joins:
            last["text"].append(text)
        else:
            self._outputs.append({"output_type": "stream", "name": name, "text": [text]})

    def add(self, output: Output, display_id: str | None = None) -> None:
        """A display, a result or an error; ``display_id`` makes it one that :meth:`update` finds."""
        if self._limit and self._take(len(json.dumps(output, default=str)) + OVERHEAD):
            self._outputs.append(output)
            if display_id is not None:
                self._displays[display_id] = output

    def update(self, output: Output, display_id: str | None) -> None:
        """Shows something else where a display stands already."""
        shown = self._displays.get(display_id or "")
        if shown is not None and self._take(len(json.dumps(output, default=str))):
            shown.update(data=output["data"], metadata=output["metadata"])

    def clear(self, wait: bool = False) -> None:
        """Takes away what was shown: now, or when there is something new to show."""
        if wait:
            self._clear_next = True
            return
        limit = self._limit
        self.open(limit)


class _Stream(io.TextIOBase):
    """``sys.stdout`` or ``sys.stderr`` of the notebook."""

    encoding = "utf-8"

    def __init__(self, name: str, sink: Sink) -> None:
        self._name = name
        self._sink = sink

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self._sink.write(self._name, str(text))
        return len(text)


def _data(bundle: dict[str, Any]) -> dict[str, Any]:
    """A MIME bundle as nbformat stores it: bytes (pictures) in base64."""
    import base64

    return {mime: base64.b64encode(each).decode() if isinstance(each, bytes) else each for mime, each in bundle.items()}


class _Publisher(DisplayPublisher):  # type: ignore[misc]  # IPython is read without types
    def publish(
        self,
        data: dict[str, Any],
        metadata: Any = None,
        source: Any = None,
        *,
        transient: dict[str, Any] | None = None,
        update: bool = False,
        **rest: Any,
    ) -> None:
        output = {"output_type": "display_data", "data": _data(data), "metadata": metadata or {}}
        show = self.shell.sink.update if update else self.shell.sink.add
        show(output, (transient or {}).get("display_id"))

    def clear_output(self, wait: bool = False) -> None:
        self.shell.sink.clear(wait)


class _Hook(DisplayHook):  # type: ignore[misc]  # IPython is read without types
    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        self.shell.sink.add(
            {
                "output_type": "execute_result",
                "execution_count": self.prompt_count,
                "data": _data(format_dict),
                "metadata": md_dict or {},
            }
        )

    def finish_displayhook(self) -> None:
        pass


@dataclass(frozen=True)
class Stumble:
    """A statement of a cell's own that did not run to its end: its line, and the type that it raised.

    ``raised`` is empty for a command of the shell, which is not given to any; ``rest`` tells what was run of the cell
    after it: "all", "nothing", as there is no more, or what stands below its "block".
    """

    line: int
    raised: str
    rest: str = "all"
    on: str = ""
    """What it failed on; see ``lacks``."""


@dataclass(frozen=True)
class Ran:
    """What came of a cell: the name of the type that it raised first, empty where none was, and its outputs."""

    raised: str
    outputs: Sequence[Output] = ()
    stumbles: Sequence[Stumble] = ()
    on: str = ""
    """What the first that was raised failed on; see ``lacks``."""


class Shell(InteractiveShell):  # type: ignore[misc]  # IPython is read without types
    """A shell whose outputs are data. Call :meth:`run` for each cell.

    Where it is told to step over a statement that raises, what stands below in the cell runs, as far as it can without.
    """

    def __init__(self, **kwargs: Any) -> None:
        self.sink = Sink()
        self._quiet = False
        self._stumbles: list[Stumble] = []
        self._step_over = False
        self._last_line = 0
        """Where the last statement of the present cell ends."""
        self._statement: ast.stmt | None = None
        """Which one is running."""
        self._blank = 0
        """Lines that IPython takes away at the top of the cell."""
        config = Config()
        config.HistoryManager.enabled = False
        config.HistoryManager.hist_file = ":memory:"
        config.InteractiveShell.xmode = "Plain"
        config.InteractiveShell.colors = "nocolor"
        config.InteractiveShell.cache_size = 0
        super().__init__(config=config, display_pub_class=_Publisher, displayhook_class=_Hook, **kwargs)
        self._types = list(self.display_formatter.active_types)

    def _showtraceback(self, etype: type[BaseException], evalue: BaseException, stb: list[str]) -> None:
        self.sink.add(
            {
                "output_type": "error",
                "ename": etype.__name__,
                "evalue": _text(evalue),
                "traceback": list(stb),
            }
        )

    def enable_gui(self, gui: str | None = None) -> None:
        """Notebooks have no event loop of their own to enter."""

    async def run_ast_nodes(
        self,
        nodelist: list[ast.stmt],
        cell_name: str,
        interactivity: str = "last_expr",
        compiler: Any = compile,
        result: Any = None,
    ) -> Any:
        """Statement by statement, and those of an ``if`` likewise, where one that raises is stepped over."""
        if not self._step_over:
            return await super().run_ast_nodes(nodelist, cell_name, interactivity, compiler, result)
        outer = self._last_line, self._statement
        self._last_line = max(self._last_line, *(each.end_lineno or 0 for each in nodelist), 0)
        try:
            for number, node in enumerate(nodelist, start=1):
                self._statement = node
                if isinstance(node, ast.If):
                    chosen = await self._branch(node, cell_name, compiler, result)
                    ended = bool(chosen) and await self.run_ast_nodes(chosen, cell_name, "none", compiler, result)
                else:
                    shown = interactivity if number == len(nodelist) else "none"
                    ended = await super().run_ast_nodes([node], cell_name, shown, compiler, result)
                if ended:
                    return True
        finally:
            self._last_line, self._statement = outer
        return False

    async def _branch(self, node: ast.If, cell_name: str, compiler: Any, result: Any) -> list[ast.stmt]:
        """The statements of an ``if`` that are to run: none where its condition raises."""
        keep = ast.Assign([ast.Name(_CONDITION, ast.Store())], ast.UnaryOp(ast.Not(), node.test))
        keep = ast.fix_missing_locations(ast.copy_location(keep, node.test))
        self.user_ns.pop(_CONDITION, None)
        await super().run_ast_nodes([keep], cell_name, "none", compiler, result)
        denied = self.user_ns.pop(_CONDITION, None)
        return [] if denied is None else node.orelse if denied else node.body

    async def run_code(self, code_obj: CodeType, result: Any = None, *, async_: bool = False) -> bool:
        """Whether the cell is to end here; where statements are stepped over, only if it was interrupted."""
        own = ExecutionResult(None)
        failed: bool = await super().run_code(code_obj, own, async_=async_)
        error = own.error_in_exec
        if result is not None:
            result.error_in_exec = result.error_in_exec or error
        if not self._step_over or not failed or error is None or isinstance(error, KeyboardInterrupt):
            return failed
        line, statement = _line(error, code_obj), self._statement
        end = statement.end_lineno or 0 if statement is not None else 0
        in_block = isinstance(statement, ast.For | ast.While | ast.With | ast.Try) and line < end
        rest = "block" if in_block else "all" if end < self._last_line else "nothing"
        self._stumbles.append(Stumble(line + self._blank, type(error).__name__, rest, lacked(error)))
        return False

    def system(self, cmd: str) -> None:
        """No command of the shell is run: nothing of what it could do is there, and nothing of it is missed."""
        self.getoutput(cmd)

    system_piped = system_raw = system

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> Any:
        """What ``x = !command`` gives: no lines."""
        print(f"not run here: {cmd}", file=sys.stderr)
        self.user_ns["_exit_code"] = 0
        frame = sys._getframe()
        while frame.f_back is not None and frame.f_globals is not self.user_ns:
            frame = frame.f_back
        self._stumbles.append(Stumble(frame.f_lineno + self._blank, ""))
        return SList([]) if split else ""

    def run(self, source: str, limit: int, step_over: bool = False) -> Ran:
        """What came of a cell, with at most ``limit`` bytes of outputs."""
        self.sink.open(limit)
        self._stumbles, self._step_over = [], step_over
        self._blank = len(source) - len(source.lstrip("\n"))
        before = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = _Stream("stdout", self.sink), _Stream("stderr", self.sink)
        try:
            result = self.run_cell(source, store_history=True)
        finally:
            sys.stdout, sys.stderr = before
            outputs = self.sink.close()
        error = result.error_before_exec or result.error_in_exec
        return Ran("" if error is None else type(error).__name__, outputs, self._stumbles, lacked(error))

    def draw(self, wanted: bool) -> None:
        """Whether outputs are more than text: a figure that is made and not drawn costs a tenth."""
        self.display_formatter.active_types = self._types if wanted else ["text/plain"]

    def be_quiet(self) -> None:
        """From here on nothing is shown, and so nothing is drawn: a plot in every epoch costs next to no time."""
        if not self._quiet:
            self.draw(False)
            plt.switch_backend("agg")
            self._quiet = True


def unwrapped(source: str) -> str:
    """A cell without a first line that only times or hides what stands below, so that this is run as a cell's own."""
    above, magic, below = source.partition("%%")
    name, _, rest = below.partition("\n")
    return f"{above}#\n{rest}" if magic and not above.strip() and name.split()[:1] in _WRAPPERS else source


_CONDITION: Final = " condition"
"""A global that no text can name."""
_WRAPPERS: Final = (["time"], ["capture"], ["prun"])


def _line(error: BaseException, code: CodeType) -> int:
    """The line of the cell that ``code`` is of at which the error arose."""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code is not code:
        trace = trace.tb_next
    return trace.tb_lineno if trace is not None else 0


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:
        return ""
