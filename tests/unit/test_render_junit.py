"""The document is well-formed whatever a student's code printed, and CI counts what we count."""

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.render import junit
from autograder.report import Outcome
from tests.unit.reports import BROKEN, FULL, HOSTILE, MIXED, UNREADABLE, check, exercise, hostile, report


def parsed(text: str) -> ET.Element:
    return ET.fromstring(text.encode())


def test_a_suite_per_submission_and_a_case_per_check() -> None:
    root = parsed(junit([MIXED, FULL]))
    assert [suite.get("name") for suite in root.iter("testsuite")] == ["ada", "grace"]
    cases = [(case.get("classname"), case.get("name")) for case in root[0].iter("testcase")]
    assert cases[3] == ("mse", "test_mean_is_taken_over_every_element")
    assert len(cases) == 8
    assert root[0].get("time") == "0.210"
    assert root.get("time") == "0.420"


@pytest.mark.parametrize(
    ("outcome", "element"),
    [
        (Outcome.PASSED, None),
        (Outcome.FAILED, "failure"),
        (Outcome.CRASHED, "error"),
        (Outcome.TIMED_OUT, "error"),
        (Outcome.GRADER_ERROR, "error"),
        (Outcome.SKIPPED, "skipped"),
    ],
)
def test_outcomes(outcome: Outcome, element: str | None) -> None:
    root = parsed(junit([report(exercise("mse", check(outcome=outcome, message="what", hint="how")))]))
    [case] = root.iter("testcase")
    assert [child.tag for child in case] == ([element] if element else [])
    if element:
        assert (case[0].get("type"), case[0].get("message"), case[0].text) == (outcome.value, "what", "how")
    for counted in (root, root[0]):
        counts = {name: counted.get(name) for name in ("failures", "errors", "skipped")}
        plural = {"failure": "failures", "error": "errors", "skipped": "skipped"}
        assert counts == {name: str(int(plural.get(element or "") == name)) for name in counts}


def test_facts_of_the_submission() -> None:
    root = parsed(junit([MIXED, BROKEN, UNREADABLE]))
    facts = [{each.get("name"): each.get("value") for each in suite.iter("property")} for suite in root]
    assert [each["score"] for each in facts] == ["6", "", "0"]
    assert [each["strong_sandbox"] for each in facts] == ["true", "true", "false"]
    assert root[0].findtext("system-out") == "\n".join(MIXED.notes)
    assert root[1].find("system-out") is None
    assert root[2].findtext("system-out") == "cannot be read: 01-from-scratch.ipynb"


@given(st.text(st.characters()))
def test_any_text_is_well_formed(text: str) -> None:
    root = parsed(junit([hostile(text)]))
    assert len(list(root.iter("testcase"))) == 3
    assert len(list(root.iter("failure"))) == len(list(root.iter("error"))) == 1


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_holds_no_control_or_bidi_character(text: str) -> None:
    document = junit([hostile(text)])
    assert len(list(parsed(document).iter("testcase"))) == 3
    assert not set("\x00\x07\x08\x1b\x7f\x85\r\u202e\u2066\u2028\ud800").intersection(document)


def test_escape_characters_are_removed_and_the_rest_stays() -> None:
    root = parsed(junit([report(exercise(), notes=["\x1b[31mred\x07 & <b>"])]))
    assert root[0].findtext("system-out") == "[31mred & <b>"


def test_no_reports_are_a_document() -> None:
    assert parsed(junit([])).get("tests") == "0"
