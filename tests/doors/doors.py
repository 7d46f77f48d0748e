"""The doors of the grader, each as its users go through it: a class goes in, reports or scores come out."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import urllib.request
import warnings
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from autograder.course import load_course
from autograder.frontends.gradescope.archive import pack
from autograder.report import Report
from tests.classroom import remotes
from tests.classroom.gradescope import by_gradescope, set_up
from tests.demo import nbgrader
from tests.jupyter_server import TOKEN, jupyter_lab
from tests.sample_class import ASSIGNMENT

Reports = dict[str, Report]
Scores = dict[str, dict[str, float | None]]
"""Student -> check cell -> score in the gradebook."""


def autograder(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """One command in a course's root."""
    command = [sys.executable, "-m", "autograder", *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True)


def by_command_line(root: Path, jobs: int, *paths: str) -> tuple[Reports, subprocess.CompletedProcess[str]]:
    """Reports as the journal has them, and how the command ended."""
    journal = root / "reports.jsonl"
    done = autograder(root, "grade", *paths, "--json", journal.name, "--jobs", str(jobs))
    reports = [Report.from_json(line) for line in journal.read_text(encoding="utf-8").splitlines()]
    return {report.submission: report for report in reports}, done


def by_git(root: Path, handed_in: Path, hosted: Path) -> subprocess.CompletedProcess[str]:
    """Has each student push, and the command collect all of them into ``submitted/``."""
    rows = ["id,repository"]
    for folder in sorted(handed_in.iterdir()):
        bare = remotes.remote(hosted, folder.name)
        files = {path.name: path.read_bytes() for path in sorted((folder / ASSIGNMENT).iterdir())}
        remotes.push(bare, files, "my answers")
        rows.append(f"{folder.name},{bare}")
    (root / "roster.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return autograder(root, "collect", "roster.csv")


def by_nbgrader(root: Path) -> tuple[Reports, Scores]:
    """The reports that were kept, and what nbgrader's gradebook holds."""
    nbgrader(root, "autograde", ASSIGNMENT)
    return graded(root)


def by_formgrader(root: Path, home: Path, students: Sequence[str]) -> tuple[Reports, Scores]:
    """The same after the button was pressed for each student, in a real server; all that was graded is graded again."""
    shutil.rmtree(root / "reports")
    with jupyter_lab(root, home) as address:
        for name in students:
            request = urllib.request.Request(
                f"{address}/formgrader/api/submission/{ASSIGNMENT}/{name}/autograde",
                data=b"",
                headers={"Authorization": f"token {TOKEN}"},
            )
            with urllib.request.urlopen(request, timeout=600) as response:
                answer = json.loads(response.read())
                answer = json.loads(answer) if isinstance(answer, str) else answer
            assert answer["success"], (name, answer)
    return graded(root)


def graded(root: Path) -> tuple[Reports, Scores]:
    """What nbgrader's autograding has left: reports, and the gradebook's scores."""
    kept = [Report.from_json(path.read_bytes()) for path in (root / "reports" / ASSIGNMENT).glob("*.json")]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from nbgrader.api import Gradebook

        with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
            scores: Scores = {
                submission.student.id: {
                    grade.cell.name: grade.auto_score for notebook in submission.notebooks for grade in notebook.grades
                }
                for submission in gradebook.assignment_submissions(ASSIGNMENT)
            }
    return {report.submission: report for report in kept}, scores


def by_containers(root: Path, handed_in: Path, work: Path) -> dict[str, dict[str, Any]]:
    """``results.json`` of each student, by ``run_autograder`` in Gradescope's layout, each in processes of its own."""
    course = load_course(root)
    archive = pack(course, course.assignment(ASSIGNMENT), work / "gradescope.zip").path
    set_up(archive, work / "image")
    folders = sorted(handed_in.iterdir())
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = pool.map(lambda each: by_gradescope(archive, each / ASSIGNMENT, work / "image"), folders)
        return dict(zip((folder.name for folder in folders), found, strict=True))
