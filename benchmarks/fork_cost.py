"""What one fork of a worker for each check would cost, beside asking the worker itself.

``python -m benchmarks.fork_cost [N]``. A process that holds what a worker holds (torch, a solution that has been run)
answers the same call N times by itself and N times in a fork that ends afterwards; the fork's answer comes through a
pipe. Prints milliseconds for each, and their difference.
"""

from __future__ import annotations

import gc
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from autograder.course import load_course
from autograder.notebooks.source import Source
from autograder.worker.notebook import Notebook
from autograder.worker.surroundings import Originals
from autograder.worker.zygote import warm_shell

CALL = {"op": "call", "id": 0, "seconds": 10.0, "seed": 1, "name": "mse", "arguments": [1.0, 2.0]}


def forked(answer: Callable[[], object]) -> None:
    """Runs ``answer`` in a child and waits for the byte that it writes, and for its end."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        answer()
        os.write(writer, b"x")
        os._exit(0)
    os.close(writer)
    os.read(reader, 1)
    os.close(reader)
    os.waitpid(child, 0)


def milliseconds(run: Callable[[], object], times: int) -> list[float]:
    """How long each of several runs took."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        run()
        taken.append(1000 * (time.perf_counter() - started))
    return taken


def main() -> None:
    """Both sides in one go."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    course = load_course(Path(__file__).parent)
    source = Source(course, course.assignments[0])
    os.chdir(course.source_folder(course.assignments[0]))
    notebook = Notebook(warm_shell(), 1 << 22, Originals())
    for cell in source.notebooks["01-from-scratch"].solution.cells:
        if cell.cell_type == "code":
            notebook.answer({"op": "run", "id": 0, "seconds": 60.0, "seed": 1, "source": cell.source, "shown": False})
    gc.collect()
    gc.freeze()

    def answer() -> object:
        return notebook.answer(CALL)

    answer()
    own, child = milliseconds(answer, times), milliseconds(lambda: forked(answer), times)
    for name, taken in (("in the worker", own), ("in a fork", child)):
        print(f"{name}: {statistics.median(taken):.2f} ms (median), {max(taken):.2f} ms (worst of {times})")
    print(f"a fork adds {statistics.median(child) - statistics.median(own):.2f} ms a check")


if __name__ == "__main__":
    main()
