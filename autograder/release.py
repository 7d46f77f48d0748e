"""Makes ``assignments/`` from ``solutions/``, by nbgrader's own ``generate_assignment``."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from autograder.course import Assignment, Course, CourseError


def release(course: Course, assignment: Assignment, into: Path | None = None) -> Path:
    """Writes the released assignment and returns its folder; CourseError when nbgrader refuses.

    Without ``into`` it goes to the course's release folder and into its gradebook; with it, to ``into/<name>``, and
    the gradebook is left alone.
    """
    options = ["--force"]
    if into is not None:
        options += ["--no-db", f"--CourseDirectory.release_directory={into}"]
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", assignment.name, *options]
    # nbgrader makes a new gradebook by calling `alembic`, which is beside this interpreter but maybe not on PATH.
    beside = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    done = subprocess.run(command, cwd=course.root, env={**os.environ, "PATH": beside}, capture_output=True, text=True)
    if done.returncode:
        raise CourseError(f"nbgrader cannot release {assignment.name!r}: {_reason(done.stderr)}")
    return (into / assignment.name) if into is not None else course.release_folder(assignment)


def _reason(log: str) -> str:
    """The first error that nbgrader tells of, and the notebook that it was at."""
    lines = [re.sub(r"^\[\w+ \| \w+\] ", "", line) for line in log.splitlines()]
    at = [line.removeprefix("Converting notebook ") for line in lines if line.startswith("Converting notebook ")]
    errors = [line for line, told in zip(lines, log.splitlines(), strict=True) if "| ERROR]" in told]
    reason = errors[0] if errors else next((line for line in reversed(lines) if line.strip()), "no reason is given")
    return f"{at[-1]}: {reason}" if at else reason
