"""What a new grade changes, in one line."""

from __future__ import annotations

from autograder.report import Report


def difference(before: Report, after: Report) -> str:
    """``ada: 53 -> 61 of 90 (mse +8)``; empty where every exercise has what it had."""
    old = {each.id: each.score for each in before.exercises}
    new = {each.id: each.score for each in after.exercises}
    parts = [_change(name, old.get(name, 0), new.get(name, 0)) for name in [*new, *(set(old) - set(new))]]
    changes = [part for part in parts if part]
    if not changes and before.max_score == after.max_score:
        return ""
    told = f" ({', '.join(changes)})" if changes else ""
    return f"{after.submission}: {_points(before)} -> {_points(after)}{told}"


def _change(name: str, old: int | None, new: int | None) -> str:
    if old == new:
        return ""
    return f"{name} {new - old:+d}" if old is not None and new is not None else f"{name} {_told(old)} -> {_told(new)}"


def _told(score: int | None) -> str:
    return "no score" if score is None else str(score)


def _points(report: Report) -> str:
    return f"{_told(report.score)} of {report.max_score}"
