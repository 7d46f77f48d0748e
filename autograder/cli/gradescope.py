"""The command ``gradescope``: the zip for Gradescope, and what to do with it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.console import AssignmentOption, CourseOption, NameArgument, app, named, say
from autograder.course import Assignment, CourseError, load_course
from autograder.frontends.gradescope.archive import Packed, pack
from autograder.judging.judge import Judge
from autograder.notebooks import facts


@app.command()
def gradescope(
    name: NameArgument = None,
    assignment: AssignmentOption = None,
    out: Annotated[Path | None, typer.Option(help="The zip to write. Default: gradescope-NAME.zip here.")] = None,
    course: CourseOption = None,
) -> None:
    """Make the zip that Gradescope grades with."""
    loaded = load_course(course)
    target = named(loaded, name, assignment)
    loaded.insist_on_own_seed()
    facts.insist(loaded, target)
    path = out or Path(f"gradescope-{target.name}.zip")
    if not path.parent.is_dir():
        raise CourseError(f"{path}: there is no folder {str(path.parent)!r} to write it to")
    with Judge(loaded.with_weak_sandbox(), target) as judge:  # nothing of a student's is run
        points = sum(check.points for check in judge.checks)
    packed = pack(loaded, target, path)
    for line in _told(packed, target, points):
        say(line)


def _told(packed: Packed, assignment: Assignment, points: int) -> list[str]:
    counts = Counter(name.partition("/")[0] if "/" in name else "" for name in packed.names)
    folders = ", ".join(f"{folder}/ ({number})" for folder, number in sorted(counts.items()) if folder)
    files = ", ".join(name for name in packed.names if "/" not in name)
    manual = assignment.manual_points
    by_hand = f", and manual grading with {manual} points of its own" if manual else ""
    return [
        f"{packed.path}: {packed.size / 1e6:.1f} MB, {len(packed.names)} files: {folders}, {files}",
        "It holds solutions and hidden suites: give it to nobody.",
        f"1. In Gradescope make a programming assignment with {points} autograder points{by_hand}.",
        "2. Configure Autograder: upload this zip, base image Ubuntu (24.04 where it is offered), variant Base.",
        "3. Settings: 1 CPU and 1.5 GB of memory or more (a run takes 0.4 GB, and a submission may take some more); "
        "a timeout of 10 minutes or more.",
        "4. Test Autograder: submit the notebooks of solutions/, which must get every point.",
    ]
