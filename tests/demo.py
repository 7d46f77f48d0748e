"""The main job on the sample class, as an instructor does it: nbgrader's own commands in a fresh course folder."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

from rich.console import Console

from autograder import render
from autograder.cli.grading import write_pages
from autograder.course import CONFIG_FILE, find_root, load_course
from autograder.report import Report
from tests.sample_class import ASSIGNMENT, write_class

PARTS = ("course_config.py", "nbgrader_config.py", "solutions", "source_data")
SHOWN = (
    *("absolute-loss", "bias-forgotten", "crash-at-top", "endless-loop", "float64-tensors", "gradients-pile-up"),
    *("half-way", "helpers-and-classes", "missing-notebook", "other-spellings", "perfect", "renamed-file"),
    *("reset-forgotten", "sum-without-mean", "syntax-error", "untouched"),
)
"""A class as it might be; tests/doors grades every sample."""
console = Console()


def found_course(root: Path, seed: str = "") -> Path:
    """A course folder of its own with nothing in it that was graded before, and maybe with a seed of its own."""
    home = find_root(Path(__file__).parent)
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    for part in PARTS:
        copy = shutil.copytree if (home / part).is_dir() else shutil.copy
        copy(home / part, root / part)
    if seed:
        config = root / CONFIG_FILE
        config.write_text(re.sub(r'seed="[^"]*"', f'seed="{seed}"', config.read_text(encoding="utf-8")))
    return root


def nbgrader(root: Path, *arguments: str) -> None:
    """Runs one of nbgrader's commands in the course; what it logs is kept in ``nbgrader.log`` there."""
    console.print("nbgrader", *arguments, style="bold", highlight=False)
    # Its own scripts first on PATH, as in an activated environment.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    with (root / "nbgrader.log").open("ab") as log:
        done = subprocess.run(
            ["nbgrader", *arguments], cwd=root, env={**os.environ, "PATH": path}, stdout=log, stderr=log
        )
    if done.returncode:
        sys.exit(f"nbgrader {' '.join(arguments)} failed; see {root / 'nbgrader.log'}")


def main(root: Path) -> None:
    """Releases, collects, grades, gives feedback, exports; prints the table and where the pages are."""
    started = time.monotonic()
    found_course(root)
    nbgrader(root, "generate_assignment", ASSIGNMENT)
    course = load_course(root)
    names = write_class(course, root / "submitted", SHOWN)
    console.print(f"{len(names)} submissions, one of which waits for its deadlines: this takes a minute or two")
    nbgrader(root, "autograde", ASSIGNMENT)
    nbgrader(root, "generate_feedback", ASSIGNMENT)
    nbgrader(root, "export")
    reports = [Report.from_json(path.read_bytes()) for path in sorted((root / "reports" / ASSIGNMENT).glob("*.json"))]
    write_pages(reports, course, root / "pages")
    console.print(render.table(reports))
    console.print(
        f"{len(reports)} of {len(names)} submissions graded in {time.monotonic() - started:.0f} s", style="bold"
    )
    for what, where in (
        ("class page", root / "pages" / "index.html"),
        ("nbgrader's feedback", root / "feedback"),
        ("grades", root / "grades.csv"),
    ):
        console.print(f"{what}: {where}", highlight=False, soft_wrap=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
