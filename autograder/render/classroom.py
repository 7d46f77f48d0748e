"""The page of a class: every student by every exercise, in a form that a phone, a screen and a sheet of paper hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from statistics import fmean, mean, median
from typing import Final
from urllib.parse import quote

from autograder.course.roster import same
from autograder.render.page import environment
from autograder.render.wording import lost
from autograder.report import UNFINISHED, CheckResult, ExerciseResult, Outcome, Report

HINTS_SHOWN: Final = 12
"""About one screen: what a lesson can take up. Rarer hints are on the students' own pages."""
EXERCISES_SHOWN: Final = 4
"""Of one hint."""


@dataclass(frozen=True)
class Person:
    """Somebody in the class; ``id`` is the name of their submission, ``name`` may be empty."""

    id: str
    name: str = ""

    @property
    def key(self) -> str:
        """The id as it is compared: one spelling of it under Unicode and case."""
        return same(self.id)


@dataclass(frozen=True)
class _Cell:
    """One student's score in one exercise; ``kind`` names the colour, ``words`` goes on for screen readers."""

    kind: str
    text: str
    words: str


def _cell(exercise: ExerciseResult | None) -> _Cell:
    """A number alone is all points; where points are left to find, it says of how many."""
    if exercise is None:
        return _Cell("absent", "", "not in this assignment")
    if exercise.score is None:
        return _Cell("ours", "?", "no score yet")
    if exercise.bonus:
        done = not exercise.missed
        return _Cell("full" if done else "part", "yes" if done else "no", "practice")
    if not lost(exercise):
        return _Cell("full", f"{exercise.score}", f"of {exercise.max_score}")
    return _Cell("part" if exercise.score else "none", f"{exercise.score}/{exercise.max_score}", "points")


@dataclass(frozen=True)
class _Column:
    """One exercise over the class; ``graded`` counts the students with a score in it."""

    id: str
    full: int
    graded: int
    mean: Fraction | None
    """The mean share of the exercise's points, 0 to 1; None where it has none."""
    not_begun: int


def _column(exercise_id: str, results: Sequence[ExerciseResult]) -> _Column:
    graded = [result for result in results if result.score is not None]
    shares = [Fraction(result.score or 0, result.max_score) for result in graded if result.max_score]
    return _Column(
        id=exercise_id,
        full=sum(not result.missed for result in graded),
        graded=len(graded),
        mean=mean(shares) if shares else None,
        not_begun=sum(_not_begun(result) for result in graded),
    )


def _not_begun(exercise: ExerciseResult) -> bool:
    """Whether the answer is as it was released, or nothing was handed in for it."""
    return bool(exercise.checks) and all(_of_no_answer(check) for check in exercise.checks)


def _of_no_answer(check: CheckResult) -> bool:
    return check.outcome is Outcome.SKIPPED or check.hint.strip() == UNFINISHED


@dataclass
class _Hint:
    """A hint, whom it was given, and for which exercises."""

    text: str
    students: int = 0
    exercises: dict[str, int] = field(default_factory=dict)
    """Exercise -> how many students got it there, in the course's order."""

    @property
    def where(self) -> str:
        """The exercises, those of most students first, and how many more there are."""
        names = sorted(self.exercises, key=lambda each: -self.exercises[each])
        more = f" and {len(names) - EXERCISES_SHOWN} more" if len(names) > EXERCISES_SHOWN else ""
        return ", ".join(names[:EXERCISES_SHOWN]) + more


def _common_hints(reports: Sequence[Report]) -> list[_Hint]:
    """What a lesson can take up, the most common first.

    A student's mistake counts once: of an exercise the first hint, as later checks miss what follows from the same
    mistake; and a hint once, in however many exercises it was given. Answers that were not begun are no mistakes.
    """
    hints: dict[str, _Hint] = {}
    for report in reports:
        given: dict[str, list[str]] = {}
        for exercise, text in _first_hints(report):
            given.setdefault(text, []).append(exercise)
        for text, exercises in given.items():
            hint = hints.setdefault(text, _Hint(text))
            hint.students += 1
            for each in exercises:
                hint.exercises[each] = hint.exercises.get(each, 0) + 1
    return sorted(hints.values(), key=lambda hint: -hint.students)[:HINTS_SHOWN]


def _first_hints(report: Report) -> Iterator[tuple[str, str]]:
    for exercise in report.exercises:
        told = (check.hint.strip() for check in exercise.missed if check.outcome is not Outcome.GRADER_ERROR)
        if first := next((hint for hint in told if hint and hint != UNFINISHED), ""):
            yield exercise.id, first


def _href(path: str) -> str:
    """A relative link; ``javascript:`` and ``//host`` in a path are folder names here, and nothing else."""
    return "./" + quote(path.encode(errors="surrogateescape"))


@dataclass(frozen=True)
class _Row:
    """One submission, or somebody who handed in nothing."""

    id: str
    name: str
    unknown: bool
    """Whether there is a roster, and the student not in it."""
    report: Report | None
    href: str = ""
    cells: Sequence[_Cell] = ()

    @property
    def order(self) -> tuple[str, ...]:
        return (self.id.casefold(), self.id, self.report.assignment if self.report else "")


def _rows(reports: Sequence[Report], links: Sequence[str], people: Sequence[Person], ids: Sequence[str]) -> list[_Row]:
    """By the students' ids; with a roster in its order, who is not in it at the end."""
    known = {person.key: person for person in people}
    place = {person.key: number for number, person in enumerate(people)}
    rows = []
    for report, link in zip(reports, links or [""] * len(reports), strict=True):
        results = {exercise.id: exercise for exercise in report.exercises}
        person = known.get(same(report.submission))
        rows.append(
            _Row(
                id=report.submission,
                name=person.name if person else "",
                unknown=bool(people) and person is None,
                report=report,
                href=_href(link) if link else "",
                cells=[_cell(results.get(each)) for each in ids],
            )
        )
    there = {same(report.submission) for report in reports}
    rows += [_Row(person.id, person.name, False, None) for person in people if person.key not in there]
    return sorted(rows, key=lambda row: (place.get(same(row.id), len(place)), *row.order))


def class_page(reports: Sequence[Report], title: str, links: Sequence[str] = (), people: Sequence[Person] = ()) -> str:
    """All students by all exercises, in the students' alphabetical order, or in that of the class.

    ``links`` has, for each report, the path of its page (relative to this one, not yet quoted) or an empty text.
    ``people`` is the class: with it students have names, and who handed in nothing is listed.
    """
    ids = list(dict.fromkeys(exercise.id for report in reports for exercise in report.exercises))
    rows = _rows(reports, links, people, ids)
    handed_in = [row.report for row in rows if row.report is not None]
    return (
        environment()
        .get_template("class.html")
        .render(
            title=title,
            rows=rows,
            handed_in=handed_in,
            nothing=len(rows) - len(handed_in) if people else None,
            columns=_columns(handed_in, ids),
            several=len({report.assignment for report in reports}) > 1,
            hints=_common_hints(handed_in),
            weak=sum(not report.sandbox.strong for report in reports),
            **_middle(handed_in),
        )
    )


def _columns(reports: Sequence[Report], ids: Sequence[str]) -> list[_Column]:
    by_report = [{exercise.id: exercise for exercise in report.exercises} for report in reports]
    return [_column(each, [results[each] for results in by_report if each in results]) for each in ids]


def _middle(reports: Sequence[Report]) -> Mapping[str, float | None]:
    """The scores of the class as a whole; None for what there is not, or not one of."""
    scores = [report.score for report in reports if report.score is not None]
    highest = {report.max_score for report in reports}
    by_person = {report.manual_points for report in reports}
    return {
        "mean": fmean(scores) if scores else None,
        "median": median(scores) if scores else None,
        "max_score": highest.pop() if len(highest) == 1 else None,
        "manual": by_person.pop() if len(by_person) == 1 else 0,
        "waiting": len(reports) - len(scores),
    }
