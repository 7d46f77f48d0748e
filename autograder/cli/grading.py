"""The command ``grade``, and the files that it writes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from autograder import render
from autograder.cli.console import AssignmentOption, CourseOption, app, complain, err, named, out, recording, say
from autograder.course import Assignment, Course, CourseError, load_course
from autograder.course.questions import topics
from autograder.course.roster import Register, Student, read_roster
from autograder.judging import batch
from autograder.judging.pool import NotGradedError
from autograder.notebooks import facts
from autograder.notebooks.intake import Folder, find
from autograder.report import Outcome, Report
from autograder.sandbox.homes import Home

MOST_NAMES: Final = 10
"""Of students, in a message."""


@app.command()
def grade(
    paths: Annotated[list[Path], typer.Argument(help="Notebooks, folders of submissions, or zips of either.")],
    assignment: AssignmentOption = None,
    jobs: Annotated[int | None, typer.Option(min=1, help="Processes that grade at the same time.")] = None,
    json: Annotated[Path | None, typer.Option(help="Write a report a line, as each submission ends.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write a page a submission, and a page of the class.")] = None,
    roster: Annotated[
        Path | None, typer.Option(help="CSV, for --html: names on the class page, and who handed in nothing.")
    ] = None,
    junit: Annotated[Path | None, typer.Option(help="Write JUnit XML.")] = None,
    csv: Annotated[Path | None, typer.Option(help="Write a table of scores.")] = None,
    gradebook: Annotated[bool, typer.Option("--gradebook", help="Put everything into nbgrader's gradebook.")] = False,
    explain: Annotated[
        list[str] | None,
        typer.Option(
            metavar="STUDENT:EXERCISE",
            help="For your eyes: what an exercise's checks asked, what came, what was expected.",
        ),
    ] = None,
    allow_weak_sandbox: Annotated[
        bool, typer.Option("--allow-weak-sandbox", help="Grade where Landlock or seccomp is missing; reports say so.")
    ] = False,
    course: CourseOption = None,
) -> None:
    """Grade submissions with the hidden suites."""
    loaded = load_course(course)
    if allow_weak_sandbox:
        loaded = loaded.with_weak_sandbox()
    target = named(loaded, assignment, paths=paths)
    students = _class(roster, html)
    for file in (json, junit, csv):
        if file is not None and not file.parent.is_dir():
            raise CourseError(f"{file}: there is no folder {str(file.parent)!r} to write it to")
    with ExitStack() as stack:
        scratch = stack.enter_context(Home()).path
        folders, problems = find(paths, target, scratch)
        for problem in problems:
            complain(problem)
        if folders:
            facts.insist(loaded, target)
        for line in _about(loaded, students, [folder.name for folder in folders], gradebook):
            complain(line)
        if explain:
            if json or html or junit or csv or gradebook:
                raise CourseError(
                    "--explain prints what students must not see, and writes nothing; leave the others out"
                )
            for each in explain:
                out.print(_explained(loaded, target, folders, each))
            return
        journal = stack.enter_context(batch.Journal(json)) if json and folders else None
        graded: dict[int, Report] = {}
        failures = 0
        places = {id(folder): place for place, folder in enumerate(folders)}
        progress = stack.enter_context(_progress())
        task = progress.add_task("grading", total=len(folders))
        before = recording().kept_reports(loaded, target, folders) if gradebook else {}
        results = (
            recording().record(loaded, target, folders)
            if gradebook
            else batch.grade(loaded, target, folders, jobs or batch.default_jobs(len(folders)))
        )
        for folder, result in results:
            if isinstance(result, Report):
                if result.ungraded:
                    complain(f"{folder.name}: {result.ungraded}")
                graded[places[id(folder)]] = result
                if folder.name in before and (line := render.difference(before[folder.name], result)):
                    say(f"regraded: {line}")
                if journal:
                    journal.append(result)
            elif isinstance(result, CourseError):
                problems.append(str(result))
                complain(str(result))
            else:
                failures += 1
                complain(f"{folder.name}: the grader failed: {result}")
            progress.advance(task)
    reports = [graded[place] for place in sorted(graded)]
    for report in reports:
        problems += [f"{report.submission}: {note}" for note in report.notes[: len(report.unreadable)]]
        for note in report.notes[: len(report.unreadable)]:
            complain(f"{report.submission}: {note}")
    if html is not None:
        write_pages(reports, loaded, html, students)
    _write(reports, junit, csv)
    if reports:
        out.print(render.details(reports[0], topics(loaded)) if len(reports) == 1 else render.table(reports))
    if failures or any(_failed(report) for report in reports):
        raise typer.Exit(1)
    if problems:
        raise typer.Exit(2)


def _explained(course: Course, assignment: Assignment, folders: Sequence[Folder], wanted: str) -> RenderableType:
    student, _, exercise = wanted.rpartition(":")
    folder = next((each for each in folders if each.name == student), None)
    if folder is None:
        names = ", ".join(each.name for each in folders[:MOST_NAMES]) or "nobody's"
        raise CourseError(f"--explain {wanted}: no submission of {student!r} among what was given; there is {names}")
    known = [each.id for each in assignment.exercises]
    if exercise not in known:
        raise CourseError(f"--explain {wanted}: no exercise {exercise!r}; there are {', '.join(known)}")
    try:
        explained = batch.explain(course, assignment, folder, exercise)
    except NotGradedError as error:
        raise CourseError(f"{student}: {error}") from error
    result = next(each for each in explained.report.exercises if each.id == exercise)
    looks = [(look.check, [(step.what, step.text) for step in look.steps]) for look in explained.looks]
    return render.explanation(explained.report.submission, result, explained.answer, looks)


def _failed(report: Report) -> bool:
    return any(check.outcome is Outcome.GRADER_ERROR for exercise in report.exercises for check in exercise.checks)


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    )


def _class(roster: Path | None, html: Path | None) -> list[Student]:
    """Who is in the class, read before anything is graded; nobody where there is no roster."""
    if roster is None:
        return []
    if html is None:
        raise CourseError(f"--roster {roster} is for the class page; say with --html where to write it")
    return read_roster(roster)


def _about(course: Course, students: Sequence[Student], names: Sequence[str], gradebook: bool) -> Iterator[str]:
    """Who of those that handed in is not in the roster that was given; without one, in the gradebook's."""
    if students:
        return Register.of(each.id for each in students).about_work(names)
    return Register.kept(course.roster_folder).about_work(names) if gradebook else iter(())


def _write(reports: Sequence[Report], junit: Path | None, csv: Path | None) -> None:
    if junit is not None:
        junit.write_text(render.junit(reports), encoding="utf-8")
    if csv is not None:
        csv.write_text(render.csv(reports), encoding="utf-8")


def write_pages(reports: Sequence[Report], course: Course, folder: Path, students: Sequence[Student] = ()) -> None:
    """A page for each submission and ``index.html`` for the class, which has names where ``students`` have them."""
    asked = topics(course)
    folder.mkdir(parents=True, exist_ok=True)
    links: list[str] = []
    for report in reports:
        stem = re.sub(r"[^\w.-]", "_", report.submission).lstrip(".") or "submission"
        name = f"{stem}.html"
        while name in links or name == "index.html":
            name = f"{Path(name).stem}_.html"
        links.append(name)
        (folder / name).write_text(render.submission_page(report, course.title, asked), encoding="utf-8")
    people = [render.Person(each.id, f"{each.first_name} {each.last_name}".strip()) for each in students]
    (folder / "index.html").write_text(render.class_page(reports, course.title, links, people), encoding="utf-8")
