"""Practice feedback: runs the visible checks of this repository once and says what is done and what is missing.

    python practice.py          all of them
    python practice.py mse      this exercise, and its notebook only as far as its check

On a terminal it prints the exercises with a hint for each one that is missing. On GitHub, the workflow
.github/workflows/classroom.yml runs it at every push; the same outcomes then become a page (the step summary),
annotations, the output ``result`` that the reporter of GitHub Classroom reads, and, where the runner of
Classroom 50 asks for it, ``result.json``.

It ends with status 0 when every point is earned, 1 when something is missing, 2 when the checks could not run. So a
push has a green tick when all is done and a red cross until then, as students of GitHub Classroom know it, and a grader
that looks at nothing but the status ("command grader") works too. Under Classroom 50 what is missing is status 0: its
runner takes any other status for a fault of the grader's.

An exercise that fails because another one is not right yet "waits for" that one: it is neither missing nor done.

This is practice: whoever owns the repository can change this file. The grade is made elsewhere, from what is pushed.

It is one file, longer than others, so that a student runs one thing and a teacher copies one thing.

How it works: pytest runs in this process with the file of the checks, its output and that of whatever it starts go to a
temporary file. Outcomes are collected from pytest's reports. Every format is a function of the outcomes alone.
What a student's code said is never printed as it is: GitHub's runner obeys lines that begin with ``::``.
"""

from __future__ import annotations

import base64
import contextlib
import datetime
import difflib
import json
import math
import os
import re
import secrets
import string
import subprocess
import sys
import tempfile
import textwrap
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
CHECKS = "public_checks_test.py"
BESIDE = "notebook_checks.py"
"""What the tests stand on."""

ONLY = "PRACTICE_ONLY"
"""The variable by which the tests learn which exercises are asked for."""

CATALOGUE = "checks.json"

COMPLETE, MISSING, BROKEN = 0, 1, 2
"""What the process ends with."""

SUMMARY_BYTES = 1_000_000
"""GitHub drops a step summary of more than 1 MiB (1,048,576 bytes) altogether."""

ANNOTATIONS = 10
"""GitHub shows this many annotations of a kind for one step."""

HINT, SHORT_HINT = 500, 200
"""How many characters of a message are shown; and in ``result``, which must fit into one environment variable."""

LOG_CHARACTERS = 200_000
"""How much of pytest's output is repeated in the log."""


# --- outcomes ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Exercise:
    """One check cell of the catalogue; a bonus has no points."""

    id: str
    notebook: str
    cell: str
    points: int
    questions: tuple[int, ...] = ()
    bonus: bool = False
    test: str = ""
    """What the function of its test is called."""


@dataclass(frozen=True)
class Outcome:
    """What pytest said about the check of one exercise."""

    exercise: Exercise
    passed: bool
    message: str = ""
    seconds: float = 0.0
    waits_for: tuple[str, ...] = ()
    """The exercises that are not right yet and on which this one leans."""

    @property
    def points(self) -> int:
        return self.exercise.points if self.passed else 0

    @property
    def missing(self) -> bool:
        """Whether there is something to mend in this exercise, as far as can be said."""
        return not self.passed and not self.waits_for

    @property
    def waits(self) -> str:
        """``waits for mse``; empty where it does not."""
        return f"waits for {' and '.join(self.waits_for)}" if self.waits_for else ""


class Fault(Exception):
    """The checks could not run: one line that says what to do."""


def catalogue(text: str) -> tuple[Exercise, ...]:
    """The exercises in the text of checks.json, in its order."""
    return tuple(
        Exercise(
            id=row["id"],
            notebook=row["notebook"],
            cell=row["check_cell"],
            points=row["points"],
            questions=tuple(question["number"] for question in row["questions"]),
            bonus=row["bonus"],
            test=row.get("test", ""),
        )
        for row in json.loads(text)["exercises"]
    )


def earned(outcomes: Sequence[Outcome]) -> int:
    """The points of the exercises that passed."""
    return sum(outcome.points for outcome in outcomes)


def attainable(outcomes: Sequence[Outcome]) -> int:
    """The points of all exercises."""
    return sum(outcome.exercise.points for outcome in outcomes)


def complete(outcomes: Sequence[Outcome]) -> bool:
    """Whether every point is earned; a bonus may be missing."""
    return earned(outcomes) == attainable(outcomes)


def questions_done(outcomes: Sequence[Outcome]) -> tuple[int, int]:
    """How many questions have all of their exercises passed, and how many there are."""
    asked = {question for outcome in outcomes for question in outcome.exercise.questions}
    open_ones = {question for outcome in outcomes if not outcome.passed for question in outcome.exercise.questions}
    return len(asked - open_ones), len(asked)


def tally(outcomes: Sequence[Outcome]) -> str:
    """The result in a few words."""
    done, asked = questions_done(outcomes)
    return f"{earned(outcomes)} of {attainable(outcomes)} points, {done} of {asked} questions"


def waiting(outcomes: Sequence[Outcome]) -> list[tuple[str, list[Outcome]]]:
    """The outcomes that wait, by what they wait for."""
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        if outcome.waits:
            groups.setdefault(outcome.waits, []).append(outcome)
    return list(groups.items())


# --- text of strangers ------------------------------------------------------------------------------------------------


def plain(text: str, limit: int = HINT) -> str:
    """Text in one line, without control characters and terminal codes, cut to so many characters."""
    text = re.sub(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?", "", text)
    text = "".join(
        " " if mark.isspace() else mark for mark in text if mark.isspace() or unicodedata.category(mark)[0] != "C"
    )
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def harmless(text: str, limit: int = HINT) -> str:
    """Plain text that GitHub's runner takes for no command: ``::error::`` at the start, ``##[error]`` anywhere."""
    text = plain(text, limit + limit // 10)
    text = re.sub(r"##(?=\[)", "# #", text)
    while text.startswith("::"):
        text = ": " + text[1:].lstrip()
    return plain(text, limit)


def markdown(text: str, limit: int = HINT) -> str:
    """Plain text as Markdown that shows it as it is: no link, picture, HTML, code, mention or cell of a table."""
    text = re.sub(r"(?<=[@#])(?=\w)", "\N{WORD JOINER}", plain(text, limit))
    return "".join("\\" + mark if mark in ACTIVE else mark for mark in text)


ACTIVE = frozenset(string.punctuation) - frozenset("-,;'\"()/?%=+")
"""What may begin something in Markdown, within a line; a full stop and a colon make addresses into links."""


def data(text: str) -> str:
    """The message of a workflow command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def attribute(text: str) -> str:
    """The value of a workflow command's property."""
    return data(text).replace(":", "%3A").replace(",", "%2C")


# --- formats ----------------------------------------------------------------------------------------------------------


def state(outcome: Outcome) -> str:
    """In a word, what a row says."""
    if outcome.passed:
        return "done"
    if outcome.waits:
        return outcome.waits
    return "open, for nothing but joy" if outcome.exercise.bonus else "missing"


def terminal(
    outcomes: Sequence[Outcome], width: int = 100, closely: bool = False, passed_over: Sequence[str] = ()
) -> str:
    """The outcomes for a reader at a terminal: one line an exercise, the hints below those that are missing.

    Looked at ``closely``, those that wait tell what their own checks say, too. ``passed_over`` are sentences on work
    that was not looked at.
    """
    lines = []
    widest = max((len(outcome.exercise.id) for outcome in outcomes), default=0)
    for notebook, group in by_notebook(outcomes):
        lines += ["", notebook]
        for outcome in group:
            exercise = outcome.exercise
            worth = "bonus" if exercise.bonus else f"{outcome.points} of {exercise.points}"
            word = "done   " if outcome.passed else "later  " if outcome.waits else "missing"
            tail = f", {outcome.waits}" if outcome.waits else ""
            lines.append(f"  {word}  {exercise.id:<{widest}}  {worth}{tail}")
            if outcome.missing or (outcome.waits and closely):
                hint = plain(outcome.message) or "the check did not pass"
                lines += textwrap.wrap(hint, width, initial_indent=" " * 11, subsequent_indent=" " * 11)
    lines += [""] * bool(passed_over) + [f"Not looked at: {plain(each)}." for each in passed_over]
    lines += ["", f"Visible checks: {tally(outcomes)}."]
    return "\n".join([*lines, *([ONCE] if waiting(outcomes) else []), NOT_THE_GRADE])


ONCE = "In the grade a mistake is charged once: an exercise is judged there as if those that it leans on were right."
NOT_THE_GRADE = "This is practice. The grade is made from what you push, with further checks."


def by_notebook(outcomes: Sequence[Outcome]) -> list[tuple[str, list[Outcome]]]:
    """The outcomes of each notebook, in order."""
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault(outcome.exercise.notebook, []).append(outcome)
    return list(groups.items())


def summary(outcomes: Sequence[Outcome], limit: int = SUMMARY_BYTES, passed_over: Sequence[str] = ()) -> str:
    """The outcomes as a page of Markdown of at most so many bytes."""
    lines = [f"## {tally(outcomes)}", "", NOT_THE_GRADE, ""]
    for each in passed_over:
        lines += [f"**Not looked at**: {markdown(each)}.", ""]
    lines += ["| Exercise | Notebook | Questions | Points | State |", "| :-- | :-- | :-- | --: | :-- |"]
    for outcome in outcomes:
        exercise = outcome.exercise
        numbers = ", ".join(str(number) for number in exercise.questions)
        worth = "bonus" if exercise.bonus else f"{outcome.points} of {exercise.points}"
        cells = (markdown(exercise.id), markdown(exercise.notebook), numbers, worth, markdown(state(outcome)))
        lines.append(f"| {' | '.join(cells)} |")
    missed = telling([outcome for outcome in outcomes if outcome.missing])
    if missed:
        lines += ["", "### What to look at", ""]
    for hint, group in missed:
        names = ", ".join(f"**{markdown(outcome.exercise.id)}**" for outcome in group)
        lines.append(f"- {names}: {markdown(hint) or 'the check did not pass'}")
    for waits, group in waiting(outcomes):
        lines += ["", f"{', '.join(markdown(outcome.exercise.id) for outcome in group)}: {markdown(waits)}."]
    lines += ["", ONCE] if waiting(outcomes) else []
    return capped(lines, limit)


def telling(outcomes: Sequence[Outcome]) -> list[tuple[str, list[Outcome]]]:
    """The outcomes by what they say, those that say something of their own first: "not answered yet" tells least."""
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault(outcome.message, []).append(outcome)
    return sorted(groups.items(), key=lambda group: len(group[1]) > 1)


def capped(lines: Sequence[str], limit: int) -> str:
    """The lines in at most so many bytes; a last line says when some were left out."""
    text = "\n".join(lines) + "\n"
    if len(text.encode()) <= limit:
        return text
    note = "\nThe rest is left out: GitHub shows no more than 1 MiB. Run `python practice.py` to see it.\n"
    room, kept = limit - len(note.encode()), []
    for line in lines:
        room -= len(line.encode()) + 1
        if room < 0:
            break
        kept.append(line + "\n")
    return "".join(kept) + note


def commands(outcomes: Sequence[Outcome], folder: str = "", passed_over: Sequence[str] = ()) -> list[str]:
    """Workflow commands: an error for each of some exercises that cost points, and notices: what waits, the result.

    Work that was passed over is a warning.

    Those with a hint of their own come first, and else the first ones: notebooks are worked through in order. A bonus
    that is missing is no error, and neither is an exercise that waits for another.
    """
    costly = [outcome for outcome in outcomes if outcome.missing and outcome.exercise.points]
    missed = [outcome for _, group in telling(costly) for outcome in group]
    lines = [f"::warning title=Not looked at::{data(harmless(each))}" for each in passed_over]
    for outcome in missed[:ANNOTATIONS]:
        exercise = outcome.exercise
        hint = harmless(outcome.message) or "The check did not pass."
        title = f"{exercise.id} ({exercise.points} {'point' if exercise.points == 1 else 'points'})"
        lines.append(f"::error file={attribute(folder + exercise.notebook)},title={attribute(title)}::{data(hint)}")
    for waits, group in waiting(outcomes)[: ANNOTATIONS - 1]:
        named = ", ".join(outcome.exercise.id for outcome in group)
        lines.append(f"::notice title=Visible checks::{data(harmless(f'{named}: {waits}. {ONCE}'))}")
    more = len(missed) - ANNOTATIONS
    rest = f" {more} more are missing than are shown here: see the summary." if more > 0 else ""
    lines.append(f"::notice title=Visible checks::{data(tally(outcomes) + '.' + rest)}")
    return lines


def result(outcomes: Sequence[Outcome], fault: str = "") -> dict[str, Any]:
    """What the graders of GitHub Classroom put out, version 1, in as few entries as its reporter allows.

    The reporter has two totals: its table shows passed entries / entries x max_score, its annotation the sum of the
    scores. The second is right when the first entry of a passed exercise has all its points. For the first one, the
    passed entries and the others have to stand to one another as the points do: 45 of 90 needs an entry an exercise, or
    a few more, 61 of 90 needs 90 of them, as no smaller number has such a part. A bonus has none.
    """
    tests = [entry for outcome, number in shares(outcomes) for entry in _entries(outcome, number, fault)]
    if not tests:  # its table would divide by zero
        tests = [_entry("visible checks", "error" if fault else "pass", 0, fault, "")]
    status = "error" if fault else "pass" if complete(outcomes) else "fail"
    return {"version": 1, "status": status, "max_score": attainable(outcomes), "tests": tests}


def shares(outcomes: Sequence[Outcome]) -> list[tuple[Outcome, int]]:
    """The outcomes with points, and how many entries each of them has: at least one, at most one a point."""
    passed, missed = earned(outcomes), attainable(outcomes) - earned(outcomes)
    groups = [
        [outcome for outcome in outcomes if outcome.passed and outcome.exercise.points],
        # Those that wait last: what there is more than one entry an exercise goes to those that come first.
        sorted((each for each in outcomes if not each.passed and each.exercise.points), key=lambda each: each.waits),
    ]
    units = [points // (math.gcd(passed, missed) or 1) for points in (passed, missed)]
    # The entries of a group are a multiple of its unit, the same one for both, which leaves an entry for each exercise.
    times = max((-(-len(group) // unit) for group, unit in zip(groups, units, strict=True) if unit), default=0)
    numbers: dict[str, int] = {}
    for group, unit in zip(groups, units, strict=True):
        spare = times * unit - len(group)
        for outcome in group:
            more = min(spare, outcome.exercise.points - 1)
            numbers[outcome.exercise.id] = 1 + more
            spare -= more
    return [(outcome, numbers[outcome.exercise.id]) for outcome in outcomes if outcome.exercise.points]


def _entries(outcome: Outcome, number: int, fault: str) -> Iterator[dict[str, Any]]:
    """An exercise that waits is an "error": the reporter says its message then, and sets no red cross."""
    exercise = outcome.exercise
    status = "error" if fault or outcome.waits else "pass" if outcome.passed else "fail"
    told = fault or (
        f"{exercise.id} {outcome.waits}" if outcome.waits else outcome.message or "The check did not pass."
    )
    for place in range(1, number + 1):
        first = place == 1
        name = exercise.id if number == 1 else f"{exercise.id} ({place} of {number})"
        message = "" if outcome.passed and not fault else told if first or outcome.waits else "As above."
        where = f"{message} (cell {exercise.cell} of {exercise.notebook})" if status == "fail" and first else ""
        yield _entry(name, status, outcome.points if first and not fault else 0, message, exercise.notebook, where)


def _entry(name: str, status: str, score: int, message: str, notebook: str, where: str = "") -> dict[str, Any]:
    """The reporter shows ``message`` with an error and ``test_code`` with a failure."""
    return {
        "name": name,
        "status": status,
        "score": score,
        "message": harmless(message, SHORT_HINT),
        "test_code": harmless(where, SHORT_HINT),
        "filename": notebook,
        "line_no": 0,
        "duration": 0,
    }


def encoded(payload: Mapping[str, Any]) -> str:
    """A payload as the reporter decodes it."""
    return base64.b64encode(json.dumps(payload, ensure_ascii=False).encode()).decode("ascii")


def classroom50(outcomes: Sequence[Outcome], names: Mapping[str, str], now: str) -> dict[str, Any]:
    """The result.json of Classroom 50, ``classroom50/result/v1``; ``names`` are the variables that its runner sets.

    Checked against its published schema (schemas/result-v1.schema.json) and its runner's own validation: required keys,
    whole scores, a tag below ``submit/``. The runner itself writes owner, assignment_type, datetime and submitted_by
    anew. ``notebook``, ``message``, ``waits-for``, ``seconds`` and ``bonus`` are ours; extra keys in a test are kept.
    """
    commit = names.get("COMMIT_URL") or "unknown"
    return {
        "schema": "classroom50/result/v1",
        "classroom": names["CLASSROOM"],
        "assignment": names["ASSIGNMENT"],
        "assignment_type": names.get("ASSIGNMENT_TYPE") or "individual",
        "owner": names.get("OWNER") or names.get("USERNAME") or "unknown",
        "submission": names["SUBMISSION_TAG"],
        "commit": commit,
        "release": names.get("RELEASE_URL") or commit,
        "review": names.get("REVIEW_URL") or commit,
        "datetime": now,
        "graded_at": now,
        "score": earned(outcomes),
        "max-score": attainable(outcomes),
        "tests": [
            {
                "test-name": outcome.exercise.id,
                "passed": outcome.passed,
                "score": outcome.points,
                "max-score": outcome.exercise.points,
                "notebook": outcome.exercise.notebook,
                "message": harmless(outcome.waits or outcome.message),
                "waits-for": list(outcome.waits_for),
                "seconds": round(outcome.seconds, 3),
                "bonus": outcome.exercise.bonus,
            }
            for outcome in outcomes
        ],
    }


def quoted(log: str, token: str) -> str:
    """A log between lines that stop GitHub's runner from obeying it; the token must be new each time."""
    kept = log if len(log) <= LOG_CHARACTERS else "(cut at the front)\n" + log[-LOG_CHARACTERS:]
    lines = (line for line in kept.splitlines() if token not in line)
    return "\n".join([f"::stop-commands::{token}", *lines, f"::{token}::"])


# --- work that lies elsewhere -----------------------------------------------------------------------------------------


def passed_over(folder: Path, wanted: Collection[str], exercises: Mapping[str, str] | None = None) -> list[str]:
    """Sentences on work that the run does not look at: repositories in the repository, notebooks elsewhere.

    ``wanted`` are the notebooks that belong into the folder, ``exercises`` says in which of them each is. A repository
    in another is pushed as a mere link: where the outer one is checked out, its folder is empty.
    """
    linked = gitlinks(folder)
    inner, empty, nested, other = set(linked or ()), [], [], []
    for place, folders, files in os.walk(folder):
        here = Path(place).relative_to(folder)
        if here.parts and {".git"} & {*folders, *files}:
            inner.add(here.as_posix())
        if here.parts and not folders and not files:
            empty.append(here.as_posix())
        nested += [(here / name).as_posix() for name in files if here.parts and name in wanted]
        other += [(here / name).as_posix() for name in sorted(files) if NOTEBOOK.search(name) and name not in wanted]
        folders[:] = sorted(each for each in folders if not each.startswith((".", "_")) and each not in ENVIRONMENTS)
        if "pyvenv.cfg" in files or len(here.parts) > DEEPEST:
            folders.clear()
    if linked is None:  # git keeps no empty folders
        inner |= set(empty)
    told = [f"{place!r} is a repository of its own, {REPOSITORY}" for place in sorted(inner)]
    told += [f"{place!r}; the notebook belongs here, beside practice.py" for place in nested if within(place, inner)]
    lacking = renamed(folder, wanted)
    already = {name for line in lacking for name in other if line.startswith(f"{name!r};")}
    for place in [each for each in other if within(each, inner) and each not in already][:MOST_READ]:
        if found := copied(folder, place, exercises or {}):
            told.append(f"{place!r} has exercises of {found}, and only {found} beside practice.py is run")
    return (told + lacking)[:MOST]


REPOSITORY = (
    "and what is in it was not pushed here: move its files out of it, remove its .git folder, add them and push"
)
ENVIRONMENTS = ("venv", "env", "node_modules", "site-packages")
NOTEBOOK = re.compile(r"\A[^.].*\.ipynb(\s*\(\d+\))?(\.\w{1,12})?\s*\Z", re.IGNORECASE)
DEEPEST, MOST, MOST_READ = 5, 5, 50
"""How deep folders are looked through; how many sentences are told; how many files are read for them."""
LARGEST = 20 << 20
"""Bytes that a notebook may have."""


def copied(folder: Path, place: str, exercises: Mapping[str, str]) -> str:
    """The notebook whose exercises a file has; empty where it has none, or is that notebook byte for byte."""
    with contextlib.suppress(OSError):
        path = folder / place
        data = path.read_bytes() if path.is_file() and path.stat().st_size <= LARGEST else b""
        for name in re.findall(rb'"(?:grade_id|id)"\s*:\s*"([^"\\]+)"', data):
            if found := exercises.get(name.decode("utf-8", "replace")):
                original = folder / found
                return "" if original.is_file() and original.read_bytes() == data else found
    return ""


def within(place: str, inner: Collection[str]) -> bool:
    """Whether a path lies in none of the repositories, of which it is told already."""
    return not any(place.startswith(f"{each}/") for each in inner)


def renamed(folder: Path, wanted: Collection[str]) -> list[str]:
    """Sentences on notebooks at the top under other names, where one is not there."""
    missing = sorted(name for name in wanted if not (folder / name).is_file())
    others = sorted(path.name for path in folder.glob("*.ipynb") if path.name not in wanted) if missing else []
    return [f"{name!r}; {' and '.join(missing)} would be, so give it its name back" for name in others]


def gitlinks(folder: Path) -> list[str] | None:
    """The repositories that the folder's own one links to; None where git cannot tell."""
    try:
        command = ["git", "ls-files", "--stage", "-z"]
        rows = subprocess.run(command, cwd=folder, capture_output=True, check=True, timeout=60).stdout.split(b"\0")
    except (OSError, subprocess.SubprocessError):
        return None
    return [row.partition(b"\t")[2].decode("utf-8", "replace") for row in rows if row.startswith(b"160000 ")]


# --- the run ----------------------------------------------------------------------------------------------------------


class Collector:
    """A plugin of pytest's: what became of each test, by the name of its function."""

    def __init__(self) -> None:
        self.messages: dict[str, str] = {}
        self.seconds: dict[str, float] = {}
        self.waits_for: dict[str, tuple[str, ...]] = {}
        self.passed: set[str] = set()
        self.faults: list[str] = []

    def pytest_runtest_logreport(self, report: Any) -> None:
        name = function_of(report.nodeid)
        self.seconds[name] = self.seconds.get(name, 0.0) + report.duration
        if report.when == "call" and report.passed:
            self.passed.add(name)
        if report.failed or report.skipped:
            self.passed.discard(name)
            self.messages.setdefault(name, reason(report.longrepr))

    def pytest_exception_interact(self, node: Any, call: Any) -> None:
        """Comes before the report: the exception of a check has what that said, and what it waits for."""
        missed = call.excinfo.value
        if hasattr(missed, "said"):
            self.messages[function_of(node.nodeid)] = missed.said
            self.waits_for[function_of(node.nodeid)] = missed.waits_for

    def pytest_collectreport(self, report: Any) -> None:
        if report.failed:
            self.faults.append(last_error(str(report.longrepr)))

    def outcomes(self, exercises: Sequence[Exercise]) -> list[Outcome]:
        return [
            Outcome(
                exercise,
                passed=exercise.test in self.passed,
                message=self.messages.get(
                    exercise.test, "" if exercise.test in self.passed else "This check did not run."
                ),
                seconds=self.seconds.get(exercise.test, 0.0),
                waits_for=self.waits_for.get(exercise.test, ()),
            )
            for exercise in exercises
        ]


def function_of(nodeid: str) -> str:
    """The function of a test."""
    return nodeid.rpartition("::")[2].partition("[")[0]


def reason(longrepr: Any) -> str:
    """What a failed test says: the message of its assertion, without pytest's own words around it."""
    crash = getattr(longrepr, "reprcrash", None)
    text = str(crash.message) if crash else str(longrepr)
    if isinstance(longrepr, tuple):  # a skip: file, line, reason
        text = str(longrepr[2])
    text = re.sub(r"^(AssertionError|Failed|Skipped)(: |$)", "", text.strip())
    return re.split(r"\nassert ", text)[0].strip()


def last_error(text: str) -> str:
    """The last line of an error's text that pytest marked as the error."""
    lines = [line[1:].strip() for line in text.splitlines() if line.startswith("E ")] or text.splitlines() or [""]
    return plain(lines[-1])


def run(exercises: Sequence[Exercise], folder: Path, log: list[str], narrowed: bool = False) -> list[Outcome]:
    """The outcomes of the visible checks; what pytest printed is added to the log. Fault when it could not run.

    Where they are not all, but ``narrowed`` to some, notebooks are run only as far as these.
    """
    if not (folder / CHECKS).is_file():
        raise Fault(f"{CHECKS} is not there: bring it back from the repository that you started from")
    try:
        import pytest
    except ImportError:
        raise Fault("pytest is not installed: python -m pip install -r requirements.txt") from None
    collector = Collector()
    tests = [f"{folder / CHECKS}::{exercise.test}" for exercise in exercises] if narrowed else [str(folder / CHECKS)]
    arguments = [*tests, "-q", "--no-header", "--tb=short", "-p", "no:cacheprovider", "-o", "addopts="]
    only = ",".join(exercise.id for exercise in exercises) if narrowed else ""
    with kept_apart(folder, only), redirected(log):
        try:
            status = int(pytest.main([*arguments, f"--rootdir={folder}"], plugins=[collector]))
        except BaseException as error:  # pytest itself, or a plugin of it, went down
            told = plain(repr(error), SHORT_HINT)
            raise Fault(f"pytest went down with {told}: python -m pip install -r requirements.txt") from error
    if collector.faults and Path(BESIDE).stem in collector.faults[0]:
        raise Fault(f"{BESIDE} is not there: bring it back from the repository that you started from")
    if collector.faults:
        raise Fault(f"{CHECKS} cannot be loaded ({collector.faults[0]}): python -m pip install -r requirements.txt")
    if status not in (0, 1):
        told = {2: "it was interrupted", 5: "it found no checks"}.get(status, f"status {status}")
        raise Fault(f"pytest did not run the checks ({told}): bring {CHECKS} back as it was, then try again")
    return collector.outcomes(exercises)


@contextlib.contextmanager
def kept_apart(folder: Path, only: str) -> Iterator[None]:
    """Runs in the folder, without the variables by which a step talks to GitHub's runner, or pytest is given options.

    So that a notebook does not write there by mistake; whoever means to can find those files. ``only`` is what the
    tests are told of the exercises that are asked for.
    """
    before, place = dict(os.environ), Path.cwd()
    talks = ("GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_PATH", "GITHUB_STATE", "GITHUB_STEP_SUMMARY", "PYTEST_ADDOPTS")
    for name in before:
        if name in talks or name.startswith("ACTIONS_"):
            del os.environ[name]
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    os.environ[ONLY] = only
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(place)
        os.environ.clear()
        os.environ.update(before)


@contextlib.contextmanager
def redirected(log: list[str]) -> Iterator[None]:
    """Standard output and error of this process and of its children go to a file, and from there into the log.

    A kernel that outlives its notebook holds that file, and so cannot speak on this process's output later.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    kept = os.dup(1), os.dup(2)
    with tempfile.TemporaryFile() as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
        try:
            yield
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            for descriptor, number in zip(kept, (1, 2), strict=True):
                os.dup2(descriptor, number)
                os.close(descriptor)
            file.seek(max(0, os.fstat(file.fileno()).st_size - 4 * LOG_CHARACTERS))
            log.append(file.read().decode("utf-8", "replace"))


# --- who is told ------------------------------------------------------------------------------------------------------


def main(asked: Sequence[str] = ()) -> int:
    """Runs the checks, of all exercises or of those that are ``asked`` for, and tells whoever is there; the status."""
    with contextlib.suppress(AttributeError):
        sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    names = dict(os.environ)
    on_github, fifty = "GITHUB_ACTIONS" in names, "SUBMISSION_TAG" in names and "CLASSROOM" in names
    exercises: tuple[Exercise, ...] = ()
    outcomes: list[Outcome] = []
    elsewhere: list[str] = []
    log: list[str] = []
    fault = ""
    try:
        known = exercises_of(HERE)
        exercises = chosen(known, asked)
        elsewhere = passed_over(HERE, {each.notebook for each in known}, {each.id: each.notebook for each in known})
        of = ", ".join(asked) if asked else f"{len(exercises)} exercises"
        say(f"Running the visible checks of {of}: a minute or two.")
        outcomes = run(exercises, HERE, log, narrowed=bool(asked))
    except Fault as error:
        fault = str(error)
        outcomes = [Outcome(exercise, passed=False) for exercise in exercises]
    if on_github:
        say(quoted("".join(log), secrets.token_hex(16)))
        tell_github(outcomes, fault, names, elsewhere, fifty)
    elif fault:
        print(f"practice: {fault}", file=sys.stderr)
    else:
        say(terminal(outcomes, closely=bool(asked), passed_over=elsewhere))
    if fault:
        return BROKEN
    if fifty:
        tell_classroom50(outcomes, names, elsewhere)
        return COMPLETE
    return COMPLETE if complete(outcomes) else MISSING


def say(text: str) -> None:
    """Prints at once."""
    print(text, flush=True)


def exercises_of(folder: Path) -> tuple[Exercise, ...]:
    """The exercises of a repository; Fault when its catalogue cannot be read."""
    try:
        return catalogue((folder / CATALOGUE).read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError) as error:
        told = plain(f"{type(error).__name__}: {error}", SHORT_HINT)
        raise Fault(f"{CATALOGUE} cannot be read ({told}): bring it back from where you started") from error


def chosen(exercises: Sequence[Exercise], asked: Sequence[str]) -> tuple[Exercise, ...]:
    """The exercises with these ids, in the order of the course, or all; Fault for an id that none has."""
    known = [exercise.id for exercise in exercises]
    for name in asked:
        if name not in known:
            like = difflib.get_close_matches(name, known, n=3) or known
            raise Fault(f"there is no exercise {plain(name)!r}: say python practice.py with one of {', '.join(like)}")
    return tuple(exercise for exercise in exercises if exercise.id in asked or not asked)


def tell_github(
    outcomes: Sequence[Outcome], fault: str, names: Mapping[str, str], elsewhere: Sequence[str], fifty: bool
) -> None:
    """Annotations on standard output, the summary and the output ``result`` into the files of this step."""
    if fault:
        say(f"::error title=The visible checks did not run::{data(harmless(fault))}")
    else:
        say("\n".join(commands(outcomes, below(names.get("GITHUB_WORKSPACE", "")), elsewhere)))
    page = (
        summary(outcomes, passed_over=elsewhere)
        if not fault
        else f"## The visible checks did not run\n\n{markdown(fault)}\n"
    )
    if "GITHUB_STEP_SUMMARY" in names and not fifty:  # Classroom 50 shows release-body.md there
        append(names["GITHUB_STEP_SUMMARY"], page)
    if "GITHUB_OUTPUT" in names:
        append(names["GITHUB_OUTPUT"], f"result={encoded(result(outcomes, fault))}\n")


def tell_classroom50(outcomes: Sequence[Outcome], names: Mapping[str, str], elsewhere: Sequence[str]) -> None:
    """result.json and the text of the release, where the runner started this; what it says of them.

    The runner by itself would call a submission failed whose bonus is missing, so the status is said here.
    """
    now = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    Path("result.json").write_text(json.dumps(classroom50(outcomes, names, now), indent=2) + "\n", encoding="utf-8")
    Path("release-body.md").write_text(summary(outcomes, SUMMARY_BYTES // 10, elsewhere), encoding="utf-8")
    if "GITHUB_OUTPUT" in names:
        status = "success" if complete(outcomes) else "failure"
        append(names["GITHUB_OUTPUT"], f"status={status}\nsummary={tally(outcomes)}\n")


def below(workspace: str) -> str:
    """The path from the repository's root to this folder, as annotations want it: empty, or with a slash at its end."""
    top = Path(workspace).resolve() if workspace else HERE
    return HERE.relative_to(top).as_posix() + "/" if top in HERE.parents else ""


def append(path: str, text: str) -> None:
    """Adds to one of the files by which a step talks to GitHub's runner."""
    with Path(path).open("a", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
