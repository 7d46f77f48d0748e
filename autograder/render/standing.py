"""What a grade stands on beside the checks: what a person gave, what lateness costs and by which rule, which commit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Standing:
    """One student's grade for an assignment as it stands now."""

    score: float | None = None
    """All points before the penalty, a person's too; None where only the automatic ones are known."""
    max_score: float = 0
    waiting: bool = False
    """Whether a person has still to grade something."""
    penalty: float = 0
    late: str = ""
    """How late the work came, and by which rule that costs something; empty where it came in time."""
    commit: str = ""
    """What was graded, where it came from a repository."""
    grades: Mapping[str, str] = field(default_factory=dict)
    """Notebook -> a digest of its points, comments and penalty in the gradebook."""

    @property
    def after(self) -> float | None:
        """The points after the penalty."""
        return None if self.score is None else max(0.0, self.score - self.penalty)


NOTHING = Standing()


def number(value: float) -> str:
    """At most one decimal: 2, 2.5."""
    return f"{value:.1f}".removesuffix(".0")


def _points(value: float) -> str:
    return f"{number(value)} {'point' if value == 1 else 'points'}"


def standing_lines(standing: Standing, automatic: int | None) -> Iterator[str]:
    """Sentences for a student, the score that counts first; ``automatic`` is the report's own score."""
    if standing.after is not None:
        so_far = " so far, as a person has still to read some of it" if standing.waiting else ""
        less = f" ({number(standing.score or 0)}, less {number(standing.penalty)})" if standing.penalty else ""
        what = "After the penalty" if standing.penalty else "With what a person gave"
        yield f"{what}: {number(standing.after)} of {_points(standing.max_score)}{less}{so_far}."
    elif standing.penalty and automatic is not None:
        left = max(0, automatic - standing.penalty)
        yield f"After the penalty: {_points(left)} ({automatic}, less {number(standing.penalty)})."
    if standing.late:
        yield standing.late
    if standing.commit:
        yield f"Commit {standing.commit} was graded."
