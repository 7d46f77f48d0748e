"""What the sandbox's layers add to a submission: with all of them, and with none, turn by turn.

A submission of three notebooks has three workers. Each side makes them, has each run a cell, and ends them; the sandbox
with no layer still forks, frames, stops and kills. Then the same for grading the full solutions, where the layers are a
part too small to be seen in a few rounds. Beside it what the file system of a worker's own adds, and what it adds to
have the judge in a process of its own, under a watchdog. Usage: ``python -m benchmarks.sandbox_cost [rounds]``.
"""

from __future__ import annotations

import statistics
import sys
import time
from operator import attrgetter
from pathlib import Path

from autograder.course import Course, load_course
from autograder.judging.judge import Judge
from autograder.judging.pool import Pool
from autograder.notebooks.intake import Folder
from autograder.notebooks.source import notebook_files
from autograder.report import Report
from autograder.sandbox.workers import Sandbox
from autograder.worker.layers import LAYERS

ALLOWED_MS = 10.0
ALL = (*LAYERS, "namespaces")


def of_workers(sandbox: Sandbox, notebooks: int) -> float:
    """Seconds for the workers of one submission, each with a cell to run."""
    started = time.perf_counter()
    for _ in range(notebooks):
        worker = sandbox.worker()
        worker.ask("run", 5, 0, source="x = 1")
        worker.close()
    return time.perf_counter() - started


def of_grading(judge: Judge, folder: Path) -> float:
    """Seconds to grade the full solutions."""
    started = time.perf_counter()
    judge.grade(judge.source.submission("solutions", notebook_files(folder)))
    return time.perf_counter() - started


def of_pool(pool: Pool[Report], folder: Path) -> float:
    """Seconds to grade the full solutions in a judge's own process."""
    started = time.perf_counter()
    pool.submit(Folder("solutions", tuple(notebook_files(folder)))).result()
    return time.perf_counter() - started


def told(name: str, strong: list[float], none: list[float], sides: tuple[str, str] = ("all layers", "none")) -> float:
    """Prints medians and their difference; that difference in milliseconds."""
    with_all, without = statistics.median(strong) * 1e3, statistics.median(none) * 1e3
    spread = statistics.quantiles([(one - other) * 1e3 for one, other in zip(strong, none, strict=True)], n=4)
    print(
        f"{name}: {sides[0]} {with_all:.1f} ms, {sides[1]} {without:.1f} ms, ratio {with_all / without:.3f}, "
        f"added {with_all - without:.1f} ms (quartiles of pairs {spread[0]:.1f} to {spread[2]:.1f})"
    )
    return with_all - without


def compare(course: Course, rounds: int) -> float:
    """Milliseconds that the layers add to a submission's workers."""
    assignment = course.assignments[0]
    weak = course.with_weak_sandbox()
    folder = course.source_folder(assignment)
    with (
        Sandbox(course.limits, hidden=(course.root,)) as strong,
        Sandbox(course.limits, without=ALL) as none,
        Sandbox(course.limits, hidden=(course.root,), without=["bounded_scratch"]) as counted,
        Judge(course, assignment, strong) as judge,
        Judge(weak, assignment, none) as other,
        Pool(course, assignment, 1, attrgetter("report")) as pool,
    ):
        of_pool(pool, folder)
        for sandbox in (strong, none, counted):
            of_workers(sandbox, 1)
        print(f"layers: {strong.layers}")
        number = len(assignment.notebooks)
        pairs = [(of_workers(strong, number), of_workers(none, number)) for _ in range(10 * rounds)]
        added = told(f"{number} workers", [one for one, _ in pairs], [two for _, two in pairs])
        graded = [(of_grading(judge, folder), of_grading(other, folder)) for _ in range(rounds)]
        told("grading the solutions", [one for one, _ in graded], [two for _, two in graded])
        pairs = [(of_workers(strong, number), of_workers(counted, number)) for _ in range(10 * rounds)]
        told(f"{number} workers", [one for one, _ in pairs], [two for _, two in pairs], ("bounded", "counted"))
        graded = [(of_pool(pool, folder), of_grading(judge, folder)) for _ in range(rounds)]
        told("grading", [one for one, _ in graded], [two for _, two in graded], ("watched", "in this process"))
    return added


def main() -> None:
    """Exits with 1 where the layers add more than they may."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    added = compare(load_course(), rounds)
    verdict = "within" if added <= ALLOWED_MS else "OVER"
    print(f"{added:.1f} ms a submission, {verdict} the {ALLOWED_MS:.0f} ms that it may be")
    sys.exit(added > ALLOWED_MS)


if __name__ == "__main__":
    main()
