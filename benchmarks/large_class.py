"""What one ``nbgrader export`` costs with a large class, before and after grades were added up at once.

A gradebook of this course's own cells is filled with made-up grades, a third of them late. "Before" asks nbgrader for
each score, penalty and flag, one submission after the other, as the exporters did; "after" is each exporter's whole
command, start-up included. Seconds are of processor time. Usage: ``python -m benchmarks.large_class [students]``.

With 1,300 students each exporter takes 5 s, 4 of them start-up (Python 3.11, two cores that were busy otherwise).
Before, the searches grew with the square of the class: 51 s had been reported.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from nbgrader.api import Grade, Gradebook, Student, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import insert

from autograder.course import Assignment, Course, load_course

HOME = Path(__file__).parents[1]
DUE = datetime(2027, 3, 1, 22, 59)
EXPORTERS = ("Csv", "Canvas", "Moodle")
POINTS = 3


def found(root: Path) -> Course:
    """A course's folder with the configuration alone, and its gradebook with nobody in it."""
    shutil.copy(HOME / "course_config.py", root)
    (root / "nbgrader_config.py").write_text(
        "from autograder.frontends.nbgrader import configure\n\nconfigure(get_config(), __file__)\n", encoding="utf-8"
    )
    course = load_course(root)
    with open_book(course) as book:
        for assignment in course.assignments:
            book.add_assignment(assignment.name, duedate=DUE)
            for notebook in assignment.notebooks:
                book.add_notebook(notebook.name, assignment.name)
                cells = [(each.check_cell, "code") for each in notebook.exercises]
                cells += [(each.id, "markdown") for each in notebook.written]
                for name, kind in cells:
                    book.add_grade_cell(name, notebook.name, assignment.name, max_score=POINTS, cell_type=kind)
    return course


def open_book(course: Course) -> Any:
    return Gradebook(f"sqlite:///{course.root / 'gradebook.db'}", course.id)


def enrol(course: Course, size: int) -> None:
    """Students who handed everything in, in rows of the database: nbgrader's own functions would take an hour."""
    draw = random.Random(7)
    with open_book(course) as book:
        people = [{"id": f"s{number:05}", "lms_user_id": str(number)} for number in range(size)]
        book.db.execute(insert(Student), people)
        for assignment in course.assignments:
            for table, rows in submissions(book, assignment, people, draw):
                book.db.execute(insert(table), rows)
        book.db.commit()


def submissions(
    book: Any, assignment: Assignment, people: list[dict[str, str]], draw: random.Random
) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    """Rows for everybody, a table at a time."""
    master = book.find_assignment(assignment.name)
    notebooks = {each.id: [cell.id for cell in each.grade_cells] for each in master.notebooks}
    handed: list[dict[str, Any]] = []
    parts: list[dict[str, Any]] = []
    grades: list[dict[str, Any]] = []
    for number, person in enumerate(people):
        key = f"{master.id[:20]}{number}"
        at = DUE + timedelta(hours=draw.choice((-5, -1, 7)))
        handed.append({"id": key, "assignment_id": master.id, "student_id": person["id"], "timestamp": at})
        for count, (notebook, cells) in enumerate(notebooks.items()):
            part = f"{key}-{count}"
            parts.append({"id": part, "assignment_id": key, "notebook_id": notebook})
            for cell in cells:
                score = draw.randint(0, POINTS)
                row = {"cell_id": cell, "notebook_id": part, "auto_score": score, "needs_manual_grade": False}
                grades.append({"id": f"{part}-{len(grades)}", **row})
    yield SubmittedAssignment, handed
    yield SubmittedNotebook, parts
    yield Grade, grades


def one_by_one(course: Course) -> float:
    """Processor seconds of what an exporter asked before: penalties settled, then each student looked up."""
    started = time.process_time()
    with open_book(course) as book:
        for assignment in course.assignments:
            for each in book.assignment_submissions(assignment.name):
                for notebook in each.notebooks:
                    course.late.penalty(notebook.score, each.total_seconds_late)
            for student in book.students:
                each = book.find_submission(assignment.name, student.id)
                assert each.score >= (each.late_submission_penalty or 0) and not each.needs_manual_grade
    return time.process_time() - started


def export(course: Course, exporter: str) -> float:
    """Processor seconds of nbgrader's command with one exporter."""
    command = [sys.executable, "-m", "nbgrader", "export", f"--exporter=autograder.frontends.exports.{exporter}"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "PYTHONPATH": str(HOME)}
    subprocess.run(command, cwd=course.root, env=environment, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(size: int) -> None:
    beside = str(Path(sys.executable).parent)  # nbgrader makes a gradebook by calling alembic
    os.environ["PATH"] = os.pathsep.join((beside, os.environ.get("PATH", os.defpath)))
    with tempfile.TemporaryDirectory() as scratch:
        course = found(Path(scratch))
        enrol(course, size)
        for exporter in EXPORTERS:
            first, again = export(course, exporter), export(course, exporter)
            print(f"after:  {exporter:7} {first:6.1f} s, again {again:6.1f} s, {size} students", flush=True)
        print(f"before: any     {one_by_one(course):6.1f} s", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1300)
