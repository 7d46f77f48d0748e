"""The words that the renderers share, and the one place where a student's text is made safe to look at.

An escape character can retitle a terminal or hide a line, U+202E turns what follows it around, and a
zero-width character makes two different names look alike. None of them reaches a reader.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from autograder.report import CheckResult, ExerciseResult, Layers, Outcome, Report

LONGEST = 4000
"""Characters of one text that are shown: some 40 lines. Longer ones are dumps of data, and bury the rest."""

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
# C0 and C1 but for newline and tab, the two line separators that are no newline, lone surrogates.
_CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff"
_SHOWN_AS_ESCAPE = re.compile(f"[{_CONTROLS}{_BIDI}]")

# Unicode's Default_Ignorable_Code_Point without the bidi controls, and the noncharacters: nothing to see.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f\u3164"
    "\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


def visible(text: str, longest: int = LONGEST) -> str:
    r"""The text with control, escape and bidi characters spelled as in Python (``\x1b``, ``\u202e``).

    Characters with no shape at all are dropped. Newlines and tabs stay; CRLF becomes a newline. What goes on past
    ``longest`` characters is counted only.
    """
    if len(text) > longest:
        text = f"{text[:longest]} ... ({len(text) - longest} more characters)"
    text = _INVISIBLE.sub("", text.replace("\r\n", "\n"))
    return _SHOWN_AS_ESCAPE.sub(lambda found: ascii(found[0])[1:-1], text)


def one_line(text: str) -> str:
    """``visible``, with every run of white space as one space."""
    return " ".join(visible(text).split())


def points_of(score: int | None, max_score: int) -> str:
    """``4/6``, and a dash for what has no score."""
    return f"{'-' if score is None else score}/{max_score}"


def questions_of(numbers: Sequence[int]) -> str:
    """``question 13`` or ``questions 19, 23 and 24``; empty for none."""
    if not numbers:
        return ""
    if len(numbers) == 1:
        return f"question {numbers[0]}"
    return f"questions {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"


def counted(number: int, noun: str) -> str:
    """``1 exercise``, ``3 exercises``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def manual_line(points: int) -> str:
    """Says who gives the manual points; empty where there are none."""
    if not points:
        return ""
    return f"{counted(points, 'more point')} {'is' if points == 1 else 'are'} given by a person."


def property_of(check: CheckResult) -> str:
    """The check's id as words: ``test_the_shape_is_kept[3]`` is "the shape is kept [3]"."""
    name, bracket, parameter = check.id.removeprefix("test_").partition("[")
    words = name.replace("_", " ").strip()
    return f"{words} {bracket}{parameter}".strip()


def finding(check: CheckResult) -> str:
    """What did not hold: the check's message, or the property that its id names where it left none."""
    if check.outcome is Outcome.SKIPPED:
        return check.message.strip() or "there is no answer here that can be read"
    return check.message.strip() or property_of(check)


STATES = {
    Outcome.PASSED: "holds",
    Outcome.FAILED: "not yet",
    Outcome.CRASHED: "stopped with an error",
    Outcome.TIMED_OUT: "ran out of time",
    Outcome.SKIPPED: "nothing to check yet",
    Outcome.GRADER_ERROR: "not graded",
}
"""Each outcome in a student's words: a missed check is not there yet, never wrong."""


def findings(exercise: ExerciseResult) -> list[tuple[CheckResult, str, str]]:
    """The missed checks as (check, finding, hint), the same finding and the same hint once only.

    One NameError makes every check of an exercise crash with the same message.
    """
    found: set[tuple[Outcome, str]] = set()
    given: set[str] = {""}
    rows = []
    for check in exercise.missed:
        what, hint = finding(check), check.hint.strip()
        if (check.outcome, what) in found and hint in given:
            continue
        rows.append((check, what, "" if hint in given else hint))
        found.add((check.outcome, what))
        given.add(hint)
    return rows


def opening(report: Report, todo: Sequence[ExerciseResult], ours: Sequence[ExerciseResult]) -> str:
    """The one sentence below the score."""
    if not report.exercises:
        return "There was nothing to grade in this submission yet."
    if ours:
        return "Part of the grading failed on our side. It is not your fault, and you need not do anything."
    if not todo:
        return "Every automatic point is yours. Well done."
    if all(check.outcome is Outcome.SKIPPED for exercise in todo for check in exercise.checks):
        why = "; the notes say why" if report.notes or report.unreadable else ""
        return f"There is no answer yet that can be read in {counted(len(todo), 'exercise')}{why}."
    graded = [exercise for exercise in report.exercises if not exercise.bonus]
    done = len(graded) - len(todo)
    if done:
        left = f"{len(todo)} {'has' if len(todo) == 1 else 'have'} points left to find"
        return f"{done} of {counted(len(graded), 'exercise')} done; {left}."
    return "The points are still ahead of you. Take the first exercise below, and go on from there."


def lost(exercise: ExerciseResult) -> bool:
    """Whether points are still to be had here; an exercise that the grader failed on has lost none."""
    return exercise.score is not None and exercise.score < exercise.max_score


Topics = Mapping[int, str]
"""A question's number -> what it is about, in a few words."""
NO_TOPICS: Topics = MappingProxyType({})


def question_state(number: int, answered: bool, topics: Topics) -> str:
    """``Question 24, why gradients are reset: not yet``."""
    topic = f", {topics[number]}" if number in topics else ""
    return f"Question {number}{topic}: {'answered' if answered else 'not yet'}"


def question_states(exercise: ExerciseResult, topics: Topics) -> list[str]:
    """A line for each question of an exercise."""
    return [question_state(number, exercise.answered(number), topics) for number in exercise.questions]


def questions_answered(report: Report) -> dict[int, bool]:
    """Each question of the assignment, in order -> whether all exercises that ask it have answered it."""
    answered: dict[int, bool] = {}
    for exercise in report.exercises:
        for number in exercise.questions:
            answered[number] = answered.get(number, True) and exercise.answered(number)
    return dict(sorted(answered.items()))


def layers_of(layers: Layers) -> list[str]:
    """The sandbox layers that held, in words."""
    held = []
    if layers.landlock:
        held.append(f"Landlock (ABI {layers.landlock})")
    if layers.seccomp:
        held.append("seccomp")
    if layers.namespaces:
        held.append(f"namespaces ({', '.join(layers.namespaces)})")
    if layers.bounded_scratch:
        held.append("bounded scratch")
    if layers.rlimits:
        held.append("resource limits")
    if layers.no_privileges:
        held.append("no privileges")
    if layers.closed_descriptors:
        held.append("closed descriptors")
    return held


def sandbox_line(layers: Layers) -> str:
    """One sentence on the sandbox; begins with "Weak sandbox" where it was not strong."""
    held = ", ".join(layers_of(layers)) or "none"
    if layers.strong:
        return f"Sandbox layers active: {held}."
    return f"Weak sandbox: without {' and '.join(layers.lacking)}. Layers active: {held}."
