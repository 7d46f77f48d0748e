"""A report as Markdown for the sites that host repositories: GitHub, GitLab, Gitea show it as it stands.

They do more than Markdown says: they link bare addresses, ``@names``, ``#1``, ``GH-1`` and what looks like a commit,
draw ``:emoji:``, formulas and labels, and each has further marks. All of them leave code alone. So what is a plain word
stays text, and whatever else a text quotes is shown as code; nothing is escaped, for that is where the sites differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from autograder.render.standing import NOTHING, Standing, standing_lines
from autograder.render.wording import (
    NO_TOPICS,
    STATES,
    Topics,
    counted,
    findings,
    lost,
    manual_line,
    opening,
    points_of,
    property_of,
    question_state,
    question_states,
    questions_answered,
    questions_of,
    sandbox_line,
    visible,
)
from autograder.report import ExerciseResult, Outcome, Report

LONGEST: Final = 1000
"""Characters of one text that are shown; the page has them all, and sites show no file past half a megabyte."""

_PIECE: Final = re.compile(r"(?:`[^`]+`|\[[^\[\]`]*\]|\S)+")
"""What stands between blanks; code in backticks and lists in brackets are not cut."""
_OPEN: Final = "\"'(\u201c\u2018\u201e\u00ab"
_CLOSE: Final = "\"').,;:!?\u201d\u2019\u00bb\u2026"
_AROUND: Final = re.compile(rf"([{_OPEN}]*)(.*?)([{_CLOSE}]*)", re.DOTALL)
_PLAIN: Final = re.compile(
    r"""
    [^\W_]+ (?: ['\u2019/-] [^\W_]+ )* %?             # words: don't, and/or, well-known, 90%
    | [-+\u2212]? \d+ (?: \.\d+ )? (?: e[-+]?\d+ )? %? # numbers: -0.5, 1e-05
    | \d+ (?: ,\d+ )+
    | [^\W\d_] (?: \. [^\W\d_] )+                      # e.g
    | [-+=/\u2013\u2014\u00d7]                         # alone, between words
    | ==
    """,
    re.VERBOSE,
)
_REFERENCE: Final = re.compile(r"\b[0-9a-fA-F]{7,}\b|\b[^\W\d_][^\W_]*-\d")
"""What could be a commit, or an issue of another tracker: ``ab12cd3``, ``GH-1``."""
_CODE: Final = re.compile(r"`([^`]+)`")
_BETWEEN: Final = re.compile(r"(?:[^\W\d_]|[-()'\u2019/,])*")
"""What may stand before, between and after code without a blank: `w`'s, `a`/`b`."""
_MARKER: Final = re.compile(r"\d+[.)]|[-+=]+")
"""Would begin a list, or make the line above a heading, where a line begins."""


def markdown(
    report: Report,
    title: str,
    topics: Topics = NO_TOPICS,
    pages: Sequence[str] = (),
    standing: Standing = NOTHING,
) -> str:
    """One student's feedback, the same for the same report whenever it was made; it holds no link and no picture.

    ``pages`` are the names of the files in which a person's points and comments stand.
    """
    todo = [exercise for exercise in report.exercises if lost(exercise)]
    ours = [exercise for exercise in report.exercises if exercise.score is None]
    score = "No score yet." if report.score is None else f"{report.score} of {counted(report.max_score, 'point')}."
    blocks = [
        f"# Feedback: {_quoted(report.assignment)}",
        f"{_prose(title)}, {_quoted(report.submission)}",
        f"**{score}** {_prose(opening(report, todo, ours))}",
        *(_prose(line) for line in standing_lines(standing, report.score)),
        *_by_person(report, pages),
        "The whole of it is in `feedback.html`: pull this branch and open that file in a browser.",
        *_sections(report, topics, todo, ours),
        f"{_prose(sandbox_line(report.sandbox))}{'' if report.sandbox.strong else ' This does not change the score.'}",
    ]
    return "\n\n".join(blocks) + "\n"


def _by_person(report: Report, pages: Sequence[str]) -> Iterator[str]:
    manual = manual_line(report.manual_points)
    given = f"What a person gave and wrote stands in {_listed([_quoted(page) for page in pages])}." if pages else ""
    if manual or given:
        yield f"{manual} {given}".strip()


def _sections(
    report: Report, topics: Topics, todo: Sequence[ExerciseResult], ours: Sequence[ExerciseResult]
) -> Iterator[str]:
    if ours:
        yield "## Not graded yet"
        yield "\n".join(f"- {_quoted(each.id)}: the grader failed here; it is not your fault." for each in ours)
    if todo:
        yield "## What to look at first"
        for exercise in todo:
            yield f"### {_quoted(exercise.id)}: {exercise.score} of {counted(exercise.max_score, 'point')}"
            yield from _details(exercise, topics)
    practice = [each for each in report.exercises if each.bonus and each.score is not None]
    graded = [each for each in report.exercises if each not in practice]
    if graded:
        yield "## All exercises"
        yield _table(graded)
    if practice:
        yield "## Practice, without points"
        for exercise in practice:
            yield f"### {_quoted(exercise.id)}: {'not yet' if exercise.missed else 'every check holds'}"
            yield from _missed(exercise)
    answered = questions_answered(report)
    if answered:
        yield "## The questions"
        yield f"{sum(answered.values())} of {counted(len(answered), 'question')} answered."
        yield "\n".join(f"- {_prose(question_state(*each, topics))}" for each in answered.items())
    if report.notes or report.unreadable:
        yield "## Notes"
        files = [f"- This file could not be read as a notebook: {_quoted(name)}" for name in report.unreadable]
        yield "\n".join([*files, *(f"- {_prose(note)}" for note in report.notes)])
    yield "## How it was graded"


def _details(exercise: ExerciseResult, topics: Topics) -> Iterator[str]:
    states = question_states(exercise, topics)
    if states:
        yield "\n".join(f"- {_prose(each)}" for each in states)
    yield from _missed(exercise)
    held = [_prose(property_of(each)) for each in exercise.checks if each.outcome is Outcome.PASSED]
    if held:
        yield f"Already holds: {'; '.join(held)}."


def _missed(exercise: ExerciseResult) -> Iterator[str]:
    for check, found, hint in findings(exercise):
        yield f"**{STATES[check.outcome].capitalize()}:** {_prose(found)}"
        if hint:
            yield f"> **Hint:** {_prose(hint)}"


def _table(exercises: Sequence[ExerciseResult]) -> str:
    rows = ["| exercise | points | asks |", "| --- | ---: | --- |"]
    for each in exercises:
        # Sites differ in how a bar in a cell is escaped.
        name = _quoted(each.id.replace("|", "\u00a6"))
        rows.append(f"| {name} | {points_of(each.score, each.max_score)} | {questions_of(each.questions)} |")
    return "\n".join(rows)


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _short(text: str) -> str:
    """One line without anything that acts on a reader, and not endless."""
    return " ".join(visible(text, LONGEST).split())


def _quoted(text: str) -> str:
    """A name as code."""
    return _code(_short(text) or "?")


def _code(text: str) -> str:
    """A code span that ends where the text does, whatever backticks are in it."""
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _prose(text: str) -> str:
    """A text of the grader's, which may quote a student's: its words as they are, and the rest as code."""
    shown: list[str] = []
    for piece in _PIECE.findall(_short(text)):
        shown.append(_piece(piece, first=not shown))
    return " ".join(shown)


def _piece(piece: str, first: bool) -> str:
    found = _AROUND.fullmatch(piece)
    assert found is not None  # the middle takes anything
    before, core, after = found.groups()
    if core == "" or (_PLAIN.fullmatch(core) and not _REFERENCE.search(core)):
        return _code(piece) if first and _MARKER.fullmatch(piece) else piece
    if mixed := _mixed(core):
        return f"{before}{mixed}{after}"
    core = piece.rstrip(".,;:!?")
    if core.endswith(")") and core.count(")") > core.count("("):
        core = core[:-1]
    return f"{_code(core)}{piece[len(core) :]}" if core else _code(piece)


def _mixed(core: str) -> str:
    """Code in backticks with bits of words around it; empty where it is anything else."""
    parts = _CODE.split(core)
    around = parts[::2]
    if len(parts) == 1 or not all(map(_BETWEEN.fullmatch, around)) or "" in around[1:-1] or _REFERENCE.search(core):
        return ""
    return "".join(_code(" ".join(part.split()) or "?") if place % 2 else part for place, part in enumerate(parts))
