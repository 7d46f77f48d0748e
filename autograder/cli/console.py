"""What the commands share: the application, its two consoles, and how a course is named."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer
from rich.console import Console

from autograder import render
from autograder.course import Assignment, Course, CourseError
from autograder.notebooks.intake import assignments_named

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
AssignmentOption = Annotated[
    str | None,
    typer.Option("--assignment", metavar="NAME", help="The assignment; may be left out where there is one."),
]
NameArgument = Annotated[str | None, typer.Argument(help="The same as --assignment NAME.")]


def complain(problem: str) -> None:
    """One red line on standard error; names of a student's files are among what it says."""
    err.print(render.line(problem, "red"))


def say(text: str, indent: int = 0) -> None:
    """One plain line on standard output; a student's words may be among what it says."""
    out.print(" " * indent, render.line(text), sep="", soft_wrap=True)


def named(course: Course, *names: str | None, paths: Sequence[Path] = ()) -> Assignment:
    """The assignment that was named, or that ``paths`` have folders of, or the only one; CourseError otherwise."""
    told = list(dict.fromkeys(name for name in names if name is not None))
    if len(told) > 1:
        raise CourseError(f"{' and '.join(map(repr, told))} are both named; name one assignment")
    if told:
        return course.assignment(told[0])
    known = [each.name for each in course.assignments]
    if len(known) == 1:
        return course.assignments[0]
    found = assignments_named(paths, known)
    if len(found) == 1:
        return course.assignment(found[0])
    if found:
        raise CourseError(
            f"there are folders of {' and '.join(found)} in what was given; say --assignment with one of them"
        )
    raise CourseError(f"the course has several assignments; say --assignment with one of: {', '.join(known)}")


def extra(module: str, name: str) -> ModuleType:
    """A module that stands on what only an extra of the package installs; CourseError where that is missing."""
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        raise CourseError(f"{error.name} is not installed; run `pip install 'autograder[{name}]'`") from error


def recording() -> ModuleType:
    """The door to nbgrader's gradebook, which takes a second to import."""
    return extra("autograder.frontends.nbgrader.recording", "nbgrader")
