"""`autograder check` has nothing to say: right answers in other spellings keep every point, planted mistakes lose some.

The command is run once, and what it found of each planted answer on its way is looked at one by one; of the planted
answers, one in six and at least one of each kind and exercise, but in a proof.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from autograder.authoring import planted as planting
from autograder.authoring.planted import Kind, Planted, Tried, planted, trials
from autograder.cli import app
from autograder.course import load_course
from tests.proof import some
from tests.sample_class import ASSIGNMENT

pytestmark = pytest.mark.finds("a planted answer that is not judged as its folder says")

COURSE = load_course(Path(__file__).parent)
ASSIGNED = COURSE.assignment(ASSIGNMENT)
ALL = planted(COURSE, ASSIGNED)
UNNAMED = [each for each in ALL if each.announced == ""]
ANSWERS = [
    *some([each for each in ALL if each not in UNNAMED], 6, kind=lambda each: (each.kind, each.exercise)),
    *some(UNNAMED, 6),
]
RIGHT = [each for each in ANSWERS if each.kind is Kind.RIGHT]
MISTAKES = [each for each in ANSWERS if each.kind is Kind.MISTAKE]

Outcomes = dict[str, Tried]


@dataclass(frozen=True)
class Checked:
    """How the command ended, and what became of each answer, by its label."""

    ended: Result
    outcomes: Outcomes


@pytest.fixture(scope="module")
def checked() -> Checked:
    outcomes: Outcomes = {}

    def heard(*arguments: Any) -> Iterator[Tried]:
        for each in trials(*arguments):
            outcomes[each.planted.label] = each
            yield each

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(planting, "trials", heard)
        patch.setattr(planting, "planted", lambda *_: ANSWERS)
        ended = CliRunner().invoke(app, ["check", "--course", str(COURSE.root)], catch_exceptions=False)
    return Checked(ended, outcomes)


@pytest.fixture(scope="module")
def tried(checked: Checked) -> Outcomes:
    return checked.outcomes


def test_the_course_agrees_with_itself(checked: Checked) -> None:
    assert checked.ended.exit_code == 0, checked.ended.output
    assert f"{len(ASSIGNED.exercises)} exercises, all consistent" in checked.ended.output
    assert set(checked.outcomes) == {each.label for each in ANSWERS}


@pytest.mark.parametrize("answer", RIGHT, ids=lambda each: each.label)
def test_a_right_answer_keeps_every_point(answer: Planted, tried: Outcomes) -> None:
    missed = {
        check.id: (check.message, check.hint)
        for result in tried[answer.label].results.values()
        for check in result.missed
    }
    assert not missed


@pytest.mark.parametrize("answer", MISTAKES, ids=lambda each: each.label)
def test_a_mistake_loses_points_in_its_own_exercise_only(answer: Planted, tried: Outcomes) -> None:
    assert tried[answer.label].lost == {answer.exercise}


@pytest.mark.parametrize("answer", MISTAKES, ids=lambda each: each.label)
def test_a_mistake_is_named(answer: Planted, tried: Outcomes) -> None:
    assert tried[answer.label].named, tried[answer.label].hints


def test_nine_mistakes_in_ten_are_named() -> None:
    mistakes = [each for each in ALL if each.kind is Kind.MISTAKE]
    assert sum(bool(each.announced) for each in mistakes) >= 0.9 * len(mistakes)


def test_each_exercise_has_answers_of_both_kinds() -> None:
    for exercise in ASSIGNED.exercises:
        for kind in Kind:
            assert sum((each.exercise, each.kind) == (exercise.id, kind) for each in ALL) >= 3, exercise.id
