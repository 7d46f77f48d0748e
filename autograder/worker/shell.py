"""Cells, as a Jupyter kernel would run them, but in this process and without a kernel.

IPython's ``InteractiveShell`` does the work (magics, rich display, inline figures, top-level await); this module
collects what a cell shows as nbformat output dicts, in the order in which it was shown.
"""

from __future__ import annotations

import io
import sys
from typing import Any

import matplotlib.pyplot as plt
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

Output = dict[str, Any]


class Sink:
    """Where outputs go while a cell runs; outputs past ``limit`` bytes are dropped, and so is all else."""

    def __init__(self) -> None:
        self.outputs: list[Output] = []
        self.left = 0
        self.cut = False

    def open(self, limit: int) -> None:
        self.outputs, self.left, self.cut = [], limit, False

    def close(self) -> list[Output]:
        outputs, self.outputs, self.left = self.outputs, [], 0
        if self.cut:
            outputs.append(stream("stderr", "[the rest of this cell's output was cut]\n"))
        return outputs

    def _take(self, size: int) -> bool:
        if size > self.left:
            self.cut, self.left = True, 0
            return False
        self.left -= size
        return True

    def write(self, name: str, text: str) -> None:
        if not self._take(len(text)):
            return
        last = self.outputs[-1] if self.outputs else None
        if last and last["output_type"] == "stream" and last["name"] == name:
            last["text"].append(text)
        else:
            self.outputs.append({"output_type": "stream", "name": name, "text": [text]})

    def add(self, output: Output) -> None:
        if self._take(sum(len(str(each)) for each in output.get("data", output).values())):
            self.outputs.append(output)

    def clear(self) -> None:
        self.outputs.clear()


def stream(name: str, text: str) -> Output:
    return {"output_type": "stream", "name": name, "text": [text]}


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


class _Publisher(DisplayPublisher):  # type: ignore[misc]
    def publish(self, data: dict[str, Any], metadata: Any = None, **rest: Any) -> None:
        self.shell.sink.add({"output_type": "display_data", "data": _data(data), "metadata": metadata or {}})

    def clear_output(self, wait: bool = False) -> None:
        self.shell.sink.clear()


class _Hook(DisplayHook):  # type: ignore[misc]
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


class Shell(InteractiveShell):  # type: ignore[misc]
    """A shell whose outputs are data. Call :meth:`run` for each cell."""

    def __init__(self, **kwargs: Any) -> None:
        self.sink = Sink()
        config = Config()
        config.HistoryManager.enabled = False
        config.HistoryManager.hist_file = ":memory:"
        config.InteractiveShell.xmode = "Plain"
        config.InteractiveShell.colors = "nocolor"
        config.InteractiveShell.cache_size = 0
        super().__init__(config=config, display_pub_class=_Publisher, displayhook_class=_Hook, **kwargs)

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

    def run(self, source: str, limit: int) -> tuple[bool, list[Output]]:
        """Whether the cell ran to its end, and its outputs (at most ``limit`` bytes of them)."""
        self.sink.open(limit)
        before = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = _Stream("stdout", self.sink), _Stream("stderr", self.sink)
        try:
            done = self.run_cell(source, store_history=True).success
        finally:
            sys.stdout, sys.stderr = before
            outputs = self.sink.close()
        for output in outputs:
            if output["output_type"] == "stream":
                output["text"] = "".join(output["text"])
        return bool(done), outputs

    def be_quiet(self) -> None:
        """From here on nothing is shown, and so nothing is drawn: a plot in every epoch costs next to no time."""
        if self.display_formatter.active_types != ["text/plain"]:
            self.display_formatter.active_types = ["text/plain"]
            plt.switch_backend("agg")


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:
        return ""
