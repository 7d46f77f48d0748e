"""The commands for students' repositories: ``collect`` and ``return``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.console import AssignmentOption, CourseOption, app, complain, named, recording, say
from autograder.course import Assignment, Course, CourseError, load_course
from autograder.course.roster import read_roster
from autograder.frontends.nbgrader.outdated import outdated_lines
from autograder.frontends.repositories import parcels, returning
from autograder.frontends.repositories.addresses import addresses, shared
from autograder.frontends.repositories.collection import Collection, Result, State, summary
from autograder.frontends.repositories.mirrors import FEEDBACK_BRANCH, locked
from autograder.render import ReportFileError, Standing


@app.command()
def collect(
    roster: Annotated[Path, typer.Argument(help="CSV: id, and repository or github_username.")],
    assignment: AssignmentOption = None,
    remote: Annotated[
        str | None,
        typer.Option(metavar="TEMPLATE", help="Addresses of those who have none: {id} and {github_username} stand in."),
    ] = None,
    late: Annotated[bool, typer.Option("--late", help="Take what was pushed after the deadline, too.")] = False,
    jobs: Annotated[int, typer.Option(min=1, max=64, help="Repositories that are fetched at the same time.")] = 8,
    course: CourseOption = None,
) -> None:
    """Fetch students' repositories, and lay out in submitted/ what was there at the deadline.

    Exit status: 0 where all is well, 1 where no repository could be reached, 2 where somebody could not be collected.
    """
    loaded = load_course(course)
    target = named(loaded, assignment)
    found, missing = addresses(read_roster(roster), remote, roster.parent)
    results: list[Result] = []
    collection = Collection(loaded, target, late, jobs)
    for result in collection.run(found):
        results.append(result)
        if result.line:
            (complain if result.state in (State.UNREACHABLE, State.IN_THE_WAY) else say)(result.line)
    for student, reason in missing.items():
        complain(f"{student}: {reason}")
    for students in shared(found):
        complain(f"{', '.join(students)}: the same repository; correct the roster, if they do not work together")
    for line in summary(results, len(missing), collection.deadline):
        say(line)
    if results and all(result.state is State.UNREACHABLE for result in results):
        complain("no repository could be reached, and so no look was made; check your access to them")
        raise typer.Exit(1)
    if missing or any(result.state in (State.UNREACHABLE, State.IN_THE_WAY) for result in results):
        raise typer.Exit(2)


@app.command(name="return")
def give_back(
    roster: Annotated[Path, typer.Argument(help="CSV: id, and repository or github_username.")],
    reports: Annotated[
        Path | None, typer.Option(help="What `grade --json` wrote. Default: what nbgrader autograde kept.")
    ] = None,
    assignment: AssignmentOption = None,
    remote: Annotated[
        str | None,
        typer.Option(metavar="TEMPLATE", help="Addresses of those who have none: {id} and {github_username} stand in."),
    ] = None,
    branch: Annotated[str, typer.Option(help="The branch that feedback is pushed to.")] = FEEDBACK_BRANCH,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Push nothing; tell what would be pushed.")] = False,
    jobs: Annotated[int, typer.Option(min=1, max=64, help="Repositories that are served at the same time.")] = 8,
    course: CourseOption = None,
) -> None:
    """Push feedback to a branch of each student's repository, as it was looked at with --dry-run.

    Exit status: 0 where all is returned, 1 where the grader had failed on a report, 2 where something else was not
    returned; everybody else is served.
    """
    loaded = load_course(course)
    target = named(loaded, assignment)
    loaded.insist_on_own_seed()
    returning.check_branch(branch, loaded.root)
    students = read_roster(roster)
    try:
        kept, problems = parcels.kept_reports(loaded, target, students, reports)
    except ReportFileError as error:
        raise CourseError(str(error)) from error
    found, missing = addresses(students, remote, roster.parent)
    packed, told, more = parcels.parcels(loaded, target, found, kept, _book(loaded, target, kept))
    problems += more
    if reports is None:
        for line in outdated_lines(loaded, target.name, kept):
            say(line)
    for student in [each for each in missing if each in kept]:
        line = f"{student}: not returned: {missing[student]}"
        told.append(parcels.Told(student, parcels.State.WITHHELD, line))
    this = returning.Returning(loaded, target, branch)
    with locked(this.folder):
        for each in this.look(packed, jobs) if dry_run else this.push(packed, jobs):
            told.append(each)
            if each.state in (parcels.State.RETURNED, parcels.State.WOULD, parcels.State.UNSEEN):
                say(each.line)
    raise typer.Exit(_told_of_return(this, told, problems, [each.id for each in students if each.id not in kept]))


def _book(course: Course, assignment: Assignment, kept: Mapping[str, parcels.Kept]) -> Mapping[str, Standing]:
    """What nbgrader's gradebook says of those who have a report; nothing where the course has none."""
    if not (course.root / "gradebook.db").is_file():
        return {}
    found: Mapping[str, Standing] = recording().standing(
        course, assignment, {each.report.submission for each in kept.values()}
    )
    return found


def _told_of_return(
    this: returning.Returning, told: list[parcels.Told], problems: list[str], without: list[str]
) -> int:
    """Says what came of it besides the lines of who is served; returns the exit status."""
    counts = Counter(each.state for each in told)
    amiss = [each.line for each in told if each.state in (parcels.State.WITHHELD, parcels.State.UNGRADED) and each.line]
    for line in [*amiss, *problems]:
        complain(line)
    for each in told:
        if each.state is parcels.State.TOGETHER:
            say(each.line)
    if without:
        say(f"no report: {', '.join(without)}")
    say(", ".join(f"{counts[state]} {state}" for state in parcels.State if counts[state]) or "nothing to return")
    if counts[parcels.State.WOULD]:
        say(f"look at {this.looked_at}, then run this again without --dry-run")
    if counts[parcels.State.UNSEEN]:
        complain("what nobody has looked at is not returned: run this with --dry-run, look, and run it again")
    if counts[parcels.State.UNGRADED]:
        return 1
    return 2 if amiss or problems or counts[parcels.State.UNSEEN] else 0
