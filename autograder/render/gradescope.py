"""One report as Gradescope's ``results.json``.

Fields are those of Gradescope's published specification, and nothing else. Everything is declared as ``text``, which
Gradescope shows escaped in a ``<pre>``: in its other formats (HTML, Markdown, ANSI) a student's words would be markup.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from autograder.render.page import hints_text
from autograder.render.wording import (
    NO_TOPICS,
    Topics,
    counted,
    manual_line,
    one_line,
    question_states,
    questions_of,
    sandbox_line,
    visible,
)
from autograder.report import ExerciseResult, Report

HALF_MINUTE: Final = 30
NO_NUMBERS: Final[Mapping[str, str]] = MappingProxyType({})


def results(
    report: Report,
    seconds: float,
    topics: Topics = NO_TOPICS,
    numbers: Mapping[str, str] = NO_NUMBERS,
    advice: Sequence[str] = (),
    visibility: str = "visible",
) -> dict[str, Any]:
    """The object to write as ``results.json``: an entry for each exercise, and the report's own total.

    ``numbers`` says how an exercise is numbered (``2.7``), ``advice`` what the student reads first. ``seconds`` is what
    the run took in all, of which the next half minute is told: code can choose how long it takes. ``visibility`` is
    Gradescope's own word for when students see the entries. ValueError for a report without a score: the total of its
    entries would be one all the same.
    """
    if report.score is None:
        raise ValueError(f"{report.submission!r} has no score; Gradescope would add up one from what there is")
    return {
        # Overrides the sum of the entries: the two agree, and practice exercises need no points to be shown.
        "score": report.score,
        "execution_time": HALF_MINUTE * math.ceil(seconds / HALF_MINUTE),
        "output": _summary(report, advice),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": visibility,
        "stdout_visibility": "hidden",
        "tests": [_entry(exercise, topics, numbers) for exercise in report.exercises],
        "extra_data": {
            "schema": report.schema_version,
            "assignment": report.assignment,
            "exercises": [exercise.id for exercise in report.exercises],
            "max_score": report.max_score,
            "manual_points": report.manual_points,
            "strong_sandbox": report.sandbox.strong,
        },
    }


def _summary(report: Report, advice: Sequence[str]) -> str:
    lines = [*advice, f"{report.score} of {counted(report.max_score, 'point')}."]
    if report.manual_points:
        lines.append(manual_line(report.manual_points))
    if not report.sandbox.strong:
        lines.append(sandbox_line(report.sandbox))
    if report.notes:
        lines += ["", "Notes", *(f"- {note}" for note in report.notes)]
    return "\n".join(map(visible, lines))


def _entry(exercise: ExerciseResult, topics: Topics, numbers: Mapping[str, str]) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "name": _name(exercise, topics),
        "status": "failed" if exercise.missed else "passed",
        "output": _output(exercise, topics),
        "tags": [f"question {number}" for number in exercise.questions],
        "visibility": "visible",
        "extra_data": {"exercise": exercise.id},
    }
    if exercise.id in numbers:
        entry["number"] = numbers[exercise.id]
    if not exercise.bonus:  # "0 of 0" would look like a failure; the specification lets an entry go without points
        entry |= {"score": exercise.score, "max_score": exercise.max_score}
    return entry


def _name(exercise: ExerciseResult, topics: Topics) -> str:
    """``mse: question 13, the mean of the squares`` or ``split-rows: practice, without points``."""
    asked = questions_of(exercise.questions)
    about = "; ".join(topics[number] for number in exercise.questions if number in topics)
    practice = "practice, without points" if exercise.bonus else ""
    said = ", ".join(part for part in (asked, about, practice) if part)
    return one_line(f"{exercise.id}: {said}" if said else exercise.id)


def _output(exercise: ExerciseResult, topics: Topics) -> str:
    if not exercise.missed:
        return "Everything holds."
    return "\n".join(filter(None, (*question_states(exercise, topics), hints_text(exercise))))
