"""JUnit XML as CI servers read it: a suite per submission, a case per check.

XML 1.0 has no way to write most control characters, not even as ``&#27;``: one of them makes the whole
file unreadable. They are removed, and so is what has no shape; bidi controls are spelled out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from autograder.render.wording import finding, visible
from autograder.report import CheckResult, Outcome, Report

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\x7f-\x9f]")
_ELEMENT = {
    Outcome.FAILED: "failure",
    Outcome.CRASHED: "error",
    Outcome.TIMED_OUT: "error",
    Outcome.GRADER_ERROR: "error",
    Outcome.SKIPPED: "skipped",
}


def _legal(text: str) -> str:
    return visible(_ILLEGAL.sub("", text))


def _tally(checks: Sequence[CheckResult]) -> dict[str, str]:
    kinds = [_ELEMENT.get(check.outcome) for check in checks]
    return {
        "tests": str(len(kinds)),
        "failures": str(kinds.count("failure")),
        "errors": str(kinds.count("error")),
        "skipped": str(kinds.count("skipped")),
    }


def _case(suite: ET.Element, exercise_id: str, check: CheckResult) -> None:
    case = ET.SubElement(
        suite,
        "testcase",
        {"classname": _legal(exercise_id), "name": _legal(check.id), "time": f"{check.seconds:.3f}"},
    )
    element = _ELEMENT.get(check.outcome)
    if element is not None:
        missed = ET.SubElement(case, element, {"type": check.outcome.value, "message": _legal(finding(check))})
        missed.text = _legal(check.hint)


def _suite(root: ET.Element, report: Report) -> None:
    checks = [check for exercise in report.exercises for check in exercise.checks]
    suite = ET.SubElement(
        root,
        "testsuite",
        {"name": _legal(report.submission), **_tally(checks), "time": f"{report.seconds:.3f}"},
    )
    facts = {
        "assignment": _legal(report.assignment),
        "score": "" if report.score is None else str(report.score),
        "max_score": str(report.max_score),
        "manual_points": str(report.manual_points),
        "strong_sandbox": str(report.sandbox.strong).lower(),
    }
    properties = ET.SubElement(suite, "properties")
    for name, value in facts.items():
        ET.SubElement(properties, "property", {"name": name, "value": value})
    for exercise in report.exercises:
        for check in exercise.checks:
            _case(suite, exercise.id, check)
    notes = [*report.notes, *(f"cannot be read: {name}" for name in report.unreadable)]
    if notes:
        ET.SubElement(suite, "system-out").text = "\n".join(_legal(note) for note in notes)


def junit(reports: Sequence[Report]) -> str:
    """The reports as one JUnit document; write it as UTF-8, which its first line declares.

    ``classname`` is the exercise and ``name`` the check. A check that raised, ran out of time or met a
    fault of the grader is an ``error``, told apart by ``type``; the hint is the element's text.
    """
    every = [check for report in reports for exercise in report.exercises for check in exercise.checks]
    seconds = sum(report.seconds for report in reports)
    root = ET.Element("testsuites", {"name": "autograder", **_tally(every), "time": f"{seconds:.3f}"})
    for report in reports:
        _suite(root, report)
    ET.indent(root)
    body = ET.tostring(root, encoding="unicode", short_empty_elements=True)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{body}\n'
