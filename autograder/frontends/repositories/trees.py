"""The notebooks in a commit, taken out without checking it out.

A tree may hold names that no file system has, links, submodules, files that were left on the host, and more entries
than anybody can list. What comes out is plain files with plain names in one folder, and a sentence for the rest.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from autograder.frontends.repositories.git import Git, GitError
from autograder.notebooks.ipynb import Allowance, parse
from autograder.notebooks.nested import MAX_LOOKED, has_work, waiting
from autograder.notebooks.plainfile import MAX_BYTES, UnreadableError
from autograder.notebooks.source import MAX_NOTEBOOKS, Source, Submission, is_notebook, notebook_files

MAX_LISTING: Final = 16 << 20
"""Bytes of a list of files: some hundred thousand of them."""
MAX_NAME: Final = 200
"""Bytes of a file's name; file systems take 255, and programs add to it."""
_SUBMODULE: Final = "160000"
_ENDING: Final = ".ipynb"
_NAMELESS: Final = (errno.EILSEQ, errno.EINVAL, errno.ENAMETOOLONG)
"""What a file system says that does not take a name."""
_KINDS: Final = {"120000": "a link", _SUBMODULE: "a submodule", "040000": "a folder"}


@dataclass(frozen=True)
class Entry:
    """What a commit has under a notebook's name."""

    path: str
    """Where it stands, for people: any bytes may be in the true one."""
    name: str
    """What it may be called in a folder."""
    mode: str
    sha: str

    @property
    def depth(self) -> int:
        return self.path.count("/")


def entries(git: Git, commit: str, everywhere: bool = False) -> list[Entry]:
    """What is called ``*.ipynb`` at the root of a commit or, the root first, everywhere; nothing hidden."""
    found = [_entry(row) for row in _listed(git, commit, everywhere) if _is_notebook(row)]
    return sorted((each for each in found if not _hidden(each.path)), key=lambda each: (each.depth, each.path))


def _is_notebook(row: bytes) -> bool:
    return is_notebook(row.rpartition(b"\t")[2].rpartition(b"/")[2].decode(errors="replace"))


def _listed(git: Git, commit: str, everywhere: bool) -> list[bytes]:
    listing = git.bytes("ls-tree", "-z", *(["-r"] if everywhere else []), commit, most=MAX_LISTING)
    return [row for row in listing.split(b"\0") if row]


def burdens(git: Git, commit: str) -> Iterator[str]:
    """Sentences on what else is in a commit and matters: repositories in it, and large files; nobody collects them."""
    try:
        rows = [_entry(row) for row in _listed(git, commit, everywhere=True) if not _is_notebook(row)]
        found = sizes(git, rows)
    except GitError:
        return  # more than anybody can list
    for each in rows:
        if each.mode == _SUBMODULE:
            inside = "is a repository of its own, and what is in it was not pushed here; remove its .git folder"
            yield f"{each.path!r} {inside}, add it again and push"
    large = [each.path for each in rows if each.mode not in _KINDS and found.get(each.sha, MAX_BYTES + 1) > MAX_BYTES]
    if large:
        named = ", ".join(map(repr, large[:3])) + (f" and {len(large) - 3} more" if len(large) > 3 else "")
        verb = "is" if len(large) == 1 else "are"
        yield f"{named} {verb} larger than {MAX_BYTES >> 20} MB, and not collected: only notebooks are"


def sizes(git: Git, wanted: Iterable[Entry]) -> dict[str, int]:
    """Object -> bytes, of those that are here and were not left on the host."""
    asked = "".join(f"{entry.sha}\n" for entry in wanted if entry.mode not in _KINDS)
    if not asked:
        return {}
    rows = (line.split() for line in git.run("cat-file", "--batch-check", given=asked.encode()).splitlines())
    return {row[0]: int(row[2]) for row in rows if len(row) == 3 and row[1] == "blob"}


def take(git: Git, commit: str, source: Source, student: str, folder: Path) -> tuple[Submission, list[str]]:
    """Writes a commit's notebooks into an empty folder: how the judge will read them, and what is to be told.

    Those at the root are taken, and where one that is expected is not among them, those in folders. Where one is still
    as released, whatever is called otherwise or lies in a folder and has answers of it is taken, too.
    """
    expected = {notebook.filename for notebook in source.assignment.notebooks}
    root = sorted(entries(git, commit), key=lambda each: each.name not in expected)
    taking = _Taking(git, folder)
    taking.take(root)
    submission = source.submission(student, notebook_files(folder))
    missing = _missing(submission) - {entry.name for entry in root if entry.mode not in _KINDS}
    if not missing and not waiting(source, submission):
        return submission, taking.notes
    try:
        nested = [entry for entry in entries(git, commit, everywhere=True) if entry.depth]
    except GitError as error:
        return submission, [*taking.notes, f"its folders cannot be listed ({error}); only its root was looked at"]
    taking.take(entry for entry in nested if entry.name in missing)
    submission = source.submission(student, notebook_files(folder))
    if _missing(submission) & missing:
        taking.take(entry for entry in nested if entry.name not in expected)
        submission = source.submission(student, notebook_files(folder))
    if wanted := waiting(source, submission):
        taking.take(taking.worked(nested, source, wanted))
        submission = source.submission(student, notebook_files(folder))
    return submission, taking.notes


def _missing(submission: Submission) -> set[str]:
    return {each.notebook.filename for each in submission.notebooks if each.node is None}


class _Taking:
    """Writes files, and notes what was left out and why."""

    def __init__(self, git: Git, folder: Path) -> None:
        self._git = git
        self._folder = folder
        self._taken: dict[str, str] = {}
        self.notes: list[str] = []

    def take(self, wanted: Iterable[Entry]) -> None:
        """Writes what can be written."""
        wanted = [entry for entry in wanted if entry.path not in self._taken.values()]
        there = sizes(self._git, wanted)
        spare = 0
        for entry in map(self._named, wanted):
            if len(self._taken) >= MAX_NOTEBOOKS:
                spare += 1
            elif reason := self._refusal(entry, there.get(entry.sha)):
                self.notes.append(f"{entry.path!r} {reason}")
            elif self._written(entry) and entry.depth:
                self.notes.append(f"{entry.path!r} was taken from a folder; it belongs at the root")
        if spare:
            self.notes.append(f"{spare} notebooks more than the {MAX_NOTEBOOKS} that it may have were left out")

    def worked(self, nested: Iterable[Entry], source: Source, wanted: Collection[str]) -> Iterator[Entry]:
        """Those that have answers of notebooks, and are not taken yet; one that cannot be read is told."""
        nested = [entry for entry in nested if entry.path not in self._taken.values()]
        if len(nested) > MAX_LOOKED:
            self.notes.append(f"of {len(nested)} notebooks in its folders the first {MAX_LOOKED} were looked into")
        there = sizes(self._git, nested[:MAX_LOOKED])
        allowance = Allowance()
        for entry in nested[:MAX_LOOKED]:
            if self._refusal(self._named(entry), there.get(entry.sha)):
                yield entry  # so that it is told why
                continue
            try:
                node = parse(self._git.bytes("cat-file", "blob", entry.sha, most=MAX_BYTES), allowance)
            except UnreadableError as error:
                self.notes.append(f"{entry.path!r} lies in a folder and was not taken: {error}")
            else:
                if has_work(source, entry.name, node, wanted):
                    yield entry

    def _named(self, entry: Entry) -> Entry:
        """The entry with a name that no other one has: that of its whole path, where its own is taken."""
        names = (entry.name, _plain(entry.path), _plain(f"{entry.sha[:12]} {entry.name}"))
        if not entry.depth:
            return entry
        return replace(entry, name=next((each for each in names if each.casefold() not in self._taken), entry.name))

    def _written(self, entry: Entry) -> bool:
        """Writes a file; one whose name the file system does not take is told, and costs no other."""
        data = self._git.bytes("cat-file", "blob", entry.sha, most=MAX_BYTES)
        try:
            (self._folder / entry.name).write_bytes(data)
        except OSError as error:
            if error.errno not in _NAMELESS:
                raise
            self.notes.append(f"{entry.path!r} cannot have its name here ({error.strerror}); rename it and push again")
            return False
        self._taken[entry.name.casefold()] = entry.path
        if not _writable(entry.path):
            self.notes.append(
                f"{entry.path!r} is called {entry.name!r} here: this machine's locale cannot write its name"
            )
        return True

    def _refusal(self, entry: Entry, size: int | None) -> str:
        if entry.mode in _KINDS:
            return f"is {_KINDS[entry.mode]} and was left out; commit the file itself"
        if size is None or size > MAX_BYTES:
            return f"is larger than {MAX_BYTES >> 20} MB and was left out; clear its outputs and push again"
        if there := self._taken.get(entry.name.casefold()):
            return f"was left out, as {there!r} has its name"
        return ""


def _entry(row: bytes) -> Entry:
    meta, _, path = row.partition(b"\t")
    mode, _, sha = meta.decode().split(" ")
    text = path.decode("utf-8", "backslashreplace")
    return Entry(text, _plain(text.rpartition("/")[2]), mode, sha)


def _hidden(path: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in path.split("/"))


def _plain(name: str) -> str:
    """A name without what a terminal, a shell or another system takes for something else."""
    plain = "".join(each if each.isprintable() and each not in '/\\:*?"<>|' else "_" for each in name)
    if len(plain.encode()) > MAX_NAME or not _writable(plain):
        plain = "".join(each if _writable(each) else "_" for each in plain.removesuffix(_ENDING)[: MAX_NAME // 8])
        plain = f"{plain}-{hashlib.sha256(name.encode()).hexdigest()[:16]}{_ENDING}"
    return plain


def _writable(text: str) -> bool:
    """Whether a file here can be called so: not in every locale can every letter be written."""
    try:
        os.fsencode(text)
    except UnicodeEncodeError:
        return False
    return True


def told(submission: Submission) -> Iterator[str]:
    """What a submission's notes say of its files: all but what was repaired in them, which grading tells."""
    repaired = tuple(f"{each.notebook.filename}: " for each in submission.notebooks)
    for number, note in enumerate(submission.notes):
        if number < len(submission.unreadable) or not note.startswith(repaired):
            yield note
