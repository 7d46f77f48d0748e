"""One submission on Gradescope: ``python -m autograder.frontends.gradescope``, which ``run_autograder`` calls.

Reads the submission folder, grades it with the judge of all doors, and writes ``results.json``. Folders are
Gradescope's own, below ``/autograder``, or below what ``AUTOGRADER_ROOT`` names.

Where the grader itself fails there must be no zero, and no part of a score. Gradescope adds up whatever tests it is
given, so that a file with an exercise left out, or with an empty list, would be a grade. What it has for this case is
the *absence* of a valid ``results.json``: the submission is then an autograder error ("The autograder failed to execute
correctly"; ``autograder_error`` in the metadata of later submissions, specified as "at no fault of the student"), which
the instructor sees and can run again. So no file is written then, one of an earlier run is removed first, the status
is 1, and the reason goes to standard output, which Gradescope shows to instructors only. The same holds where the
sandbox is not strong: nothing is run and nothing is written.
"""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from autograder.course import Assignment, CourseError, load_course
from autograder.course.questions import topics
from autograder.judging import batch
from autograder.notebooks.intake import Folder, find
from autograder.notebooks.nested import MAX_LOOKED
from autograder.notebooks.source import is_notebook, notebook_files
from autograder.render.gradescope import results
from autograder.render.wording import one_line
from autograder.report import Outcome, Report
from autograder.sandbox.homes import Home

ROOT_VARIABLE: Final = "AUTOGRADER_ROOT"
ROOT: Final = "/autograder"
ASSIGNMENT_FILE: Final = "assignment.txt"
"""In the zip: the name of the assignment that it was made for."""
SUBMISSION: Final = "submission"


class UngradedError(Exception):
    """There is no score; one line for the instructor."""


def main() -> int:
    """Grades what was submitted; 0, or 1 where there is no score and so no file."""
    logging.getLogger("autograder").setLevel(logging.CRITICAL)  # what a check raised may say what it expected
    root = Path(os.environ.get(ROOT_VARIABLE, ROOT))
    target = root / "results" / "results.json"
    target.unlink(missing_ok=True)
    try:
        found = grade(root)
    except Exception as error:
        kind = "" if isinstance(error, (CourseError, UngradedError)) else f"{type(error).__name__}: "
        print(one_line(f"No score, and no results.json: {kind}{error}"), flush=True)
        return 1
    _write(target, found)
    print(
        f"graded: {found['score']} of {found['extra_data']['max_score']} in {found['execution_time']} s or less",
        flush=True,
    )
    return 0


def grade(root: Path) -> dict[str, Any]:
    """The results of the submission below ``root``; CourseError, UngradedError and others where there is no score."""
    started = time.monotonic()
    source = root / "source"
    course = load_course(source)
    assignment = course.assignment((source / ASSIGNMENT_FILE).read_text(encoding="utf-8").strip())
    with Home() as home:
        folder = submitted(root / SUBMISSION, assignment, home.path)
        ((_, report),) = batch.grade(course, assignment, [folder], 1)
    if isinstance(report, Exception):
        raise report
    if report.ungraded:
        raise UngradedError(report.ungraded)
    if report.score is None:
        raise UngradedError(f"the grader failed in {', '.join(_failures(report))}; see `autograder check`")
    advice = () if folder.notebooks else (what_to_submit(assignment),)
    seconds = time.monotonic() - started
    return results(report, seconds, topics(course), numbers(assignment), advice, course.gradescope_visibility)


def submitted(folder: Path, assignment: Assignment, scratch: Path) -> Folder:
    """The one submission in ``folder``: its notebooks, else those of folders in it, else those of zips in it.

    Those that lie deeper are taken where none of their name is found before them: a repository may be connected. The
    others are read where a notebook is missing or as released.
    """
    own = tuple(notebook_files(folder))
    found = [Folder(SUBMISSION, own)] if own else find([folder], assignment, scratch)[0]
    if not found:
        zips = [path for path in sorted(folder.glob("*.zip")) if path.is_file() and not path.is_symlink()]
        found, _ = find(zips, assignment, scratch)
    notebooks = [path for each in found for path in each.notebooks]
    nested: list[Path] = []
    for base in (folder, *sorted(scratch.iterdir())):
        inner = (path for path in base.rglob("*") if is_notebook(path.name))
        for path in sorted(inner, key=lambda path: (len(path.parts), path)):
            hidden = any(part.startswith((".", "__MACOSX")) for part in path.relative_to(base).parts)
            if hidden or path in notebooks:
                continue
            (nested if path.name in {each.name for each in notebooks} else notebooks).append(path)
    refused = tuple(refusal for each in found for refusal in each.refused)
    return Folder(SUBMISSION, tuple(notebooks), refused, tuple(nested[:MAX_LOOKED]))


def what_to_submit(assignment: Assignment) -> str:
    """One line for who has submitted no notebook."""
    *others, last = [notebook.filename for notebook in assignment.notebooks]
    wanted = f"{', '.join(others)} and {last}" if others else last
    return f"There is no notebook in this submission. Submit {wanted}, with these names."


def numbers(assignment: Assignment) -> Mapping[str, str]:
    """Exercise id -> ``2.7``: the seventh exercise of the second notebook."""
    return {
        exercise.id: f"{chapter}.{place}"
        for chapter, notebook in enumerate(assignment.notebooks, start=1)
        for place, exercise in enumerate(notebook.exercises, start=1)
    }


def _failures(report: Report) -> list[str]:
    return [
        f"{exercise.id}::{check.id}"
        for exercise in report.exercises
        for check in exercise.checks
        if check.outcome is Outcome.GRADER_ERROR
    ]


def _write(target: Path, found: Mapping[str, Any]) -> None:
    """All of the file or nothing: a half of it would be an error that is nobody's."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".partial")
    partial.write_text(json.dumps(found, indent=1), encoding="utf-8")
    partial.replace(target)
