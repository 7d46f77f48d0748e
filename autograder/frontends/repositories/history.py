"""What there is to say of a student's pushes: late ones, rewritten history, branches that are gone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from autograder.frontends.repositories.branches import elsewhere
from autograder.frontends.repositories.looks import Look, counting, first_seen, handed_in
from autograder.frontends.repositories.mirrors import Mirror
from autograder.render.wording import counted


@dataclass(frozen=True)
class History:
    """The looks at one repository, and the rule by which one of its commits counts."""

    mirror: Mirror
    looks: tuple[Look, ...]
    former: int
    """Looks at another repository, which the student's address led to before, and which do not count."""
    moved: int
    """Looks at a former address that count: the repository is the same one, under another name."""
    spoilt: tuple[int, ...]
    due: datetime | None
    late: bool

    @classmethod
    def of(
        cls, mirror: Mirror, place: str, due: datetime | None, late: bool, partners: Collection[str] = ()
    ) -> History:
        """What was seen of the repository at a place, also under the address that it had before.

        A commit seen there counts if the repository here contains it, and no other student's does: what several have
        was handed out, or is somebody else's, and says nothing of who handed it in. ``partners`` share the repository.
        """
        looks, spoilt = mirror.record.read()
        here = [look for look in looks if look.place == place]
        ours = _contained(mirror, partners, [look.commit for look in looks if look.place != place], here)
        moved = [look for look in looks if look.place != place and look.commit in ours]
        kept = tuple(look for look in looks if look.place == place or look in moved)
        return cls(mirror, kept, len(looks) - len(kept), len(moved), tuple(spoilt), due, late)

    @property
    def counts(self) -> Look | None:
        """The look whose commit counts."""
        return counting(self.looks, self.due, self.late)

    @property
    def late_look(self) -> bool:
        """Whether something counts, and nobody looked before the deadline."""
        return bool(self.due and self.counts and self.looks[0].at > self.due)

    def notes(self, fresh: bool) -> Iterator[str]:
        """A sentence for each thing that is odd; ``fresh`` if a look has just been made, whose news are told."""
        if self.spoilt:
            lines = ", ".join(map(str, self.spoilt))
            yield f"{self.mirror.record.path.name}: line {lines} is no look, and was passed over"
        first = len(self.looks) == self.moved + 1
        if fresh and first and self.moved:
            yield f"its address has changed; what was seen at the former one ({counted(self.moved, 'look')}) counts"
        elif fresh and self.former and (first or self.late_look):
            former = counted(self.former, "look")
            yield f"its address has changed; what was seen at the former one ({former}) does not count"
        if not self.looks:
            return
        counts, newest = self.counts, self.looks[-1]
        if counts is None:
            yield self._nothing(newest)
            return
        if not newest.commit:
            yield f"{_gone(newest)}; {short(counts.commit)} counts, last seen {self.when(counts.at)}"
        elif counts.branch != counts.head:
            yield f"its default branch is not there; {counts.branch!r}, the only one, counts"
        if newest.commit and newest.commit != counts.commit:
            yield self._later(counts, newest)
        elif self._taken_late(counts):
            yield self._by_late(counts.commit)
        if fresh and len(self.looks) > 1 and newest.commit == counts.commit:
            yield from self._rewritten(self.looks[-2].commit, newest.commit)

    def elsewhere(self, idle: bool) -> list[str]:
        """The branches that do not count and have newer work than what counts, which may be as released."""
        return elsewhere(self.mirror, self.looks, self.counts, idle) if self.counts else []

    def when(self, at: datetime) -> str:
        """A time as the course tells it."""
        zone = UTC if self.due is None else self.due.tzinfo
        return f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S %Z}".strip()

    def went_back(self, commit: str) -> str:
        """A sentence where a commit that was laid out came to the branch that counts after what counts now."""
        counts = self.counts
        if counts is None or not any(look.commit == commit and look.at > counts.at for look in self.looks):
            return ""
        why = "counts" if self.due is None or counts.at > self.due else "was in time"
        return f"went back from {short(commit)} to {short(counts.commit)}, which {why}"

    def _seen(self, commit: str) -> str:
        """When a commit came to the branch that counts and, where it was on others before, when it came there."""
        since, before = handed_in(self.looks, commit), first_seen(self.looks, commit)
        if since == before:
            return f"first seen {self.when(since)}"
        where = next(name for look in self.looks for name, sha in look.branches.items() if sha == commit)
        aside = f"on {where!r}, which did not count then, {self.when(before)}"
        return f"first seen on the default branch {self.when(since)} ({aside})"

    def _by_late(self, commit: str) -> str:
        if self.due and handed_in(self.looks, commit) <= self.due:
            there = f"it was there in time, {self._seen(commit)}, and then another took its place"
            return f"{short(commit)} counts by --late: {there}"
        return f"late: {short(commit)}, {self._seen(commit)}, counts by --late"

    def _nothing(self, newest: Look) -> str:
        if newest.commit:
            came = f"{short(newest.commit)} came later, {self._seen(newest.commit)}"
            return f"nothing was there at {self._decided()}; {came}: --late collects it"
        if newest.branches:
            return f"nothing collected: {_gone(newest)}; have a default branch set"
        return "nothing handed in: the repository is empty"

    def _later(self, counts: Look, newest: Look) -> str:
        rewritten = "" if self.mirror.contains(newest.commit, counts.commit) else ", with its history rewritten"
        came = f"{short(newest.commit)}, {self._seen(newest.commit)}, needs --late"
        since = handed_in(self.looks, newest.commit)
        if since < counts.at:
            how = "went back to an earlier commit after"
        elif first_seen(self.looks, newest.commit) < since:
            how = "on the default branch only after"
        else:
            how = "pushed after"
        return f"{how} {self._decided()}{rewritten}: {short(counts.commit)} counts; {came}"

    def _decided(self) -> str:
        """The look that decides. That a push came after the deadline is not known: only which looks saw it."""
        in_time = [look for look in self.looks if self.due and look.at <= self.due]
        if in_time:
            return f"the last look before the deadline ({self.when(in_time[-1].at)})"
        return f"the first look ({self.when(self.looks[0].at)})"

    def _taken_late(self, counts: Look) -> bool:
        in_time = counting(self.looks, self.due)
        return self.late and (in_time is None or in_time.commit != counts.commit)

    def _rewritten(self, before: str, now: str) -> Iterator[str]:
        if before and before != now and not self.mirror.contains(now, before):
            yield f"its history was rewritten (force-push): {short(now)} counts; {short(before)} stays in the mirror"


def _contained(mirror: Mirror, partners: Collection[str], commits: Iterable[str], here: Iterable[Look]) -> set[str]:
    """Those of some commits that the repository at a place has in its history, and no other student's repository."""
    heads = {sha for look in here for sha in look.branches.values()}
    found = {sha for sha in set(commits) - {""} if heads and mirror.within(sha, heads)}
    return {sha for sha in found if not mirror.elsewhere(sha, partners)}


def short(commit: str) -> str:
    """As people write it."""
    return commit[:7]


def _gone(look: Look) -> str:
    if not look.branches:
        return "its branches are gone"
    some = ", ".join(map(repr, sorted(look.branches)[:5]))
    return f"its default branch is not there, and it has several others ({some})"
