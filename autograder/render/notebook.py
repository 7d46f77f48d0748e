"""A student's notebook as a page of feedback: what to look at first, then each exercise beside what was handed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from markupsafe import Markup, escape

from autograder.render.markup import (
    LONGEST_TEXT,
    TOKEN_STYLE,
    code_html,
    markdown_html,
    picture,
    plain,
    table_html,
)
from autograder.render.page import environment
from autograder.render.wording import NO_TOPICS, Topics, lost
from autograder.report import ExerciseResult, Report

Output = Mapping[str, Any]
NOTHING: Final = Markup()

LONGEST_REST: Final = 200_000
"""Characters of cells that are no answer: what goes on past them is counted only."""


@dataclass(frozen=True)
class Shown:
    """One output, as one of three: a picture's address, a table, or text."""

    picture: str = ""
    table: Markup = NOTHING
    text: Markup = NOTHING
    error: bool = False


@dataclass(frozen=True)
class Block:
    """A cell of the student's notebook; ``number`` counts all cells from 1."""

    number: int
    source: str
    outputs: Sequence[Shown] = ()
    kind: str = "code"
    """nbformat's: code, markdown or raw."""
    attachments: Mapping[str, Any] = field(default_factory=dict)
    own: bool = False
    """Whether the student added the cell."""

    @property
    def code(self) -> Markup:
        return code_html(self.source) if self.kind == "code" else escape(plain(self.source))

    @property
    def prose(self) -> Markup:
        return markdown_html(self.source, self.attachments)


class _Scored:
    """What an exercise and a written answer have in common."""

    score: float | None
    comment: str

    @property
    def got(self) -> float:
        """Points so far."""
        return self.score or 0

    @property
    def comment_html(self) -> Markup:
        return markdown_html(self.comment)


@dataclass(frozen=True)
class Marked(_Scored):
    """One exercise: what came of it, what was handed in, and what a person made of it."""

    id: str
    score: float | None
    """What counts: a person's score where there is one."""
    max_score: float
    result: ExerciseResult | None = None
    answer: Block | None = None
    comment: str = ""
    by_person: bool = False
    """Whether a person changed the automatic score."""
    again: bool = False
    """Whether a person has to look again, as the answer changed after they gave a score."""
    fallback: Markup = NOTHING
    """What stands below the check where there is no report."""

    @property
    def open(self) -> bool:
        """Whether something is still to be done here; not where a person gave all points."""
        if self.by_person and self.score is not None and self.score >= self.max_score:
            return False
        return self.result is not None and (lost(self.result) or bool(self.result.bonus and self.result.missed))


@dataclass(frozen=True)
class Text(_Scored):
    """A written answer; ``score`` is None while it waits for a person."""

    id: str
    score: float | None
    max_score: float
    source: str
    attachments: Mapping[str, Any] = field(default_factory=dict)
    comment: str = ""
    again: bool = False
    """Whether a person has to look again, as the text changed after they gave a score."""
    untouched: bool = False
    """Whether nothing was written."""

    @property
    def html(self) -> Markup:
        return markdown_html(self.source, self.attachments)


@dataclass(frozen=True)
class MarkedNotebook:
    """Everything on one page."""

    student: str
    assignment: str
    filename: str
    exercises: Sequence[Marked]
    texts: Sequence[Text]
    blocks: Sequence[Block]
    """The cells that are no answer, without the assignment's prose."""
    late_penalty: float = 0
    late: str = ""
    """How late it came, and by which rule that costs something."""
    commit: str = ""
    """Which commit was graded, where it came from a repository."""
    older: str = ""
    """What of the course is another since it was graded: "suite", say."""
    grades: str = ""
    """A digest of what the gradebook said when the page was made."""
    report: Report | None = None
    others: Sequence[str] = ()
    """File names of the assignment's other notebooks."""

    @property
    def _graded(self) -> tuple[Marked | Text, ...]:
        return (*self.exercises, *self.texts)

    @property
    def score(self) -> float:
        return sum(each.got for each in self._graded)

    @property
    def max_score(self) -> float:
        return sum(each.max_score for each in self._graded)

    @property
    def decided(self) -> float:
        """Points that somebody has decided about: what the score is out of until all have been."""
        return sum(each.max_score for each in self._graded if each.score is not None)

    @property
    def decided_in_words(self) -> float:
        """The part of ``decided`` that is written answers'."""
        return sum(each.max_score for each in self.texts if each.score is not None)

    @property
    def waiting(self) -> float:
        """Points that a person has still to decide about."""
        return sum(each.max_score for each in self.texts if each.score is None)

    @property
    def ours(self) -> float:
        """Points of exercises that could not be graded."""
        return sum(each.max_score for each in self.exercises if each.score is None)

    @property
    def done(self) -> bool:
        """Whether every check of the notebook holds."""
        results = [each.result for each in self.exercises]
        return all(each is not None and each.score is not None and not each.missed for each in results)

    @property
    def rest(self) -> tuple[list[Block], list[Block]]:
        """The blocks that are shown: the student's own, and the assignment's."""
        left = LONGEST_REST
        own: list[Block] = []
        given: list[Block] = []
        for each in self.blocks:
            left -= len(each.source[:LONGEST_TEXT]) + 1
            if left >= 0:
                (own if each.own else given).append(each)
        return own, given

    @property
    def left_out(self) -> int:
        """How many of the blocks are too many."""
        return len(self.blocks) - sum(map(len, self.rest))

    @property
    def notes(self) -> list[str]:
        """The report's notes on this notebook and on the submission as a whole."""
        elsewhere = tuple(f"{name}: " for name in self.others)
        notes = self.report.notes if self.report else ()
        return [note.removeprefix(f"{self.filename}: ") for note in notes if not note.startswith(elsewhere)]


def shown(output: Output) -> Shown | None:
    """An output of nbformat's as it is shown; None for what is not."""
    match output:
        case {"output_type": "stream", "text": text}:
            return Shown(text=escape(plain(_joined(text))))
        case {"output_type": "error", "traceback": list(lines)} if lines:
            return Shown(text=escape(plain("\n".join(map(str, lines)))), error=True)
        case {"output_type": "error", "ename": name, "evalue": value}:
            return Shown(text=escape(plain(f"{name}: {value}")), error=True)
        case {"data": dict(data)}:
            for mime in ("image/png", "image/jpeg"):
                if address := picture(mime, _joined(data.get(mime, ""))):
                    return Shown(picture=address)
            if table := table_html(_joined(data.get("text/html", ""))):
                return Shown(table=Markup(table))  # table_html lets nothing through but a table
            if text := _joined(data.get("text/plain", "")):
                return Shown(text=escape(plain(text)))
    return None


def _joined(text: Any) -> str:
    return "".join(map(str, text)) if isinstance(text, list) else str(text)


def notebook_page(marked: MarkedNotebook, title: str, topics: Topics = NO_TOPICS) -> str:
    """One self-contained HTML file, without script and without a request."""
    return (
        environment()
        .get_template("notebook.html")
        .render(title=title, marked=marked, report=marked.report, topics=topics, token_style=Markup(TOKEN_STYLE))
    )
