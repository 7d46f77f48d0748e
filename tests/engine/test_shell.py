"""Cells show what they show in Jupyter, as nbformat outputs, in order."""

from __future__ import annotations

import base64
import json
from typing import Any

import nbformat
import pytest

from autograder.sandbox.workers import Worker
from tests.engine.conftest import QUICK

Outputs = list[dict[str, Any]]


def run(worker: Worker, source: str) -> tuple[bool, Outputs]:
    """Whether a cell ran to its end, and what it showed; every output is as nbformat wants it."""
    answer = worker.ask("run", 10, 1, source=source)
    outputs = json.loads(answer["outputs"])
    cell = nbformat.v4.new_code_cell(source, outputs=nbformat.from_dict(outputs))
    nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))
    return answer["done"], outputs


def shown(worker: Worker, source: str) -> Outputs:
    done, outputs = run(worker, source)
    assert done, outputs
    return outputs


def text(outputs: Outputs, name: str = "stdout") -> str:
    """All that was written to a stream."""
    return "".join(each["text"] for each in outputs if each.get("name") == name)


def test_streams_keep_their_order(worker: Worker) -> None:
    outputs = shown(worker, "import sys\nprint(1)\nprint(2)\nprint('e', file=sys.stderr)\nprint(3, end='')")
    assert [(each["name"], each["text"]) for each in outputs] == [
        ("stdout", "1\n2\n"),
        ("stderr", "e\n"),
        ("stdout", "3"),
    ]


def test_streams_and_displays_keep_their_order(worker: Worker) -> None:
    outputs = shown(worker, "print('a')\ndisplay(1)\nprint('b')\n2")
    assert [each["output_type"] for each in outputs] == ["stream", "display_data", "stream", "execute_result"]


def test_the_last_expression_is_the_result(worker: Worker) -> None:
    (result,) = shown(worker, "x = 5\nx + 1")
    assert (result["output_type"], result["data"]["text/plain"]) == ("execute_result", "6")
    assert isinstance(result["execution_count"], int)


@pytest.mark.parametrize("source", ["", "x = 1", "None", "1;", "# nothing", "def f(): return 1"])
def test_nothing_to_show(worker: Worker, source: str) -> None:
    assert shown(worker, source) == []


def test_rich_display(worker: Worker) -> None:
    (table,) = shown(worker, "class T:\n    def _repr_html_(self): return '<b>t</b>'\nT()")
    assert table["data"]["text/html"] == "<b>t</b>"
    (shown_html,) = shown(worker, "from IPython.display import HTML\ndisplay(HTML('<i>x</i>'), metadata={'a': 1})")
    assert shown_html["output_type"] == "display_data"
    assert shown_html["data"]["text/html"] == "<i>x</i>"


def test_an_updated_display_is_one_output(worker: Worker) -> None:
    (bar,) = shown(worker, "handle = display('0 %', display_id=True)\nhandle.update('100 %')")
    assert bar["data"]["text/plain"] == "'100 %'"


@pytest.mark.parametrize("end", ["plt.show()", "", "fig"])
def test_figures_are_pictures(worker: Worker, end: str) -> None:
    outputs = shown(worker, f"import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1, 2]);\n{end}")
    pictures = [each["data"]["image/png"] for each in outputs if "image/png" in each.get("data", {})]
    assert pictures
    assert base64.b64decode(pictures[0]).startswith(b"\x89PNG")


COUNTS = """
import matplotlib.pyplot as plt
from matplotlib.figure import Figure
drawn, stock = [], Figure.draw
Figure.draw = lambda self, *rest, **more: (drawn.append(1), stock(self, *rest, **more))[1]
"""


@pytest.mark.parametrize("layout", ["constrained", "tight", "none"])
@pytest.mark.parametrize("before", ["", "%matplotlib inline\n"])
def test_a_figure_is_drawn_once_whatever_lays_it_out(worker: Worker, layout: str, before: str) -> None:
    shown(worker, before + COUNTS)
    (picture,) = shown(worker, f"fig, ax = plt.subplots(layout={layout!r})\nax.set_title('up')\nplt.show()")
    assert base64.b64decode(picture["data"]["image/png"]).startswith(b"\x89PNG")
    assert text(shown(worker, "print(len(drawn))")) == "1\n"


@pytest.mark.parametrize(
    ("wanted", "mime", "first"),
    [("svg", "image/svg+xml", "<?xml"), ("retina", "image/png", "iVBOR"), ("jpeg", "image/jpeg", "/9j")],
)
def test_other_pictures_are_ipythons(worker: Worker, wanted: str, mime: str, first: str) -> None:
    shown(worker, f"%config InlineBackend.figure_formats = [{wanted!r}]\nimport matplotlib.pyplot as plt")
    (picture,) = shown(worker, "plt.plot([1, 2])\nplt.show()")
    assert picture["data"][mime].startswith(first)


def test_a_figure_is_not_shown_again_by_the_next_cell(worker: Worker) -> None:
    shown(worker, "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()")
    assert shown(worker, "x = 1") == []


def test_cells_share_a_namespace(worker: Worker) -> None:
    shown(worker, "from __future__ import annotations\ndef f():\n    return later")
    shown(worker, "later = 7")
    assert shown(worker, "f()")[0]["data"]["text/plain"] == "7"
    assert shown(worker, "__name__")[0]["data"]["text/plain"] == "'__main__'"


def test_nothing_of_the_warm_up_is_left(worker: Worker) -> None:
    (names,) = shown(worker, "[name for name in globals() if name in ('torch', 'np', 'plt', 'layer', 'figure')]")
    assert names["data"]["text/plain"] == "[]"


def test_an_error_ends_neither_the_cell_nor_the_notebook(worker: Worker) -> None:
    done, outputs = run(worker, "print('before')\n1 / 0\nprint('after')")
    assert not done
    assert text(outputs) == "before\nafter\n"
    error = outputs[1]
    assert (error["output_type"], error["ename"]) == ("error", "ZeroDivisionError")
    assert error["evalue"] == "division by zero"
    assert any("1 / 0" in line for line in error["traceback"])
    assert shown(worker, "print('next')")


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("def f(:\n    pass", "SyntaxError"),
        ("if True:\npass", "IndentationError"),
        ("nothing_of_this_name", "NameError"),
        ("raise NotImplementedError()", "NotImplementedError"),
        ("raise SystemExit(0)", "SystemExit"),
        ("import sys; sys.exit(1)", "SystemExit"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("class E(BaseException): pass\nraise E", "E"),
        ("class E(Exception):\n    def __str__(self): 1 / 0\nraise E", "E"),
        ("def f(): f()\nf()", "RecursionError"),
        ("assert 1 == 2, 'not equal'", "AssertionError"),
        ("await 5", "TypeError"),
        ("raise ValueError('\\ud800')", "ValueError"),
    ],
)
def test_every_error_is_told(worker: Worker, source: str, name: str) -> None:
    done, outputs = run(worker, source)
    assert not done
    assert [each["ename"] for each in outputs if each["output_type"] == "error"][:1] == [name]
    assert shown(worker, "1")


@pytest.mark.parametrize("source", ["exit()", "quit()", "exit", "raise SystemExit"])
def test_exit_does_not_end_the_notebook(worker: Worker, source: str) -> None:
    run(worker, source)
    assert shown(worker, "print('still here')")


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("%timeit -n1 -r1 pass", "loop"),
        ("%%time\nprint('x')", "x\n"),
        ("%pwd", ""),
        ("%%capture held\nprint('hidden')", ""),
        ("%matplotlib inline", ""),
        ("%who", ""),
        ("%precision 3", ""),
        ("%%writefile note.txt\nhello", "note.txt"),
        ("%config InlineBackend.figure_format = 'svg'", ""),
    ],
)
def test_magics(worker: Worker, source: str, says: str) -> None:
    assert says in text(shown(worker, source))


def test_captured_output_can_be_shown(worker: Worker) -> None:
    assert shown(worker, "%%capture held\nprint('hidden')\ndisplay(1)") == []
    assert text(shown(worker, "held.show()")) == "hidden\n"


def test_help_is_shown(worker: Worker) -> None:
    assert shown(worker, "def f():\n    'About f.'") == []
    assert "About f." in json.dumps(shown(worker, "f?")) + json.dumps(shown(worker, "help(f)"))


@pytest.mark.parametrize("source", ["!echo hello", "%%bash\necho hello", "lines = !echo hello", "%cd .."])
def test_commands_never_end_the_worker(worker: Worker, source: str) -> None:
    run(worker, source)
    assert shown(worker, "print('still here')")


def test_top_level_await(worker: Worker) -> None:
    source = "import asyncio\nasync def f():\n    await asyncio.sleep(0)\n    return 5\nawait f()"
    assert shown(worker, source)[0]["data"]["text/plain"] == "5"
    assert shown(worker, "async with asyncio.timeout(1):\n    x = await f()\nx")[0]["data"]["text/plain"] == "5"


def test_clear_output(worker: Worker) -> None:
    source = "from IPython.display import clear_output\nprint('old')\nclear_output()\nprint('new')"
    assert text(shown(worker, source)) == "new\n"


def test_clear_output_waits_for_something_new(worker: Worker) -> None:
    source = "from IPython.display import clear_output\nprint('old')\nclear_output(wait=True)"
    assert text(shown(worker, source)) == "old\n"
    assert text(shown(worker, source + "\nprint('new')")) == "new\n"


def test_what_was_cleared_does_not_count_for_the_cap(worker: Worker) -> None:
    loop = "for i in range(300):\n    clear_output(wait=True)\n    print(i, 'x' * 2000)"
    outputs = shown(worker, f"from IPython.display import clear_output\n{loop}")
    assert text(outputs).startswith("299 ")
    assert text(outputs, "stderr") == ""


@pytest.mark.parametrize(
    "source",
    [
        "for i in range(100_000): print('x' * 100)",
        "print('x' * 50_000_000)",
        "for i in range(1000): display('x' * 1000)",
        "print('\\N{SNOWMAN}' * 150_000)",
        "for i in range(1000): display('x', metadata={'m': 'x' * 1000})",
        "import sys\nfor i in range(30_000): print('', end='a'); print('', end='b', file=sys.stderr)",
        "raise ValueError('x' * 1_000_000)",
    ],
    ids=["lines", "one line", "displays", "other letters", "metadata", "many outputs", "error"],
)
def test_output_is_capped(worker: Worker, source: str) -> None:
    answer = worker.ask("run", 10, 1, source=source)
    outputs = json.loads(answer["outputs"])
    assert len(json.dumps(outputs, ensure_ascii=False).encode()) < 2 * QUICK.output_bytes
    assert "cut" in text(outputs, "stderr")


def test_the_cap_is_of_one_cell(worker: Worker) -> None:
    for _ in range(3):
        assert text(shown(worker, "print('x' * 100_000)"), "stderr") == ""


def test_what_fits_is_kept_when_the_rest_is_cut(worker: Worker) -> None:
    outputs = shown(worker, "print('first')\nprint('x' * 1_000_000)")
    assert text(outputs).startswith("first\n")


def test_warnings_are_shown_and_harmless(worker: Worker) -> None:
    outputs = shown(worker, "import warnings\nwarnings.warn('careful')\n1")
    assert "careful" in text(outputs, "stderr")
    assert outputs[-1]["data"]["text/plain"] == "1"


def test_logging_is_shown(worker: Worker) -> None:
    assert "careful" in text(shown(worker, "import logging\nlogging.warning('careful')"), "stderr")


def test_streams_are_like_files(worker: Worker) -> None:
    source = (
        "import sys\nsys.stdout.write('a')\nsys.stdout.flush()\nsys.stdout.writelines(['b', 'c'])\nsys.stdout.isatty()"
    )
    outputs = shown(worker, source)
    assert text(outputs) == "abc"
    assert outputs[-1]["data"]["text/plain"] == "False"


def test_input_does_not_wait(worker: Worker) -> None:
    done, outputs = run(worker, "input('name? ')")
    assert not done
    assert outputs[-1]["ename"] in ("EOFError", "StdinNotImplementedError")


def test_random_numbers_are_the_same_on_every_run(worker: Worker) -> None:
    source = "import random, numpy, torch\nprint(random.random(), numpy.random.rand(), torch.rand(1).item())"
    assert shown(worker, source) == shown(worker, source)


def test_progress_bars_and_threads_may_print(worker: Worker) -> None:
    source = "import threading\nt = threading.Thread(target=print, args=('from a thread',)); t.start(); t.join()"
    assert text(shown(worker, source)) == "from a thread\n"
