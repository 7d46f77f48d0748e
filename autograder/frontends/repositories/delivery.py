"""One student's feedback branch: what is there, and a commit on top of it.

A commit is built in a bare repository of its own, so nothing is checked out and no branch of the student's is fetched.
It goes to the host by one refspec, never by force, and only if the branch still is what it was when it was looked at.
Files of the student's on that branch stay in its tree: whoever had merged work into it, and merges the branch back,
would otherwise find it deleted.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from autograder.frontends.repositories.git import REMOTE, Git, GitError
from autograder.frontends.repositories.parcels import PAGE, Parcel

TRAILER: Final = "Autograder-Report"
_THEIRS: Final = "refs/returned"
_MODE: Final = "100644 blob"
_NEVER: Final = ("core.hooksPath=/dev/null", "receive.autogc=false", "core.alternateRefsCommand=true")
_RECEIVER: Final = " ".join(("git", *(f"-c {setting}" for setting in _NEVER), "receive-pack"))
"""Where the host is this machine, git would run the programs of the repository that is pushed to, as who pushes."""


class UndeliverableError(Exception):
    """Nothing was pushed; a few words that say why, and what to do."""


@dataclass(frozen=True)
class Sender:
    """Who returns feedback: the course, and no person."""

    name: str
    email: str
    subject: str
    names: Collection[str]
    """Every name that a file of ours may have: such a file is replaced, all others stay."""


@dataclass(frozen=True)
class Branch:
    """The branch of one repository on a host, by way of a scratch repository."""

    host: Git
    address: str
    name: str
    tip: str
    """The commit that it points to; empty where there is no such branch."""

    @classmethod
    def found(cls, folder: Path, address: str, name: str, ours: Collection[str], seconds: float) -> Branch:
        """Looks at the host; ``ours`` are the commits that were pushed there before, as far as that is known.

        UndeliverableError where nothing should go there, GitError where git fails.
        """
        host = Git.bare(folder, seconds).reaching(address)
        default, heads = _heads(host)
        if not heads:
            raise UndeliverableError("the repository is empty, and its first branch would become the default one")
        if default == name:
            raise UndeliverableError(f"{name!r} is the repository's default branch; take another: --branch NAME")
        if any(each.startswith(f"{name}/") or name.startswith(f"{each}/") for each in heads):
            raise UndeliverableError(f"its branches leave no room for one called {name!r}; take another: --branch NAME")
        branch = cls(host, address, name, heads.get(name, ""))
        if branch.tip:
            # No contents: what is on the branch is known by its digests.
            wanted = f"+refs/heads/{name}:{_THEIRS}"
            host.run("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--filter=blob:none", REMOTE, wanted)
            if not branch._is_ours(ours):
                whose = "somebody else, GitHub Classroom maybe"
                raise UndeliverableError(f"its branch {name!r} was made by {whose}; take another: --branch NAME")
        return branch

    def _is_ours(self, ours: Collection[str]) -> bool:
        """By our own record; or, as that may be lost, by what the commits say. A student could say so too, and would
        get the next commit on top of theirs."""
        if not set(ours).isdisjoint(self.host.run("rev-list", _THEIRS).splitlines()):
            return True
        said = ("--max-count=1", "--basic-regexp", f"--grep=^{TRAILER}: ")
        return bool(self.host.run("rev-list", *said, _THEIRS))

    def holds(self, parcel: Parcel) -> bool:
        """Whether the tip has the same files, but for the page, which tells how long grading took."""
        mine = {name: self._written(data) for name, data in parcel.files.items() if name != PAGE}
        return bool(self.tip) and mine.items() <= self._entries().items()

    def _entries(self) -> dict[str, str]:
        """Name at the top of the tip's tree -> mode, kind and digest."""
        if not self.tip:
            return {}
        listed = self.host.bytes("ls-tree", "-z", self.tip).decode("utf-8", "surrogateescape")
        rows = (line.partition("\t") for line in listed.split("\0") if line)
        return {name: entry for entry, _, name in rows}

    def _written(self, data: bytes) -> str:
        return f"{_MODE} {self.host.run('hash-object', '-w', '--stdin', given=data)}"

    def commit(self, parcel: Parcel, sender: Sender) -> str:
        """A commit of the parcel on top of the branch, here alone; its name."""
        kept = {name: entry for name, entry in self._entries().items() if name not in sender.names}
        entries = {**kept, **{name: self._written(data) for name, data in parcel.files.items()}}
        listed = "".join(f"{entry}\t{name}\0" for name, entry in entries.items())
        tree = self.host.run("mktree", "-z", "--missing", given=listed.encode("utf-8", "surrogateescape"))
        message = f"{sender.subject}\n\n[skip ci]\n\n{TRAILER}: {parcel.report}\n"
        who = {
            f"GIT_{role}_{key}": value
            for role in ("AUTHOR", "COMMITTER")
            for key, value in (("NAME", sender.name), ("EMAIL", sender.email), ("DATE", f"{int(time.time())} +0000"))
        }
        parents = ("-p", self.tip) if self.tip else ()
        return self.host.run("commit-tree", "--no-gpg-sign", tree, *parents, given=message.encode(), **who)

    def push(self, commit: str) -> None:
        """Puts the commit there; UndeliverableError where the branch is not what it was, GitError where git fails."""
        options = ["--quiet", "--no-thin", "--no-follow-tags", "--no-signed", "--recurse-submodules=no"]
        if self.address.startswith(("/", "file:")):
            options.append(f"--receive-pack={_RECEIVER}")
        # With a lease git pushes to nothing but what was looked at; the commit is on top of that, so nothing is forced.
        lease = f"--force-with-lease=refs/heads/{self.name}:{self.tip}"
        try:
            self.host.run("push", *options, lease, REMOTE, f"{commit}:refs/heads/{self.name}")
        except GitError as error:
            now = self._tip_now(error)
            if now == commit:  # it came through, and the answer did not
                return
            if now != self.tip:
                raise UndeliverableError(
                    f"the branch {self.name!r} moved meanwhile; look again with --dry-run"
                ) from error
            raise

    def _tip_now(self, error: GitError) -> str:
        try:
            return _heads(self.host)[1].get(self.name, "")
        except GitError:
            raise error from None


def _heads(host: Git) -> tuple[str, dict[str, str]]:
    """The default branch, empty where there is none, and the branches with their commits."""
    default, heads = "", {}
    for line in host.run("ls-remote", "--symref", REMOTE, "HEAD", "refs/heads/*").splitlines():
        value, _, name = line.partition("\t")
        if value.startswith("ref: ") and name == "HEAD":
            default = value.removeprefix("ref: refs/heads/")
        elif name.startswith("refs/heads/"):
            heads[name.removeprefix("refs/heads/")] = value
    return default, heads
