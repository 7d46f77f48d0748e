"""Returns feedback: a branch in each student's repository, after a look, and never twice for the same report.

A look (``--dry-run``) keeps for each student which report would go where, and on top of what. Only what was looked at
is pushed; whatever has changed since waits for another look. What was pushed is kept beside the mirror, a line each.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from autograder.course import Assignment, Course, CourseError
from autograder.frontends.repositories.addresses import place
from autograder.frontends.repositories.delivery import Branch, Sender, UndeliverableError
from autograder.frontends.repositories.git import Git, GitError, redacted, unwritable
from autograder.frontends.repositories.mirrors import repositories_folder
from autograder.frontends.repositories.parcels import FEEDBACK, PAGE, Parcel, State, Told

SCHEMA: Final = "autograder/returned/v1"
LOOKED_AT: Final = "autograder/looked-at/v1"

One = Callable[[Parcel, Path], tuple[Branch | None, Told]]
"""What is done for one parcel, with a folder for it alone."""


def check_branch(name: str, folder: Path) -> None:
    """CourseError where a branch of this name cannot be, or is likely to be a student's."""
    if name in ("main", "master", "HEAD"):
        raise CourseError(f"--branch {name!r} is where students work; take another, such as 'feedback'")
    try:
        Git(folder).run("check-ref-format", f"refs/heads/{name}" if not name.startswith("-") else "")
    except GitError:
        raise CourseError(f"--branch {name!r} cannot be a branch's name; take one such as 'feedback'") from None


@dataclass(frozen=True)
class Returning:
    """One round for one assignment."""

    course: Course
    assignment: Assignment
    branch: str
    seconds: float = 120
    """How long one command of git may take."""

    @property
    def folder(self) -> Path:
        """Where it is kept what was looked at and what was returned."""
        return repositories_folder(self.course, self.assignment)

    @property
    def looked_at(self) -> Path:
        """The files of the last look, a folder a student."""
        return self.folder / "looked-at"

    def look(self, parcels: Sequence[Parcel], jobs: int) -> Iterator[Told]:
        """Says what would be pushed, and keeps it as looked at; writes to no remote."""
        shutil.rmtree(self.looked_at, ignore_errors=True)
        seen: dict[str, Any] = {}

        def one(parcel: Parcel, scratch: Path) -> tuple[Branch | None, Told]:
            branch, told = self._find(parcel, scratch)
            if branch is not None:
                folder = self.looked_at / parcel.student
                folder.mkdir(parents=True)
                for name, data in parcel.files.items():
                    (folder / name).write_bytes(data)
            return branch, told

        for parcel, branch, told in self._each(parcels, jobs, one):
            if branch is not None:
                seen[parcel.student] = self._seen(parcel, branch.tip)
            yield told
        self._keep_looks(seen)

    def push(self, parcels: Sequence[Parcel], jobs: int) -> Iterator[Told]:
        """Pushes what was looked at, and nothing else."""
        looks = self._looks()

        def one(parcel: Parcel, folder: Path) -> tuple[Branch | None, Told]:
            branch, told = self._find(parcel, folder)
            if branch is None:
                return None, told
            if why := self._unseen(looks.get(parcel.student), self._seen(parcel, branch.tip)):
                return None, Told(parcel.student, State.UNSEEN, f"{told.line}, and waits: {why}")
            commit = branch.commit(parcel, self._sender)
            branch.push(commit)
            self._remember(parcel, commit)
            where = f"{redacted(parcel.address)}, branch {self.branch!r}"
            return branch, Told(
                parcel.student, State.RETURNED, f"{parcel.student}: {parcel.score}, returned to {where}"
            )

        for parcel, branch, told in self._each(parcels, jobs, one):
            if branch is not None:
                looks.pop(parcel.student, None)
            yield told
        self._keep_looks(looks)

    def _each(self, parcels: Sequence[Parcel], jobs: int, one: One) -> Iterator[tuple[Parcel, Branch | None, Told]]:
        """Each parcel with what came of it, in their order; whatever goes wrong with one costs its own line."""

        def safely(parcel: Parcel) -> tuple[Parcel, Branch | None, Told]:
            with tempfile.TemporaryDirectory(prefix="autograder-") as scratch:
                try:
                    return (parcel, *one(parcel, Path(scratch)))
                except (GitError, UndeliverableError, OSError) as error:
                    line = f"{parcel.student}: not returned to {redacted(parcel.address)}: {error}"
                except UnicodeEncodeError as error:
                    line = f"{parcel.student}: not returned: {unwritable(error)} and return again"
                return parcel, None, Told(parcel.student, State.WITHHELD, line)

        with ThreadPoolExecutor(max(1, min(jobs, len(parcels)))) as pool:
            yield from pool.map(safely, parcels)

    def _find(self, parcel: Parcel, folder: Path) -> tuple[Branch | None, Told]:
        """The branch that a parcel may go to; None where it is there already. Nothing is pushed."""
        rows = self._returned(parcel)
        already = Told(parcel.student, State.ALREADY, f"{parcel.student}: already returned")
        if rows and rows[-1]["report"] == parcel.report and parcel.pages in ("", rows[-1]["pages"]):
            return None, already
        branch = Branch.found(folder, parcel.address, self.branch, [row["commit"] for row in rows], self.seconds)
        if not rows and branch.holds(parcel):  # our record was lost
            self._remember(parcel, branch.tip)
            return None, already
        onto = f"on top of {branch.tip[:8]} of its branch" if branch.tip else "as a new branch"
        where = f"{redacted(parcel.address)}, {onto} {self.branch!r}"
        return branch, Told(parcel.student, State.WOULD, f"{parcel.student}: {parcel.score}, would go to {where}")

    @property
    def _sender(self) -> Sender:
        pages = (f"{notebook.name}.html" for notebook in self.assignment.notebooks)
        return Sender(
            name=self.course.title,
            email=f"noreply@{self.course.id}.invalid",
            subject=f"Feedback: {self.assignment.name}",
            names=frozenset((FEEDBACK, PAGE, *pages)),
        )

    def _seen(self, parcel: Parcel, tip: str) -> dict[str, str]:
        return {"place": place(parcel.address), "report": parcel.report, "pages": parcel.pages, "tip": tip}

    def _unseen(self, looked: Mapping[str, str] | None, now: Mapping[str, str]) -> str:
        """Why something was not looked at as it is now; empty where it was."""
        if looked is None:
            return "nobody has looked at it"
        changed = [key for key in now if looked.get(key) != now[key]]
        words = {
            "place": "the repository is another than when it was looked at",
            "report": "the report changed since it was looked at",
            "pages": "what a person wrote changed since it was looked at",
            "tip": f"the branch {self.branch!r} moved since it was looked at",
        }
        return words[changed[0]] if changed else ""

    @property
    def _look_file(self) -> Path:
        return self.folder / "looked-at.json"

    def _looks(self) -> dict[str, Any]:
        """What was looked at for this branch; nothing where the file is spoilt."""
        try:
            kept = json.loads(self._look_file.read_bytes())
            found = kept["students"] if kept["schema"] == LOOKED_AT and kept["branch"] == self.branch else {}
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return {}
        return {str(name): each for name, each in found.items() if isinstance(each, dict)}

    def _keep_looks(self, students: Mapping[str, Any]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps({"schema": LOOKED_AT, "branch": self.branch, "students": students}, indent=1)
        making = self._look_file.with_suffix(".new")
        making.write_text(text + "\n", encoding="utf-8")
        making.replace(self._look_file)

    def _record(self, student: str) -> Path:
        return self.folder / f"{student}.returned.jsonl"

    def _returned(self, parcel: Parcel) -> list[dict[str, str]]:
        """What was returned to this branch of this repository, oldest first; lines that were cut off are left out."""
        path = self._record(parcel.student)
        rows: list[dict[str, str]] = []
        for line in path.read_bytes().splitlines() if path.is_file() else []:
            try:
                row = {str(key): str(value) for key, value in json.loads(line).items()}
            except (ValueError, AttributeError):
                continue
            if {"report", "pages", "commit"} <= row.keys():
                rows.append(row)
        where = place(parcel.address), self.branch
        return [row for row in rows if (row.get("place"), row.get("branch")) == where]

    def _remember(self, parcel: Parcel, commit: str) -> None:
        """Adds a line, and returns when the disk has it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        row = {
            "schema": SCHEMA,
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "place": place(parcel.address),
            "branch": self.branch,
            "report": parcel.report,
            "pages": parcel.pages,
            "commit": commit,
        }
        with self._record(parcel.student).open("ab") as file:
            # A line of its own, also after one that was cut off.
            file.write(b"\n" * bool(file.tell()) + json.dumps(row).encode())
            file.flush()
            os.fsync(file.fileno())
