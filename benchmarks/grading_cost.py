"""What judging adds to a submission: grading it, beside running its cells and the trainings asked of it.

Both sides run in a warm process, the full solutions, one thread, turn by turn. The second side is a fork that
does what the worker was asked to do (every cell that counts, every call and probe, with the same arguments), with no
pipe, no judge and no pytest. Usage: ``python -m benchmarks.grading_cost [rounds]``.
"""

from __future__ import annotations

import gc
import math
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from autograder.course import load_course
from autograder.judging.judge import Judge
from autograder.notebooks.source import notebook_files
from autograder.sandbox.workers import Worker
from autograder.worker.notebook import Notebook, Request
from autograder.worker.surroundings import Originals
from autograder.worker.zygote import warm_shell

Script = list[list[Request]]
"""For each worker, the requests that it was sent."""


def record(judge: Judge, folder: Path) -> Script:
    """The requests that grading the submission in ``folder`` sends, worker by worker."""
    script: dict[int, list[Request]] = {}
    ask = Worker.ask

    def recording(
        self: Worker, op: str, seconds: float, seed: int, elements: float = math.inf, **details: Any
    ) -> dict[str, Any]:
        script.setdefault(id(self), []).append({"op": op, "id": 0, "seconds": seconds, "seed": seed, **details})
        return ask(self, op, seconds, seed, elements, **details)

    Worker.ask = recording  # type: ignore[method-assign]
    try:
        grade(judge, folder)
    finally:
        Worker.ask = ask  # type: ignore[method-assign]
    return list(script.values())


def grade(judge: Judge, folder: Path) -> float:
    """Seconds to grade the submission."""
    started = time.perf_counter()
    report = judge.grade(judge.source.submission("solutions", notebook_files(folder))).report
    if report.score != report.max_score:
        sys.exit(f"the solutions got {report.score} of {report.max_score}; run `autograder check`")
    return time.perf_counter() - started


def replay(shell: Any, script: Script, files: list[Path]) -> float:
    """Seconds that the requests take by themselves: one fork a notebook, as the notebooks have their own process."""
    total = 0.0
    for requests in script:
        with tempfile.TemporaryDirectory() as scratch:
            reader, writer = os.pipe()
            if os.fork() == 0:
                os.chdir(scratch)
                os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
                for file in files:
                    (Path(scratch) / file.name).write_bytes(file.read_bytes())
                notebook = Notebook(shell, 1 << 22, Originals())
                started = time.perf_counter()
                for request in requests:
                    notebook.answer(request)
                os.write(writer, repr(time.perf_counter() - started).encode())
                os._exit(0)
            os.close(writer)
            os.wait()
            total += float(os.read(reader, 64))
            os.close(reader)
    return total


def main(rounds: int) -> None:
    course = load_course(Path(__file__).parent)
    assignment = course.assignments[0]
    folder = course.source_folder(assignment)
    shell = warm_shell()
    with Judge(course, assignment) as judge:
        grade(judge, folder)
        script = record(judge, folder)
        gc.collect()
        gc.freeze()  # what torch has made in this process is not the judge's: elsewhere it is not there
        graded, bare = [], []
        for _ in range(rounds):
            graded.append(grade(judge, folder))
            bare.append(replay(shell, script, list(judge.source.files)))
    print(f"{len(judge.checks)} checks, {sum(map(len, script))} requests, {rounds} rounds, medians")
    print(f"graded:        {statistics.median(graded):.3f} s  ({min(graded):.3f} to {max(graded):.3f})")
    print(f"cells + calls: {statistics.median(bare):.3f} s  ({min(bare):.3f} to {max(bare):.3f})")
    print(f"ratio:         {statistics.median(graded) / statistics.median(bare):.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
