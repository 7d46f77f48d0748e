"""Commands that make and prove a course: ``release``, ``new``, ``try``, ``check``, ``roster``, ``doctor``."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from autograder.authoring import skeleton, workbench
from autograder.authoring.release import release as make_release
from autograder.authoring.release import write_questions
from autograder.cli.console import (
    AssignmentOption,
    CourseOption,
    NameArgument,
    app,
    complain,
    err,
    extra,
    named,
    out,
    recording,
    say,
)
from autograder.course import Assignment, Course, CourseError, load_course
from autograder.course.roster import read_roster
from autograder.frontends.repositories.classroom import Written, refuse, write_repository
from autograder.judging.batch import default_jobs
from autograder.judging.judge import Judge
from autograder.notebooks import facts
from autograder.sandbox.doctor import examine


@app.command()
def release(
    name: NameArgument = None,
    assignment: AssignmentOption = None,
    course: CourseOption = None,
    classroom: Annotated[
        Path | None,
        typer.Option("--classroom", metavar="DIR", help="Write a student repository into this folder, too."),
    ] = None,
) -> None:
    """Make assignments/ from solutions/, and tell nbgrader's gradebook."""
    loaded = load_course(course).with_weak_sandbox()  # nothing but the course's own code is run
    target = named(loaded, name, assignment)
    if classroom is not None:
        loaded.insist_on_own_seed()
        refuse(loaded, classroom)  # before anything is made
    facts.insist(loaded, target, releasing=True)
    folder = make_release(loaded, target)
    out.print(f"released to {folder}", markup=False, highlight=False, soft_wrap=True)
    with Judge(loaded, target) as judge:
        page = write_questions(loaded, target, judge.checks)
    if page is not None:
        out.print(f"the questions and what asks them: {page}", markup=False, highlight=False, soft_wrap=True)
    _warn(loaded)
    if classroom is not None:
        _tell(write_repository(loaded, target, classroom))


def _warn(course: Course) -> None:
    """Says what is still as it was published; the course is good to be tried out all the same."""
    for line in course.as_published:
        err.print(line, style="yellow", markup=False)


def _tell(written: Written) -> None:
    """What became of a student repository, and what to do with it."""
    folder = written.folder
    verb = "updated" if written.updated else "written"
    say(f"student repository {verb}: {folder} ({len(written.files)} files)")
    if written.foreign:
        say(f"left alone there: {', '.join(written.foreign)}")
    say("next, in that folder:")
    if not (folder / ".git").exists():
        say("  git init --initial-branch main")
    say("  git add -A && git commit -m 'Release'")
    say("  git push YOUR-TEMPLATE main    # the address of an empty repository")
    say("then have one repository made from the template for each student; see docs/classroom.md")


@app.command()
def check(
    name: NameArgument = None,
    assignment: AssignmentOption = None,
    exercise: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Try this exercise alone; the rest of the course may be unfinished."),
    ] = None,
    course: CourseOption = None,
) -> None:
    """Prove that the course is consistent: first what can be seen at once, then by running it."""
    loaded = load_course(course).with_weak_sandbox()  # nothing but the course's own code is run
    target = named(loaded, name, assignment)
    consistency = extra("autograder.authoring.consistency", "dev")
    _warn(loaded)
    with err.status("looking at files") as status:
        problems = consistency.problems_of(loaded, target, exercise, lambda stage: status.update(f"trying {stage}"))
    for problem in problems:
        err.print(problem, style="red", markup=False)
    if problems:
        raise typer.Exit(1)
    suite = loaded.suite_folder(target)
    if exercise is not None:
        out.print(
            f"{target.name}: {exercise} is consistent with {suite}", highlight=False, markup=False, soft_wrap=True
        )
        return
    found = f"{target.name}: {len(target.exercises)} exercises, all consistent with {suite}"
    out.print(found, highlight=False, markup=False, soft_wrap=True)
    out.print(consistency.carried(loaded, target), highlight=False, markup=False, soft_wrap=True)


new = typer.Typer(help="Write the beginning of something, which works and waits to be made another.")
app.add_typer(new, name="new", no_args_is_help=True)


@new.command()
def exercise(
    name: Annotated[str, typer.Argument(metavar="ID", help="Small letters, digits and hyphens: gradient-norm, say.")],
    notebook: Annotated[str, typer.Option(help="The notebook that it stands in, below its last exercise.")],
    question: Annotated[
        list[int] | None, typer.Option(help="A review question that it asks; without one it is practice.")
    ] = None,
    points: Annotated[int, typer.Option(min=1, help="Points of its check.")] = 1,
    assignment: AssignmentOption = None,
    course: CourseOption = None,
) -> None:
    """Write a new exercise: its cells, its row, its check, a right answer and a mistake."""
    loaded = load_course(course)
    target = named(loaded, assignment)
    wanted = notebook.removesuffix(".ipynb")
    found = next((each for each in target.notebooks if each.name == wanted), None)
    if found is None:
        known = ", ".join(each.name for each in target.notebooks)
        raise CourseError(f"no notebook {wanted!r} in {target.name!r}; there are {known}")
    made = skeleton.new_exercise(loaded, target, found, name, question or (), points)
    for path, what in made.files:
        say(f"{path}: {what}")
    say(f"next: `autograder release {target.name}`, then `autograder try {name} --watch` while you edit them, and")
    say(f"`autograder release {target.name}` and `autograder check --exercise {name}` when you are done")


@app.command(name="try")
def try_out(
    exercise: Annotated[str, typer.Argument(help="Its id, such as mse.")],
    files: Annotated[
        list[Path] | None, typer.Argument(help="Texts of one answer, or notebooks. Default: what is planted.")
    ] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Again whenever the suite or an answer changes.")] = False,
    assignment: AssignmentOption = None,
    course: CourseOption = None,
) -> None:
    """Grade answers to one exercise in its solved notebook, and show what each loses and by which hint.

    Exit status: 0 where planted answers are judged as their folders say, 1 where one is not.
    """
    given = list(files or ())

    def loaded() -> tuple[Course, Assignment]:
        found = load_course(course)
        target = named(found, assignment)
        workbench.exercise_of(target, exercise)
        # What is planted is the author's own code; a file may be anybody's.
        return (found if given else found.with_weak_sandbox()), target

    now = loaded()
    amiss = 0 if watch else _try_once(*now, exercise, given)
    while watch:
        try:
            now = loaded()
            _try_once(*now, exercise, given)
        except (CourseError, RuntimeError) as error:  # something that is being written
            complain(str(error))
        workbench.wait_for_a_change(*now, exercise, given)
    raise typer.Exit(1 if amiss else 0)


def _try_once(course: Course, assignment: Assignment, exercise: str, files: Sequence[Path]) -> int:
    """Prints what each answer gets; returns how many were judged otherwise than expected."""
    answers = workbench.answers(course, assignment, exercise, files)
    with err.status(f"trying {len(answers)} answers to {exercise}"):
        found = list(workbench.tried(course, assignment, answers, default_jobs(len(answers))))
    for name, lines in map(workbench.told, found):
        say(name)
        for line in lines:
            say(line, indent=4)
    if files:
        return 0
    amiss = sum(any(one.amiss) for one in found)
    say(f"{exercise}: {len(found)} answers, {amiss or 'none'} judged otherwise than its folder says")
    return amiss


@app.command()
def roster(
    file: Annotated[Path, typer.Argument(help="CSV: id, and maybe first_name, last_name, email, lms_user_id.")],
    course: CourseOption = None,
) -> None:
    """Put the class into nbgrader's gradebook."""
    loaded = load_course(course)
    students = read_roster(file)
    added, changed = recording().add_students(loaded, students)
    out.print(f"{len(students)} students: {added} added, {changed} changed", highlight=False)


@app.command()
def doctor() -> None:
    """Versions, sandbox layers, what to install."""
    table, healthy = examine()
    out.print(table)
    with contextlib.suppress(CourseError):  # not in a course: then this is about the machine alone
        _warn(load_course())
    if not healthy:
        raise typer.Exit(1)
