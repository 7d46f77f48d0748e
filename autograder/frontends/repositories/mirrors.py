"""Bare mirrors of students' repositories: every commit that a look saw stays in them.

A fetch takes the branches, never tags and never the branch by which feedback is returned. Each commit that a branch
pointed to gets a reference of its own, so that a later force-push or deletion takes nothing away. Files larger than a
notebook may be stay on the host, if it can do that.
"""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from threading import Event
from typing import Final

from autograder.course import Assignment, Course, CourseError
from autograder.frontends.repositories.addresses import place
from autograder.frontends.repositories.git import REMOTE, Git, GitError
from autograder.frontends.repositories.looks import Look, Record
from autograder.notebooks.plainfile import MAX_BYTES

FEEDBACK_BRANCH: Final = "feedback"
"""The branch that holds what was returned; it is nobody's work."""
MAX_BRANCHES: Final = 200
"""Of a repository that has more, only the default branch is looked at."""
SHORT: Final = 30.0
"""Seconds for all but a fetch: a host that is down keeps the class waiting, a small tree may stand for a huge list."""
_HEADS: Final = "refs/heads/"
_LINK: Final = f"ref: {_HEADS}"
_ALL: Final = "+refs/heads/*:refs/remote/*"
_CONFIG: Final = "[core]\n\trepositoryformatversion = 0\n\tbare = true\n"
"""Without the promise, which a partial fetch writes down, that the remote has whatever is missing here."""


def _rows(wanted: Iterable[str], without: Iterable[str]) -> bytes:
    """Commits as ``rev-list --stdin`` takes them."""
    return "".join([*(f"{sha}\n" for sha in wanted), *(f"^{sha}\n" for sha in without)]).encode()


def repositories_folder(course: Course, assignment: Assignment) -> Path:
    """Where the mirrors of an assignment lie, and beside each what was seen and collected."""
    return course.root / "repositories" / assignment.name


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keeps other processes from the mirrors in a folder; CourseError where one is at work."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CourseError(f"{folder}: another command is at work on these repositories; wait for it") from error
        yield


@dataclass(frozen=True)
class Mirror:
    """One student's repository, as far as it was seen."""

    path: Path
    seconds: float = 120
    stopped: Event = field(default_factory=Event)

    @classmethod
    def of(cls, folder: Path, student: str, seconds: float = 120, stopped: Event | None = None) -> Mirror:
        """The mirror of a student in a ``repositories_folder``; once ``stopped`` is set, its commands end."""
        return cls(folder / f"{student}.git", seconds, stopped or Event())

    @property
    def record(self) -> Record:
        """The looks that were made."""
        return Record(self.path.with_suffix(".looks.jsonl"))

    @cached_property
    def _git(self) -> Git:
        return replace(Git.bare(self.path, self.seconds), stopped=self.stopped)

    @property
    def git(self) -> Git:
        """The repository, for commands that read what is in it."""
        return replace(self._git.offline(), seconds=min(SHORT, self.seconds))

    def look(self, address: str, now: Callable[[], datetime]) -> list[str]:
        """Fetches what is there and writes down that it was seen; what is odd about it. GitError where it cannot."""
        self._sweep()
        host = self._git.reaching(address)
        head, there = self._listed(replace(host, seconds=min(SHORT, self.seconds)))
        crowded = len(there) > MAX_BRANCHES
        odd = [f"it has {len(there)} branches, and only the default one is looked at"] if crowded else []
        if crowded:
            there = {name: sha for name, sha in there.items() if name == head}
        if there != self._branches():
            self._fetch(host, [f"+refs/heads/{name}:refs/remote/{name}" for name in there] if crowded else [_ALL])
        at = now()
        branches = {name: sha for name, sha in self._branches().items() if name in there}
        if there and not branches:
            raise GitError(
                "none of its branches could be fetched, as where a repository is shallow; let its owner run "
                "`git fetch --unshallow` and push again"
            )
        kept = "".join(f"update refs/kept/{sha} {sha}\n" for sha in set(branches.values()))
        if kept:
            self.git.run("update-ref", "--stdin", given=kept.encode())
        self.record.append(Look(at, place(address), head, branches))
        return odd

    def contains(self, newer: str, older: str) -> bool:
        """Whether the history of one commit contains another."""
        return not self.git.run("rev-list", "--max-count=1", older, f"^{newer}")

    def within(self, commit: str, heads: Collection[str]) -> bool:
        """Whether the history of one of several commits contains another, which need not be here at all."""
        try:
            return not self.git.run("rev-list", "--max-count=1", "--stdin", given=_rows([commit], heads))
        except GitError:
            return False

    def elsewhere(self, commit: str, partners: Collection[str]) -> bool:
        """Whether the repository of another student, but for some, has a commit, or was seen with it."""
        for record in self.path.parent.glob("*.looks.jsonl"):
            student = record.name.removesuffix(".looks.jsonl")
            other = Mirror.of(self.path.parent, student, self.seconds)
            if other.path == self.path or student in partners:
                continue
            heads = {sha for look in other.record.read()[0] for sha in look.branches.values()}
            if commit in heads or (heads and other.path.is_dir() and other.within(commit, heads)):
                return True
        return False

    def _sweep(self) -> None:
        """Takes away what a git leaves that was ended: locks, which nobody holds, and packs that never were whole."""
        left = [*self.path.glob("*.lock"), *self.path.glob("refs/**/*.lock"), *self.path.glob("objects/pack/tmp_*")]
        for path in left:
            path.unlink()

    def _listed(self, host: Git) -> tuple[str, dict[str, str]]:
        """The name of the default branch, empty where the host names none; and branch -> what it points to."""
        wanted = ("HEAD", f"{_HEADS}*")
        lines = host.run("ls-remote", "--symref", REMOTE, *wanted).splitlines()
        rows = [line.partition("\t")[::2] for line in lines]
        heads = {name.removeprefix(_HEADS): sha for sha, name in rows if name.startswith(_HEADS)}
        there = {name: sha for name, sha in heads.items() if not sha.startswith("ref: ")}
        head = next((to.removeprefix(_LINK) for to, name in rows if name == "HEAD" and to.startswith(_LINK)), "")
        there.pop(FEEDBACK_BRANCH, None)
        return "" if head == FEEDBACK_BRANCH else head, there

    def _fetch(self, host: Git, wanted: list[str]) -> None:
        options = ("--quiet", "--prune", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules")
        limit = f"--filter=blob:limit={MAX_BYTES + 1}"
        try:
            if wanted:
                host.run("fetch", *options, limit, REMOTE, *wanted, f"^{_HEADS}{FEEDBACK_BRANCH}")
        finally:
            (self.path / "config").write_text(_CONFIG, encoding="utf-8")

    def _branches(self) -> dict[str, str]:
        """Branch -> commit, as last fetched; whatever else a hostile host calls a branch is passed over."""
        found = self.git.run("for-each-ref", "--format=%(objecttype) %(objectname) %(refname)", "refs/remote/")
        rows = [line.split(" ", 2) for line in found.splitlines()]
        return {name.removeprefix("refs/remote/"): sha for kind, sha, name in rows if kind == "commit"}
