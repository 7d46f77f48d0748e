"""Student repositories as tests need them: answers filled in, and an interpreter that has what a student installs."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

import jinja2
import nbformat
from nbformat import NotebookNode

from autograder.authoring.planted import answered
from autograder.course import Assignment, Course, load_course
from autograder.frontends.repositories.classroom import TEMPLATES
from autograder.notebooks.source import Source
from tests.sample_class import ASSIGNMENT

PYTEST: Final = "pytest==7.2.*"
"""What the official Python grader runs."""


def the_course() -> tuple[Course, Assignment]:
    """The project's own course, whose release is committed."""
    course = load_course(Path(__file__).parent)
    return course, course.assignment(ASSIGNMENT)


def solve(folder: Path) -> None:
    """Fills every answer of a student repository with the solution's."""
    for source in Source(*the_course()).notebooks.values():
        node = answered(source, source.solutions)
        (folder / source.notebook.filename).write_text(nbformat.writes(node), encoding="utf-8")


def edit(folder: Path, filename: str, change: Callable[[list[NotebookNode]], object]) -> None:
    """Changes the cells of a notebook in a repository."""
    path = folder / filename
    node = nbformat.reads(path.read_text(encoding="utf-8"), 4)
    change(node.cells)
    path.write_text(nbformat.writes(node), encoding="utf-8")


def cell(cells: list[NotebookNode], name: str) -> NotebookNode:
    """The first cell with this nbgrader id."""
    return next(each for each in cells if each.metadata.get("nbgrader", {}).get("grade_id") == name)


def practice_environment(requirements: Path) -> Path:
    """The interpreter of an environment in which nothing but a repository's requirements and ``PYTEST`` is installed.

    It is kept in ``build/practice`` of the project, under a digest of what went into it: installing torch takes a
    minute.
    """
    course, _ = the_course()
    lines = (course.root / "constraints.txt").read_text(encoding="utf-8").splitlines()
    constraints = "\n".join(line for line in lines if not line.startswith("pytest=="))
    digest = hashlib.sha256(f"{sys.version}{PYTEST}{constraints}{requirements.read_text()}".encode()).hexdigest()[:12]
    folder = course.root / "build" / "practice" / digest
    if not folder.is_dir():
        _install(folder, requirements, constraints)
    return folder / "bin" / "python"


def _install(folder: Path, requirements: Path, constraints: str) -> None:
    """Makes the environment beside its place and moves it there when it is whole."""
    making = folder.with_name(f"{folder.name}.{os.getpid()}")
    shutil.rmtree(making, ignore_errors=True)
    making.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run([sys.executable, "-m", "venv", str(making)], check=True)
    (making / "constraints.txt").write_text(constraints, encoding="utf-8")
    pip = [str(making / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    wanted = [PYTEST, "-r", str(requirements), "-c", str(making / "constraints.txt")]
    subprocess.run([*pip, *wanted], check=True)
    try:
        making.rename(folder)
    except OSError:  # another process was quicker
        shutil.rmtree(making)


def practice(python: Path, folder: Path, *options: str, cwd: Path | None = None) -> dict[str, str]:
    """Runs a repository's practice run; exercise -> what its failed test says, empty where it passed.

    AssertionError where it says anything beside that, or leaves a process behind.
    """
    report = folder.with_name(f"{folder.name}.xml")
    command = [str(python), "-m", "pytest", "-s", f"--junitxml={report}", *options]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PY")}
    done = subprocess.run(
        [*command, *([str(folder)] if cwd else [])],
        cwd=cwd or folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=600,
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    assert not done.stderr, done.stderr
    assert "warning" not in done.stdout.splitlines()[-1], done.stdout
    assert not left_behind(folder)
    cases = list(ElementTree.parse(report).iter("testcase"))
    failures = {str(case.get("name")): case.find("failure") for case in cases}
    ids = {each["test"]: str(each["id"]) for each in json.loads((folder / "checks.json").read_text())["exercises"]}
    return {ids[test]: "" if failure is None else str(failure.text) for test, failure in failures.items()}


def write_tests(folder: Path, tests: Mapping[str, str]) -> None:
    """The file of the tests, exercise -> function, as a release writes it."""
    rows = [{"id": name, "test": test} for name, test in tests.items()]
    template = jinja2.Template((TEMPLATES / "public_checks_test.py.jinja").read_text(), trim_blocks=True)
    (folder / "public_checks_test.py").write_text(template.render(checks={"exercises": rows}))


def left_behind(folder: Path) -> list[str]:
    """The command lines of processes that work in a folder; of none where there is no /proc."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it has ended, or is another user's
            if (process / "cwd").readlink() == folder.resolve():
                found.append((process / "cmdline").read_text().replace("\0", " "))
    return found
