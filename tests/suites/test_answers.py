"""Right answers in other spellings keep every point; planted mistakes lose some, in their own exercise only."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from autograder.course import load_course
from autograder.planted import Kind, Planted, Tried, planted, trials
from tests.sample_class import ASSIGNMENT

COURSE = load_course(Path(__file__).parent)
ASSIGNED = COURSE.assignment(ASSIGNMENT)
ANSWERS = planted(COURSE, ASSIGNED)
RIGHT = [each for each in ANSWERS if each.kind is Kind.RIGHT]
MISTAKES = [each for each in ANSWERS if each.kind is Kind.MISTAKE]

Outcomes = Mapping[str, Tried]


@pytest.fixture(scope="module")
def tried() -> Outcomes:
    """What became of each answer, by its label."""
    return {each.planted.label: each for each in trials(COURSE, ASSIGNED, ANSWERS, os.cpu_count() or 1)}


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
    assert sum(bool(each.announced) for each in MISTAKES) >= 0.9 * len(MISTAKES)


def test_each_exercise_has_answers_of_both_kinds() -> None:
    for exercise in ASSIGNED.exercises:
        assert sum(each.exercise == exercise.id for each in RIGHT) >= 3, exercise.id
        assert sum(each.exercise == exercise.id for each in MISTAKES) >= 3, exercise.id
