"""Work on branches that do not count: newer than what does, and not in it.

A branch is silent where its commits are in the history of what counts, where all of its files are (it was squashed or
rebased into that), and where the course made it to return feedback. It is newer where a later look saw it first; of
two that one look saw first, where it goes on from what counts or is dated later; and where nothing is done yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from autograder.frontends.repositories.delivery import TRAILER
from autograder.frontends.repositories.git import Git, GitError
from autograder.frontends.repositories.looks import Look, first_seen
from autograder.frontends.repositories.mirrors import Mirror

NAMED: Final = 3
"""Of a repository with more such branches, the others are counted."""


def elsewhere(mirror: Mirror, looks: Sequence[Look], counts: Look, idle: bool) -> list[str]:
    """The branches, sorted, that have newer work of their own; GitError where the mirror cannot be read.

    ``idle`` where what counts is as it was released.
    """
    newest = looks[-1]
    own = {newest.branch, counts.branch}
    tips = {name: tip for name, tip in sorted(newest.branches.items()) if name not in own}
    tips = {name: tip for name, tip in tips.items() if idle or _is_newer(mirror, looks, tip, counts.commit)}
    # What came to the default branch too late is told apart, and so is a branch that was merged into that.
    known = sorted({counts.commit, newest.commit} - {""})
    wanted = {tip: _news(mirror, tip, known) for tip in set(tips.values())}
    there = _objects(mirror.git, known) if any(wanted.values()) else set()
    return [name for name, tip in tips.items() if wanted[tip] and not _blobs(mirror.git, tip) <= there]


def named(branches: Sequence[str]) -> str:
    """``'dev'``, or ``'a', 'b', 'c' and 27 more``."""
    more = f" and {len(branches) - NAMED} more" if len(branches) > NAMED else ""
    return ", ".join(map(repr, branches[:NAMED])) + more


def _is_newer(mirror: Mirror, looks: Sequence[Look], tip: str, commit: str) -> bool:
    seen, since = first_seen(looks, tip), first_seen(looks, commit)
    if seen != since:
        return seen > since
    return mirror.contains(tip, commit) or _date(mirror.git, tip) > _date(mirror.git, commit)


def _date(git: Git, commit: str) -> int:
    """What the commit says, which is good enough for a hint; 0 where it says nothing."""
    said = git.run("log", "--max-count=1", "--format=%ct", commit)
    return int(said) if said.isdecimal() else 0


def _news(mirror: Mirror, tip: str, known: Sequence[str]) -> bool:
    """Whether a commit is in none of the histories, and is no feedback of ours."""
    if any(mirror.contains(each, tip) for each in known):
        return False
    return f"\n{TRAILER}: " not in mirror.git.run("log", "--max-count=1", "--format=%n%B", tip)


def _objects(git: Git, commits: Sequence[str]) -> set[str]:
    """All that is in some histories; nothing where that is more than anybody can list."""
    try:
        rows = git.run("rev-list", "--objects", "--missing=allow-any", *commits).splitlines()
    except GitError:
        return set()
    return {row.partition(" ")[0] for row in rows}


def _blobs(git: Git, commit: str) -> set[str]:
    """The contents of a commit's files; one that nothing has where they cannot be listed."""
    try:
        rows = git.bytes("ls-tree", "-r", "-z", commit).split(b"\0")
    except GitError:
        return {commit}
    return {row.split(b"\t")[0].split(b" ")[2].decode() for row in rows if row}
