"""``autograder collect``: a look at every student's repository, and what counts laid out for nbgrader.

Which commit counts is decided by when it was seen (``looks``); nothing that a student can write into a commit moves it.
"""

from __future__ import annotations

import errno
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from threading import Event
from typing import Final

from autograder.course import Assignment, Course, CourseError
from autograder.course.deadline import Deadline
from autograder.frontends.repositories.addresses import place, shared
from autograder.frontends.repositories.branches import named
from autograder.frontends.repositories.git import GitError, unwritable
from autograder.frontends.repositories.history import History, short
from autograder.frontends.repositories.looks import Look, handed_in
from autograder.frontends.repositories.mirrors import Mirror, locked, repositories_folder
from autograder.frontends.repositories.submitted import Collected, Place, digests
from autograder.frontends.repositories.trees import burdens, take, told
from autograder.notebooks.source import Source, Submission
from autograder.render.wording import counted

IDLE: Final = "as released: nothing is done yet"
UNTAKEN: Final = (errno.ENAMETOOLONG, errno.EILSEQ, errno.EINVAL)
"""With these a file system refuses a name."""
SECONDS: Final = 120.0
"""For one repository to be fetched."""


class State(StrEnum):
    """What became of one student's repository."""

    COLLECTED = "collected"
    UNCHANGED = "unchanged"
    AS_RELEASED = "as released"
    NOT_SUBMITTED = "not submitted"
    IN_THE_WAY = "not replaced"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True)
class Result:
    """One student, and what there is to say."""

    student: str
    state: State
    notes: tuple[str, ...] = ()
    late_look: bool = False
    """Whether the first look of all came after the deadline."""

    @property
    def line(self) -> str:
        """All of it in one line; empty where there is nothing to say."""
        return f"{self.student}: {'; '.join(self.notes)}" if self.notes else ""


@dataclass(frozen=True)
class Collection:
    """One run: which commits are wanted of whom, and how the time is told."""

    course: Course
    assignment: Assignment
    late: bool = False
    """Whether work that came after the deadline is wanted, too."""
    jobs: int = 8
    seconds: float = SECONDS
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    @property
    def folder(self) -> Path:
        """Where the mirrors lie."""
        return repositories_folder(self.course, self.assignment)

    @property
    def deadline(self) -> datetime | None:
        """When work has to be there: the due date and the course's minutes of grace."""
        deadline = Deadline.of(self.course, self.assignment)
        return deadline.last if deadline else None

    def run(self, addresses: Mapping[str, str]) -> Iterator[Result]:
        """Looks at the repositories, student -> address, and lays out what counts; the results in that order."""
        if shutil.which("git") is None:
            raise CourseError("git is not installed, and collects the repositories; install it and run this again")
        source = Source(self.course, self.assignment)
        partners = {student: group for group in shared(addresses) for student in group}
        with locked(self.folder):
            pool, stopped = ThreadPoolExecutor(max_workers=self.jobs), Event()
            mirrors = {student: Mirror.of(self.folder, student, self.seconds, stopped) for student in addresses}
            try:
                looks = {name: pool.submit(self._look, name, mirrors[name], addresses[name]) for name in addresses}
                for student, address in addresses.items():
                    same = partners.get(student, ())
                    history = partial(History.of, mirrors[student], place(address), self.deadline, self.late, same)
                    yield self._result(source, student, history, looks[student])
            finally:
                stopped.set()
                pool.shutdown(cancel_futures=True)

    def _look(self, student: str, mirror: Mirror, address: str) -> list[str]:
        """What is odd about a repository that was looked at; UnnameableError before anything is fetched."""
        spot = Place.of(self.course, self.assignment, self.folder, student)
        insist_on_names((mirror.path, mirror.record.path, *spot.named))
        return mirror.look(address, self.now)

    def _result(self, source: Source, student: str, seen: Callable[[], History], look: Future[list[str]]) -> Result:
        try:
            return self._seen(source, student, seen, look)
        except UnicodeEncodeError as error:
            return Result(student, State.IN_THE_WAY, (f"{unwritable(error)} and collect again",))
        except UnnameableError as error:
            return Result(student, State.IN_THE_WAY, (f"{error} and collect again",))
        except OSError as error:
            return Result(student, State.IN_THE_WAY, (f"cannot be read: {error.strerror}: {error.filename!r}",))

    def _seen(self, source: Source, student: str, seen: Callable[[], History], look: Future[list[str]]) -> Result:
        try:
            notes, unreachable = look.result(), False
        except (GitError, OSError) as error:
            notes, unreachable = [f"unreachable: {error}; check its address, and that you may read it"], True
        history = seen()
        try:
            notes += history.notes(fresh=not unreachable)
            state, more = self._laid_out(source, student, history)
            notes = _with_branches([*notes, *more], history.elsewhere(IDLE in more))
        except GitError as error:
            state, notes = State.UNREACHABLE, [*notes, f"its mirror cannot be read: {error}"]
        except OSError as error:
            state, notes = State.IN_THE_WAY, [*notes, f"cannot be laid out: {error.strerror}: {error.filename!r}"]
        return Result(student, State.UNREACHABLE if unreachable else state, tuple(notes), history.late_look)

    def _laid_out(self, source: Source, student: str, history: History) -> tuple[State, list[str]]:
        """Puts what counts into ``submitted/``, if it is not there."""
        spot = Place.of(self.course, self.assignment, self.folder, student)
        spot.mend()
        look = history.counts
        if look is None:
            return State.NOT_SUBMITTED, []
        known = spot.collected()
        found = spot.state(known)
        shown = spot.folder.relative_to(self.course.root)
        if known is not None and known.commit == look.commit and found in ("ours", "edited"):
            edited = [f"{shown} was edited since it was collected, and stays so"] if found == "edited" else []
            return (State.AS_RELEASED if known.untouched else State.UNCHANGED), [*known.notes, *edited]
        filling = Filling(source, student, history, look)
        made = spot.lay(filling.fill, replacing=found == "ours")
        if made is not None and known is not None and (back := history.went_back(known.commit)):
            filling.notes.append(back)
        if made is not None:
            return (State.AS_RELEASED if made.untouched else State.COLLECTED), filling.notes
        if not filling.files:
            stays = [f"{shown} keeps what it has"] if found != "empty" else []
            return State.NOT_SUBMITTED, [*filling.notes, *stays]
        cause = "was edited since it was collected" if found == "edited" else "was not made by this command"
        advice = f"{shown} {cause} and is not replaced by {short(look.commit)}; move it away and collect again"
        return State.IN_THE_WAY, [advice, *filling.notes]


class UnnameableError(Exception):
    """No file can be called after a student here; one line says why and what to do."""


def insist_on_names(paths: Iterable[Path]) -> None:
    """UnnameableError where the file system does not take one of the names."""
    for path in paths:
        try:
            path.lstat()
        except OSError as error:
            if error.errno in UNTAKEN:
                why = f"no file can be called {path.name!r} here ({error.strerror})"
                raise UnnameableError(f"{why}; give the student another id, a short one, in the roster") from error


def _with_branches(notes: list[str], others: Sequence[str]) -> list[str]:
    """The notes, with one on newer work that is on other branches than that which counts."""
    if not others:
        return notes
    if IDLE in notes:
        aside = f"(there are other branches, which do not count: {named(others)})"
        return [f"{note} {aside}" if note == IDLE else note for note in notes]
    which = "another branch, which does" if len(others) == 1 else f"{len(others)} other branches, which do"
    return [*notes, f"newer work is on {which} not count: {named(others)}"]


class Filling:
    """Fills a folder with the notebooks of the commit that counts."""

    def __init__(self, source: Source, student: str, history: History, look: Look) -> None:
        self._source, self._student, self._history, self._look = source, student, history, look
        self.files: dict[str, str] = {}
        self.notes: list[str] = []

    def fill(self, folder: Path) -> Collected | None:
        """What was written into an empty folder; None where the commit holds no notebook."""
        git, commit = self._history.mirror.git, self._look.commit
        submission, self.notes = take(git, commit, self._source, self._student, folder)
        self.files = digests(folder)
        if not self.files:
            self.notes += [f"no notebook in it ({short(commit)})", *burdens(git, commit)]
            return None
        self.notes += [*told(submission), *burdens(git, commit)]
        untouched = self._untouched(submission)
        if untouched:
            self.notes.append(IDLE)
        seen = handed_in(self._history.looks, commit).isoformat()
        return Collected(commit, self._look.branch, seen, untouched, tuple(self.notes), self.files)

    def _untouched(self, submission: Submission) -> bool:
        """Whether every notebook that is there is one that nobody has worked on."""
        if submission.unreadable:
            return False
        there = [(each.notebook.name, each.node) for each in submission.notebooks if each.node is not None]
        return bool(there) and all(self._source.notebooks[name].untouched(node) for name, node in there)


def summary(results: Sequence[Result], missing: int, deadline: datetime | None) -> Iterator[str]:
    """The class in a few lines."""
    states = Counter(result.state for result in results)
    parts = [f"{states[state]} {state}" for state in State if states[state]]
    parts += [f"{missing} without a repository"] * bool(missing)
    yield f"{counted(len(results) + missing, 'student')}: {', '.join(parts) or 'none'}"
    yield "times are those of the look that first saw a commit; a commit's own date can be forged and is not used"
    late = [result.student for result in results if result.late_look]
    if late and deadline is not None:
        named = ", ".join(late[:10]) + (f" and {len(late) - 10} more" if len(late) > 10 else "")
        yield (
            f"first looked at after the deadline ({deadline:%Y-%m-%d %H:%M %Z}): {named}; what was there counts as of "
            "that look; looks before it, by an hourly workflow for instance, tell who was in time; else raise "
            "late.grace_minutes in course_config.py, or correct timestamp.txt"
        )
