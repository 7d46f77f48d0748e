"""A class through this course's command line and through its ``nbgrader autograde``, beside stock nbgrader's.

All sides get the same submissions (the sample class without those that hang, end their kernel or abort stock's batch,
again and again until there are enough) and the same hidden checks. Stock has them as hidden tests in the check cells
and runs each notebook in a kernel with its own Execute. Every time is that of the whole command, start-up and pictures
included. Usage: ``python -m benchmarks.nbgrader_class [submissions]``.
"""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import nbformat

from autograder.course import Course, load_course
from autograder.notebooks.ipynb import grade_id
from autograder.report import Report
from tests.demo import found_course
from tests.sample_class import ASSIGNMENT, compose, names

HOME = Path(__file__).parents[1]

NOT_FOR_STOCK = {"duplicated-cells", "exits-in-a-call", "exit-at-top", "missing-notebook", "renamed-file"}
HANGS = {"endless-loop", "loop-at-top"}

STOCK = """
c = get_config()
c.CourseDirectory.course_id = "stock"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "assignments"
c.ExecutePreprocessor.timeout = 120
"""


def class_of(size: int) -> dict[str, str]:
    """Student -> sample; those damaged in ways that stock cannot grade are left out, as are the slow ones."""
    samples = [
        name for name in names() if name not in NOT_FOR_STOCK | HANGS and not name.startswith(("broken-", "damaged-"))
    ]
    return {f"student-{number:03}": sample for number, sample in zip(range(size), itertools.cycle(samples))}


def found_stock(root: Path) -> None:
    """The same course for stock nbgrader: the hidden checks stand in the check cells."""
    course = load_course(found_course(root))
    (root / "nbgrader_config.py").write_text(STOCK, encoding="utf-8")
    assignment = course.assignment(ASSIGNMENT)
    for notebook in assignment.notebooks:
        path = course.source_folder(assignment) / notebook.filename
        node = nbformat.read(path, as_version=4)
        for exercise in notebook.exercises:
            cell = next(cell for cell in node.cells if grade_id(cell) == exercise.check_cell)
            call = f"run({ASSIGNMENT!r}, {notebook.name!r}, {exercise.id!r}, globals())"
            cell.source += f"\n### BEGIN HIDDEN TESTS\nfrom benchmarks.in_cell import run\n{call}\n### END HIDDEN TESTS"
        nbformat.write(node, path)


def hand_in(course: Course, root: Path, students: dict[str, str]) -> None:
    for student, sample in students.items():
        compose(course, sample, root / "submitted" / student / ASSIGNMENT)


def timed(root: Path, *command: str) -> float:
    """Seconds that a command takes in a course's folder."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(HOME), "MPLBACKEND": ""}
    started = time.perf_counter()
    with (root / "commands.log").open("ab") as log:
        done = subprocess.run(command, cwd=root, env=environment, stdout=log, stderr=log, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed; see {root / 'commands.log'}")
    return time.perf_counter() - started


def perfect_reports(root: Path) -> int:
    """How many submissions have all automatic points in the journal."""
    lines = (root / "reports.jsonl").read_text(encoding="utf-8").splitlines()
    return sum(report.score == report.max_score for report in map(Report.from_json, lines))


def perfect_grades(root: Path) -> int:
    """How many students have all automatic points in the gradebook."""
    query = (
        "import json, sys, warnings; warnings.simplefilter('ignore');"
        "from nbgrader.api import Gradebook;"
        f"book = Gradebook('sqlite:///{root / 'gradebook.db'}');"
        f"all = book.assignment_submissions({ASSIGNMENT!r});"
        "print(json.dumps(sum(each.code_score == each.max_code_score for each in all)))"
    )
    return int(json.loads(subprocess.run([sys.executable, "-c", query], capture_output=True, check=True).stdout))


def main(size: int) -> None:
    students = class_of(size)
    with tempfile.TemporaryDirectory() as scratch:
        ours, stock = Path(scratch) / "ours", Path(scratch) / "stock"
        found_course(ours)
        found_stock(stock)
        for root in (ours, stock):
            timed(root, "nbgrader", "generate_assignment", ASSIGNMENT)
            hand_in(load_course(HOME), root, students)
        sides: tuple[tuple[str, Path, tuple[str, ...], Callable[[Path], int]], ...] = (
            ("command line", ours, ("autograder", "grade", "submitted", "--json", "reports.jsonl"), perfect_reports),
            ("nbgrader", ours, ("nbgrader", "autograde", ASSIGNMENT), perfect_grades),
            ("stock", stock, ("nbgrader", "autograde", ASSIGNMENT), perfect_grades),
        )
        seconds = {}
        for name, root, command, perfect in sides:
            seconds[name] = timed(root, *command)
            print(
                f"{name:12} {seconds[name]:7.1f} s, {seconds[name] / size:5.2f} s a submission; "
                f"{perfect(root)} of {size} with all automatic points",
                flush=True,
            )
    for name in ("command line", "nbgrader"):
        print(f"stock / {name}: {seconds['stock'] / seconds[name]:.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)
