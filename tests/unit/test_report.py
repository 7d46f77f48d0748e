"""A report cannot disagree with itself, and comes back from its line as it was."""

import json

import pytest
from pydantic import ValidationError

from autograder.report import LONGEST_NOTE, MOST_NOTES, CheckResult, Layers, Outcome, Report
from tests.unit.reports import BROKEN, FULL, HOSTILE, MIXED, UNREADABLE, check, exercise, hostile, report


@pytest.mark.parametrize("each", [MIXED, FULL, BROKEN, UNREADABLE, report()])
def test_a_report_comes_back_from_one_line(each: Report) -> None:
    line = each.to_json()
    assert "\n" not in line
    assert Report.from_json(line) == each
    assert Report.from_json(line.encode()).to_json() == line


@pytest.mark.parametrize("text", [text for text in HOSTILE if text != "\ud800"])
def test_hostile_text_comes_back(text: str) -> None:
    each = hostile(text)
    assert Report.from_json(each.to_json()) == each
    assert "\n" not in each.to_json()


@pytest.mark.parametrize("outcome", [*Outcome])
def test_only_what_passed_has_points(outcome: Outcome) -> None:
    assert check(outcome=outcome, points=3).points == (3 if outcome is Outcome.PASSED else 0)


def test_scores_are_sums() -> None:
    assert (MIXED.score, MIXED.max_score) == (6, 20)
    assert (FULL.score, FULL.max_score) == (4, 4)
    assert exercise("a", check(points=2), check(outcome=Outcome.FAILED, points=5)).max_score == 7


def test_a_grader_error_is_no_score_and_no_zero() -> None:
    assert BROKEN.score is None
    assert [each.score for each in BROKEN.exercises] == [2, None]
    assert BROKEN.max_score == 4
    assert json.loads(BROKEN.to_json())["score"] is None


def test_what_was_missed_is_in_suite_order() -> None:
    bad = check("b", Outcome.FAILED), check("d", Outcome.SKIPPED)
    assert exercise("a", check("a"), bad[0], check("c"), bad[1]).missed == bad


def test_a_forged_score_is_not_read_back() -> None:
    tree = json.loads(MIXED.to_json())
    tree["score"] = tree["max_score"] = 1000
    tree["exercises"][0]["score"] = 999
    for each in tree["exercises"][1]["checks"]:
        each["points"] = 500
    tree["sandbox"]["strong"] = False
    assert Report.from_json(json.dumps(tree)) == MIXED


def test_the_line_names_its_schema_and_holds_the_scores() -> None:
    tree = json.loads(MIXED.to_json())
    assert tree["schema"] == "autograder/report/v1"
    assert (tree["score"], tree["max_score"]) == (MIXED.score, MIXED.max_score)
    assert {each["outcome"] for row in tree["exercises"] for each in row["checks"]} <= {str(each) for each in Outcome}
    assert tree["sandbox"]["strong"] is True


@pytest.mark.parametrize(
    "change",
    [
        {"schema": "autograder/report/v2"},
        {"seconds": -1},
        {"manual_points": -1},
        {"manual_points": 1.5},
        {"submission": None},
        {"exercises": [{"id": "a", "questions": [], "checks": [{"id": "a", "outcome": "perfect", "max_points": 1}]}]},
        {"exercises": [{"id": "a", "questions": [], "checks": [{"id": "a", "outcome": "passed", "max_points": -1}]}]},
    ],
)
def test_what_is_no_report_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Report.from_json(json.dumps({**json.loads(MIXED.to_json()), **change}))


def test_a_report_is_frozen() -> None:
    with pytest.raises(ValidationError):
        MIXED.submission = "eve"
    with pytest.raises(ValidationError):
        check().outcome = Outcome.PASSED


@pytest.mark.parametrize(
    ("layers", "strong"),
    [
        (Layers(), False),
        (Layers(landlock=1), False),
        (Layers(seccomp=True, namespaces=("net",), rlimits=True, closed_descriptors=True), False),
        (Layers(landlock=1, seccomp=True), True),
    ],
)
def test_one_layer_alone_is_not_strong(layers: Layers, strong: bool) -> None:
    assert layers.strong is strong


def test_seconds_are_finite() -> None:
    with pytest.raises(ValidationError):
        CheckResult(id="a", outcome=Outcome.PASSED, max_points=1, seconds=float("nan"))


def test_what_is_said_of_a_submission_has_a_length() -> None:
    """Whatever stands in a notebook's metadata or is the name of a file: a line of the journal is some kilobytes."""
    said = tuple(f"{number}: {'x' * 10**6}" for number in range(300))
    made = Report(assignment="a", submission="s", exercises=(), notes=said, unreadable=said)
    assert len(made.notes) == len(made.unreadable) == MOST_NOTES
    assert made.notes[-1] == "... and 101 more"
    assert max(map(len, made.notes)) <= LONGEST_NOTE
    assert Report.from_json(made.to_json()) == made
    few = Report(assignment="a", submission="s", exercises=(), notes=said[:1], unreadable=("y",))
    assert few.notes[0].endswith("...") and few.unreadable == ("y",)
