"""Feedback pages: one HTML file each that runs no script and asks the network for nothing.

Three walls stand between a submission and its reader: jinja2 escapes every value, ``visible`` passes over
every value before that, and the page's own Content-Security-Policy forbids whatever would be left.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from statistics import fmean, mean, median
from urllib.parse import quote

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

HINTS_SHOWN = 12
"""About one screen: what a lesson can take up. Rarer hints are on the students' own pages."""

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


@dataclass(frozen=True)
class _Cell:
    """One student's score in one exercise; ``kind`` names the colour, ``words`` is for screen readers."""

    kind: str
    text: str
    words: str


def _cell(exercise: ExerciseResult | None) -> _Cell:
    if exercise is None:
        return _Cell("absent", "", "not in this assignment")
    if exercise.score is None:
        return _Cell("ours", "?", "no score yet")
    if exercise.bonus:
        done = not exercise.missed
        return _Cell("full" if done else "part", "yes" if done else "no", f"practice, {'done' if done else 'not yet'}")
    words = f"{exercise.score} of {exercise.max_score}"
    kind = "part" if exercise.score else "none"
    return _Cell("full" if not lost(exercise) else kind, f"{exercise.score}/{exercise.max_score}", words)


@dataclass(frozen=True)
class _Column:
    """One exercise over the class; ``graded`` counts the students with a score in it."""

    id: str
    full: int
    graded: int
    mean: Fraction | None
    """The mean share of the exercise's points, 0 to 1; None where it has none."""


def _column(exercise_id: str, results: Sequence[ExerciseResult]) -> _Column:
    graded = [result for result in results if result.score is not None]
    shares = [Fraction(result.score or 0, result.max_score) for result in graded if result.max_score]
    return _Column(
        id=exercise_id,
        full=sum(not result.missed for result in graded),
        graded=len(graded),
        mean=mean(shares) if shares else None,
    )


def _common_hints(reports: Sequence[Report]) -> list[tuple[int, str, str]]:
    """(students, exercise, hint), the most common first; a student counts once for a hint."""
    counts: Counter[tuple[str, str]] = Counter()
    for report in reports:
        given = [
            (exercise.id, check.hint.strip())
            for exercise in report.exercises
            for check in exercise.missed
            if check.hint.strip()
        ]
        counts.update(list(dict.fromkeys(given)))  # not a set: ties stay in course order
    return [(count, *key) for key, count in counts.most_common(HINTS_SHOWN)]


def _href(path: str) -> str:
    """A relative link; ``javascript:`` and ``//host`` in a path are folder names here, and nothing else."""
    return "./" + quote(path.encode(errors="surrogateescape"))


def class_page(reports: Sequence[Report], title: str, links: Sequence[str] = ()) -> str:
    """All students by all exercises, in the students' alphabetical order.

    ``links`` has, for each report, the path of its page (relative to this one, not yet quoted) or an empty text.
    """
    linked = sorted(
        zip(reports, links or [""] * len(reports), strict=True),
        key=lambda pair: (pair[0].submission.casefold(), pair[0].submission, pair[0].assignment),
    )
    rows = [report for report, _ in linked]
    by_row = [{exercise.id: exercise for exercise in report.exercises} for report in rows]
    ids = list(dict.fromkeys(exercise.id for report in reports for exercise in report.exercises))
    scores = [report.score for report in rows if report.score is not None]
    highest = {report.max_score for report in rows}
    return (
        environment()
        .get_template("class.html")
        .render(
            title=title,
            rows=[
                (
                    report,
                    _href(link) if link else "",
                    [_cell(results.get(each)) for each in ids],
                )
                for (report, link), results in zip(linked, by_row, strict=True)
            ],
            columns=[_column(each, [results[each] for results in by_row if each in results]) for each in ids],
            several=len({report.assignment for report in rows}) > 1,
            mean=fmean(scores) if scores else None,
            median=median(scores) if scores else None,
            max_score=highest.pop() if len(highest) == 1 else None,
            waiting=len(rows) - len(scores),
            weak=sum(not report.sandbox.strong for report in rows),
            hints=_common_hints(rows),
        )
    )
