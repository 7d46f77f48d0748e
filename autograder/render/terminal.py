"""Reports for a terminal, or for the log of a CI run, which obeys some of what it prints.

A runner takes a line that begins with ``::error::``, spaces before it or not, as a command, and
``##[error]`` wherever it stands; rich may break a line at any word. So both are taken apart everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from autograder.render.wording import (
    NO_TOPICS,
    STATES,
    Topics,
    counted,
    findings,
    lost,
    manual_line,
    one_line,
    points_of,
    question_states,
    questions_of,
    sandbox_line,
    visible,
)
from autograder.report import ExerciseResult, Outcome, Report

_RUNNER_COMMAND = re.compile(r":(?=:[A-Za-z])|#(?=#[A-Za-z]*\[)")
"""Its first character, so that a space after it parts the two; ``x[: :step]`` still is Python."""

_AT_THE_BEGINNING = re.compile(r"^:+(?=:[A-Za-z])|#(?=#[A-Za-z]*\[)")
"""The same in a line that is printed unwrapped, where ``::`` is a command at the beginning only."""

LONGEST_STEP = 20_000
"""Characters of what came or was expected, for who has to decide by it."""

_CALM, _PARTLY, _MISSING, _OURS = "green", "yellow", "red", "magenta"


def _defused(text: str) -> str:
    return _RUNNER_COMMAND.sub(r"\g<0> ", text)


def _shown(text: str, style: str = "") -> Text:
    # A Text, never a str: rich reads [red] in a str as markup.
    return Text(_defused(visible(text).expandtabs(4)), style=style)


def line(text: str, style: str = "") -> Text:
    """Any text as one line that does nothing to a terminal or a runner, as long as nothing wraps it."""
    return Text(_AT_THE_BEGINNING.sub(r"\g<0> ", one_line(text)), style=style)


def _folded(text: str, style: str = "") -> Text:
    """A ``line`` that may be wrapped anywhere."""
    return Text(_defused(one_line(text)), style=style)


def _style(score: int | None, max_score: int) -> str:
    if score is None:
        return _OURS
    if score >= max_score:
        return _CALM
    return _PARTLY if score else _MISSING


def _lost_in(report: Report) -> Text:
    ours = [exercise for exercise in report.exercises if exercise.score is None]
    missed = [exercise for exercise in report.exercises if lost(exercise)]
    if missed and all(exercise.score == 0 for exercise in missed) and len(missed) == len(report.exercises):
        return Text("every exercise", style=_MISSING)
    cells = [_folded(f"{exercise.id} (grader error)", _OURS) for exercise in ours]
    for exercise in missed:
        points = points_of(exercise.score, exercise.max_score)
        cells.append(_folded(f"{exercise.id} {points}", _style(exercise.score, exercise.max_score)))
    return Text(", ").join(cells)


def table(reports: Sequence[Report]) -> Table:
    """One row a submission, in the order given; "lost in" names the exercises with points still to be had."""
    weak = sum(not report.sandbox.strong for report in reports)
    grid = Table(
        box=box.SIMPLE_HEAD,
        header_style="bold",
        caption=f"weak sandbox for {weak} of {counted(len(reports), 'submission')}" if weak else None,
        caption_justify="left",
        caption_style=_PARTLY,
    )
    grid.add_column("submission", overflow="fold")
    grid.add_column("score", justify="right", no_wrap=True)
    grid.add_column("lost in", overflow="fold")
    grid.add_column("notes", justify="right", no_wrap=True)
    grid.add_column("seconds", justify="right", no_wrap=True)
    for report in reports:
        notes = len(report.notes) + len(report.unreadable)
        grid.add_row(
            _folded(report.submission),
            Text(points_of(report.score, report.max_score), style=_style(report.score, report.max_score)),
            _lost_in(report),
            str(notes) if notes else "",
            f"{report.seconds:.2f}",
        )
    return grid


def _exercise(exercise: ExerciseResult, topics: Topics) -> list[RenderableType]:
    if exercise.bonus and exercise.score is not None:
        score = Text("bonus".rjust(7), style=_PARTLY if exercise.missed else _CALM)
    else:
        points = points_of(exercise.score, exercise.max_score)
        score = Text(points.rjust(7), style=_style(exercise.score, exercise.max_score))
    asked = questions_of(exercise.questions)
    lines: list[RenderableType] = [
        Text.assemble(score, "  ", _folded(exercise.id, "bold"), (f"  {asked}" if asked else "", "dim"))
    ]
    if exercise.missed and topics:
        states = question_states(exercise, topics)
        lines += [Padding(_folded(each, "dim"), (0, 0, 0, 9)) for each in states]
    for check, found, hint in findings(exercise):
        ours = check.outcome is Outcome.GRADER_ERROR
        state = Text(f"{STATES[check.outcome]}: ", style=_OURS if ours else _PARTLY)
        lines.append(Padding(Text.assemble(state, _shown(found)), (0, 0, 0, 9)))
        if hint:
            lines.append(Padding(Text.assemble(("hint: ", "bold"), _shown(hint)), (0, 0, 0, 9)))
    return lines


def details(report: Report, topics: Topics = NO_TOPICS) -> RenderableType:
    """One submission in full: every exercise with its questions, and each missed check with its hint."""
    score = points_of(report.score, report.max_score)
    lines: list[RenderableType] = [
        Text.assemble(
            _folded(report.submission, "bold"),
            "  ",
            (score, f"bold {_style(report.score, report.max_score)}"),
            "  ",
            _folded(report.assignment, "dim"),
        )
    ]
    if report.score is None:
        lines.append(Text("No score yet: the grader failed, which is not the student's fault.", style=_OURS))
    if report.manual_points:
        lines.append(Text(manual_line(report.manual_points)))
    lines.append(Text())
    for exercise in report.exercises:
        lines.extend(_exercise(exercise, topics))
    notes = [*report.notes, *(f"cannot be read: {name}" for name in report.unreadable)]
    if notes:
        lines += [Text(), Text("Notes", style="bold")]
        lines += [Padding(_shown(note), (0, 0, 0, 2)) for note in notes]
    lines.append(Text())
    sandbox = _folded(sandbox_line(report.sandbox), "dim" if report.sandbox.strong else _PARTLY)
    lines += [sandbox, Text(f"{report.seconds:.2f} seconds", style="dim")]
    return Group(*lines)


def explanation(
    submission: str, exercise: ExerciseResult, answer: str, looks: Sequence[tuple[str, Sequence[tuple[str, str]]]]
) -> RenderableType:
    """How the checks of an exercise came to their verdicts: the answer, then each check, the missed ones first.

    ``looks`` has for each look its check and (what, text) of its steps; those of a check that holds are left out where
    another one was missed.
    """
    points = points_of(exercise.score, exercise.max_score)
    lines: list[RenderableType] = [
        Text.assemble(_folded(submission, "bold"), "  ", _folded(exercise.id, "bold"), f"  {points}"),
        Padding(_shown(answer), (1, 0, 0, 4)),
    ]
    for check in sorted(exercise.checks, key=lambda check: check.outcome is Outcome.PASSED):
        state = f"{STATES[check.outcome]}, {counted(check.max_points, 'point')}"
        lines += [Text(), Text.assemble(_folded(check.id, "bold"), f"  {state}")]
        for text in filter(None, (check.message, check.hint)):
            lines.append(Padding(_shown(text), (0, 0, 0, 2)))
        if check.outcome is Outcome.PASSED and exercise.missed:
            continue
        mine = [list(steps) for name, steps in looks if name == check.id]
        for number, steps in enumerate(mine):
            if len(mine) > 1:
                where = "in the student's own notebook" if number else "with the course's answers to what it needs"
                same = ": the same" if number and steps == mine[0] else ""
                lines.append(Padding(Text(f"{where}{same}", style="dim"), (0, 0, 0, 2)))
                if same:
                    continue
            grid = Table.grid(padding=(0, 2, 0, 0))
            grid.add_column(justify="right", no_wrap=True, style="dim")
            grid.add_column(overflow="fold")
            for what, text in steps:
                grid.add_row(what, Text(_defused(visible(text, LONGEST_STEP).expandtabs(4))))
            lines.append(Padding(grid, (0, 0, 0, 2)))
    return Group(*lines)
