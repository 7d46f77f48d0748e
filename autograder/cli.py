"""The ``autograder`` command. Exit status: 0 graded, 1 the grader failed somewhere, 2 bad usage or unreadable input."""

from __future__ import annotations

import importlib
import logging
import re
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from autograder import batch, render
from autograder.consistency import problems_of
from autograder.course import Assignment, Course, CourseError, load_course
from autograder.doctor import examine
from autograder.intake import find
from autograder.judge import Judge
from autograder.questions import topics
from autograder.release import release as make_release
from autograder.release import write_questions
from autograder.report import Outcome, Report
from autograder.roster import RosterError, read_roster
from autograder.sandbox import SandboxError

app = typer.Typer(
    help="Grades notebooks by hidden pytest suites, in a sandbox.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
out = Console()
err = Console(stderr=True, highlight=False, soft_wrap=True)

CourseOption = Annotated[
    Path | None,
    typer.Option("--course", help="The course's folder, or one in it. Default: the working folder."),
]
NameArgument = Annotated[str | None, typer.Argument(help="The assignment; may be left out where there is one.")]


@app.callback()
def _configure(
    verbose: Annotated[bool, typer.Option("--verbose", help="Log what the grader does.")] = False,
) -> None:
    logging.basicConfig(level=logging.DEBUG if verbose else logging.ERROR, format="%(message)s", stream=sys.stderr)
    logging.getLogger().setLevel(logging.ERROR)
    logging.getLogger("autograder").setLevel(logging.DEBUG if verbose else logging.ERROR)


def _complain(problem: str) -> None:
    """One red line on standard error; names of a student's files are among what it says."""
    err.print(render.line(problem, "red"))


def _assignment(course: Course, name: str | None) -> Assignment:
    if name is not None:
        return course.assignment(name)
    if len(course.assignments) != 1:
        known = ", ".join(each.name for each in course.assignments)
        raise CourseError(f"the course has several assignments; name one of: {known}")
    return course.assignments[0]


@app.command()
def grade(
    paths: Annotated[list[Path], typer.Argument(help="Notebooks, folders of submissions, or zips of either.")],
    assignment: Annotated[str | None, typer.Option(help="The assignment's name.")] = None,
    jobs: Annotated[int | None, typer.Option(min=1, help="Processes that grade at the same time.")] = None,
    json: Annotated[Path | None, typer.Option(help="Write a report a line, as each submission ends.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write a page a submission, and a page of the class.")] = None,
    junit: Annotated[Path | None, typer.Option(help="Write JUnit XML.")] = None,
    csv: Annotated[Path | None, typer.Option(help="Write a table of scores.")] = None,
    gradebook: Annotated[bool, typer.Option("--gradebook", help="Put everything into nbgrader's gradebook.")] = False,
    allow_weak_sandbox: Annotated[
        bool, typer.Option("--allow-weak-sandbox", help="Grade where Landlock or seccomp is missing; reports say so.")
    ] = False,
    course: CourseOption = None,
) -> None:
    """Grade submissions with the hidden suites."""
    loaded = load_course(course)
    if allow_weak_sandbox:
        loaded = loaded.with_weak_sandbox()
    target = _assignment(loaded, assignment)
    for file in (json, junit, csv):
        if file is not None and not file.parent.is_dir():
            raise CourseError(f"{file}: there is no folder {str(file.parent)!r} to write it to")
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="autograder-")))
        folders, problems = find(paths, target, scratch)
        for problem in problems:
            _complain(problem)
        journal = stack.enter_context(batch.Journal(json)) if json and folders else None
        graded: dict[int, Report] = {}
        failures = 0
        places = {id(folder): place for place, folder in enumerate(folders)}
        progress = stack.enter_context(_progress())
        task = progress.add_task("grading", total=len(folders))
        results = (
            _recording().record(loaded, target, folders)
            if gradebook
            else batch.grade(loaded, target, folders, jobs or batch.default_jobs(len(folders)))
        )
        for folder, result in results:
            if isinstance(result, Report):
                graded[places[id(folder)]] = result
                if journal:
                    journal.append(result)
            elif isinstance(result, CourseError):
                problems.append(str(result))
                _complain(str(result))
            else:
                failures += 1
                _complain(f"{folder.name}: the grader failed: {result}")
            progress.advance(task)
    reports = [graded[place] for place in sorted(graded)]
    for report in reports:
        problems += [f"{report.submission}: {note}" for note in report.notes[: len(report.unreadable)]]
        for note in report.notes[: len(report.unreadable)]:
            _complain(f"{report.submission}: {note}")
    _write(reports, loaded, html, junit, csv)
    if reports:
        out.print(render.details(reports[0], topics(loaded)) if len(reports) == 1 else render.table(reports))
    if failures or any(_failed(report) for report in reports):
        raise typer.Exit(1)
    if problems:
        raise typer.Exit(2)


def _recording() -> ModuleType:
    """The door to nbgrader's gradebook; nbgrader is an extra, and takes a second to import."""
    try:
        return importlib.import_module("autograder.frontends.recording")
    except ModuleNotFoundError as error:
        raise CourseError(f"{error.name} is not installed; run `pip install 'autograder[nbgrader]'`") from error


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


def _write(reports: Sequence[Report], course: Course, html: Path | None, junit: Path | None, csv: Path | None) -> None:
    if html is not None:
        write_pages(reports, course, html)
    if junit is not None:
        junit.write_text(render.junit(reports), encoding="utf-8")
    if csv is not None:
        csv.write_text(render.csv(reports), encoding="utf-8")


def write_pages(reports: Sequence[Report], course: Course, folder: Path) -> None:
    """A page for each submission and ``index.html`` for the class."""
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
    (folder / "index.html").write_text(render.class_page(reports, course.title, links), encoding="utf-8")


@app.command()
def release(name: NameArgument = None, course: CourseOption = None) -> None:
    """Make assignments/ from solutions/, and tell nbgrader's gradebook."""
    loaded = load_course(course).with_weak_sandbox()  # nothing but the course's own code is run
    target = _assignment(loaded, name)
    folder = make_release(loaded, target)
    out.print(f"released to {folder}", markup=False, highlight=False, soft_wrap=True)
    with Judge(loaded, target) as judge:
        page = write_questions(loaded, target, judge.checks)
    if page is not None:
        out.print(f"the questions and what asks them: {page}", markup=False, highlight=False, soft_wrap=True)


@app.command()
def check(name: NameArgument = None, course: CourseOption = None) -> None:
    """Prove that the course is consistent."""
    loaded = load_course(course).with_weak_sandbox()  # nothing but the course's own code is run
    target = _assignment(loaded, name)
    problems = problems_of(loaded, target)
    for problem in problems:
        err.print(problem, style="red", markup=False)
    if problems:
        raise typer.Exit(1)
    suite = loaded.suite_folder(target)
    found = f"{target.name}: {len(target.exercises)} exercises, all consistent with {suite}"
    out.print(found, highlight=False, markup=False, soft_wrap=True)


@app.command()
def roster(
    file: Annotated[Path, typer.Argument(help="CSV: id, and maybe first_name, last_name, email, lms_user_id.")],
    course: CourseOption = None,
) -> None:
    """Put the class into nbgrader's gradebook."""
    loaded = load_course(course)
    students = read_roster(file)
    added, changed = _recording().add_students(loaded, students)
    out.print(f"{len(students)} students: {added} added, {changed} changed", highlight=False)


@app.command()
def doctor() -> None:
    """Versions, sandbox layers, what to install."""
    table, healthy = examine()
    out.print(table)
    if not healthy:
        raise typer.Exit(1)


def main() -> None:
    """The command's entry point."""
    try:
        app()
    except (CourseError, RosterError) as error:
        _complain(str(error))
        sys.exit(2)
    except SandboxError as error:
        _complain(str(error))
        sys.exit(1)
    except OSError as error:
        _complain(f"{error.filename}: {error.strerror}")
        sys.exit(2)


if __name__ == "__main__":
    main()
