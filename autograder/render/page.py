"""Feedback pages: one HTML file each that runs no script and asks the network for nothing.

Three walls stand between a submission and its reader: jinja2 escapes every value, ``visible`` passes over
every value before that, and the page's own Content-Security-Policy forbids whatever would be left.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from autograder.render.standing import NOTHING, Standing, standing_lines
from autograder.render.wording import (
    NO_TOPICS,
    STATES,
    Topics,
    counted,
    finding,
    findings,
    lost,
    manual_line,
    one_line,
    opening,
    property_of,
    question_state,
    question_states,
    questions_answered,
    sandbox_line,
    visible,
)
from autograder.report import ExerciseResult, Report

_CODE = re.compile(r"`([^`\n]+)`")


def _finalized(value: object) -> object:
    # Only plain str: a Markup is a block or macro that has been through here.
    return visible(value) if type(value) is str else value


def _spans(text: str) -> list[tuple[bool, str]]:
    """The text cut at backticks: (is code, piece)."""
    return [(bool(index % 2), piece) for index, piece in enumerate(_CODE.split(text.strip())) if piece]


def _percent(part: int | Fraction, whole: int) -> int:
    """Rounded down, so that 100 % means all of it."""
    return int(100 * part // whole) if whole else 0


def _number(value: float) -> str:
    """One decimal, and none where it would be a zero: 2, 2.5."""
    return f"{value:.1f}".removesuffix(".0")


def _of_points(score: float, max_score: float) -> str:
    """``0 of 1 point``, ``2.5 of 4 points``."""
    return f"{_number(score)} of {_number(max_score)} {'point' if max_score == 1 else 'points'}"


@cache
def environment() -> Environment:
    """The templates, with every value escaped and made visible where it is printed."""
    made = Environment(
        loader=PackageLoader("autograder", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalized,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(spans=_spans, property=property_of, one_line=one_line)
    made.globals.update(
        counted=counted,
        finding=finding,
        findings=findings,
        percent=_percent,
        number=_number,
        of_points=_of_points,
        question_state=question_state,
        question_states=question_states,
        STATES=STATES,
    )
    return made


def submission_page(report: Report, title: str, topics: Topics = NO_TOPICS, standing: Standing = NOTHING) -> str:
    """One student's feedback, in the words of the questions; backticks in a topic mean code."""
    todo = [exercise for exercise in report.exercises if lost(exercise)]
    ours = [exercise for exercise in report.exercises if exercise.score is None]
    return (
        environment()
        .get_template("submission.html")
        .render(
            title=title,
            report=report,
            opening=opening(report, todo, ours),
            manual=manual_line(report.manual_points),
            standing=list(standing_lines(standing, report.score)),
            todo=todo,
            ours=ours,
            done=[each for each in report.exercises if each.score == each.max_score and not each.bonus],
            practice=[each for each in report.exercises if each.bonus and each.score is not None],
            questions=questions_answered(report),
            topics=topics,
            sandbox=sandbox_line(report.sandbox),
        )
    )


def exercise_html(exercise: ExerciseResult, topics: Topics = NO_TOPICS) -> str:
    """One exercise as a fragment without a style of its own, for the output of a notebook's cell."""
    rows = findings(exercise)
    return environment().get_template("exercise.html").render(exercise=exercise, rows=rows, topics=topics)


def exercise_text(exercise: ExerciseResult, topics: Topics = NO_TOPICS) -> str:
    """The same in plain text, a line for each finding and each hint."""
    if exercise.score is None:
        return f"{exercise.id}: not graded. The grader failed here; it is not your fault."
    lines = [f"{exercise.id}: {exercise.score} of {counted(exercise.max_score, 'point')}"]
    lines += question_states(exercise, topics)
    return "\n".join([*lines, *_finding_lines(exercise)])


def hints_text(exercise: ExerciseResult) -> str:
    """What an exercise missed, and the hints, as plain text; empty where there is nothing to say."""
    return "\n".join(_finding_lines(exercise)) if exercise.score is not None else ""


def _finding_lines(exercise: ExerciseResult) -> list[str]:
    lines = []
    for check, found, hint in findings(exercise):
        lines.append(f"{STATES[check.outcome].capitalize()}: {one_line(found)}")
        lines += [f"Hint: {one_line(hint)}"] if hint else []
    return lines
