"""The course's own files in another folder, where a test may change them."""

from __future__ import annotations

import shutil
from pathlib import Path

from autograder.course import Course, load_course

HOME = Path(__file__).parents[2]
FIRST = "01-from-scratch.ipynb"


def copied(folder: Path) -> Course:
    """The course with its suites in ``folder``, and a seed that is not the published one."""
    for part in ("course_config.py", "solutions", "assignments"):
        copy = shutil.copytree if (HOME / part).is_dir() else shutil.copy
        copy(HOME / part, folder / part)
    config = folder / "course_config.py"
    text = config.read_text(encoding="utf-8").replace(
        "    root=", '    suites=Path(__file__).parent / "suites",\n    root='
    )
    config.write_text(text.replace("change-me", "changed"), encoding="utf-8")
    shutil.copytree(load_course(HOME).suites, folder / "suites", ignore=shutil.ignore_patterns("__pycache__"))
    return load_course(folder)
