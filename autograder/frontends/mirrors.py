"""Bare mirrors of students' repositories: every commit that a look saw stays in them.

A fetch takes the branches, never tags and never the branch by which feedback is returned. Each commit that a branch
pointed to gets a reference of its own, so that a later force-push or deletion takes nothing away. Files larger than a
notebook may be stay on the host, if it can do that.
"""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Final

from autograder.course import Assignment, Course, CourseError
from autograder.frontends.addresses import place
from autograder.frontends.git import REMOTE, Git
from autograder.frontends.looks import Look, Record
from autograder.ipynb import MAX_BYTES

FEEDBACK: Final = "feedback"
"""The branch that holds what was returned; it is nobody's work."""
MAX_BRANCHES: Final = 200
"""Of a repository that has more, only the default branch is looked at."""
READING: Final = 30.0
"""Seconds for a command that only reads: a tree of a few kilobytes may stand for more than anybody can list."""
_CONFIG: Final = "[core]\n\trepositoryformatversion = 0\n\tbare = true\n"
"""Without the promise, which a partial fetch writes down, that the remote has whatever is missing here."""


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

    @classmethod
    def of(cls, folder: Path, student: str, seconds: float = 120) -> Mirror:
        """The mirror of a student in a folder of ``repositories_folder``."""
        return cls(folder / f"{student}.git", seconds)

    @property
    def record(self) -> Record:
        """The looks that were made."""
        return Record(self.path.with_suffix(".looks.jsonl"))

    @cached_property
    def _git(self) -> Git:
        return Git.bare(self.path, self.seconds)

    @property
    def git(self) -> Git:
        """The repository, for commands that read what is in it."""
        return replace(self._git.offline(), seconds=min(READING, self.seconds))

    def look(self, address: str, now: Callable[[], datetime]) -> list[str]:
        """Fetches what is there and writes down that it was seen; what is odd about it. GitError where it cannot."""
        host = self._git.reaching(address)
        head, count = self._default_branch(host)
        crowded = count > MAX_BRANCHES
        source, target = (f"refs/heads/{head}", f"refs/remote/{head}") if crowded else ("refs/heads/*", "refs/remote/*")
        odd = [f"it has {count} branches, and only the default one is looked at"] if crowded else []
        self._fetch(host, [] if crowded and not head else [f"+{source}:{target}"])
        at = now()
        branches = self._branches()
        kept = "".join(f"update refs/kept/{sha} {sha}\n" for sha in set(branches.values()))
        self.git.run("update-ref", "--stdin", given=kept.encode())
        self.record.append(Look(at, place(address), head, branches))
        return odd

    def contains(self, newer: str, older: str) -> bool:
        """Whether the history of one commit contains another."""
        return not self.git.run("rev-list", "--max-count=1", older, f"^{newer}")

    def _default_branch(self, host: Git) -> tuple[str, int]:
        """The name of the default branch, empty where the host names none, and how many branches there are."""
        lines = host.run("ls-remote", "--symref", REMOTE, "HEAD", "refs/heads/*").splitlines()
        head = next(
            (line[16:-5] for line in lines if line.startswith("ref: refs/heads/") and line.endswith("\tHEAD")), ""
        )
        return "" if head == FEEDBACK else head, sum("\trefs/heads/" in line for line in lines)

    def _fetch(self, host: Git, wanted: list[str]) -> None:
        options = (
            "--quiet",
            "--prune",
            "--no-tags",
            "--no-write-fetch-head",
            "--no-recurse-submodules",
            "--no-auto-gc",
        )
        limit = f"--filter=blob:limit={MAX_BYTES + 1}"
        try:
            if wanted:
                host.run("fetch", *options, limit, REMOTE, *wanted, f"^refs/heads/{FEEDBACK}")
        finally:
            (self.path / "config").write_text(_CONFIG, encoding="utf-8")

    def _branches(self) -> dict[str, str]:
        """Branch -> commit, as last fetched; whatever else a hostile host calls a branch is passed over."""
        found = self.git.run("for-each-ref", "--format=%(objecttype) %(objectname) %(refname)", "refs/remote/")
        rows = [line.split(" ", 2) for line in found.splitlines()]
        return {name.removeprefix("refs/remote/"): sha for kind, sha, name in rows if kind == "commit"}
