"""One page for a student's whole assignment: the total, and the way to the page of each notebook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autograder.render.page import environment


@dataclass(frozen=True)
class Part:
    """One notebook: points that were given, and of how many that somebody has decided about."""

    filename: str
    page: str
    """The file name of its page, beside this one; empty where there is none."""
    score: float
    decided: float
    max_score: float
    waiting: float = 0
    """Points that a person has still to decide about."""
    late_penalty: float = 0

    @property
    def ours(self) -> float:
        """Points that wait for the grader, which failed."""
        return self.max_score - self.decided - self.waiting

    @property
    def counts(self) -> float:
        """What is left after the penalty; never less than nothing."""
        return max(0.0, self.score - self.late_penalty)


def total_page(parts: Sequence[Part], student: str, assignment: str, title: str, older: str = "") -> str:
    """One self-contained HTML file, without script and without a request.

    ``older`` names what of the course is another since it was graded: "suite", say.
    """
    fields = ("score", "decided", "max_score", "waiting", "late_penalty", "ours", "counts")
    sums = {name: sum(getattr(part, name) for part in parts) for name in fields}
    return (
        environment()
        .get_template("total.html")
        .render(title=title, student=student, assignment=assignment, parts=parts, sums=sums, older=older)
    )
