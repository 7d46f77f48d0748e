"""Finds submissions in what a command was given: a notebook, a folder of one submission, a folder of many, a zip."""

from __future__ import annotations

import stat
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from autograder.course import Assignment
from autograder.ipynb import MAX_BYTES
from autograder.notebooks import notebook_files

MAX_ZIP_ENTRIES: Final = 10_000
MAX_ZIP_BYTES: Final = 1 << 30


class IntakeError(Exception):
    """Something that holds no submission; one line that names it and says what to do."""


@dataclass(frozen=True)
class Folder:
    """One submission before it is read: whose it is, and the notebooks that it holds."""

    name: str
    notebooks: tuple[Path, ...]


def find(paths: Iterable[Path], assignment: Assignment, scratch: Path) -> tuple[list[Folder], list[str]]:
    """The submissions in ``paths``, in order, and a line for each thing that holds none.

    A name that comes again gets a number. Links inside a folder are not followed: they could lead to another's work.
    Zips are unpacked below ``scratch``, notebooks only.
    """
    found: list[Folder] = []
    problems: list[str] = []
    names: Counter[str] = Counter()
    for path in paths:
        try:
            for each in _find(path, assignment, scratch):
                if isinstance(each, Folder):
                    names[each.name] += 1
                    again = f" ({names[each.name]})" if names[each.name] > 1 else ""
                    found.append(Folder(each.name + again, each.notebooks))
                else:
                    problems.append(_text(each))
        except IntakeError as error:
            problems.append(_text(str(error)))
        except OSError as error:
            problems.append(_text(f"{path}: it cannot be read ({error.strerror})"))
    return found, problems


def _find(path: Path, assignment: Assignment, scratch: Path) -> Iterator[Folder | str]:
    if not path.exists():
        raise IntakeError(f"{path}: no such file or folder; give a notebook, a folder of submissions or a zip")
    if path.is_dir():
        yield from _folders(path, assignment, path)
    elif path.suffix == ".ipynb":
        yield Folder(_owner(path.resolve().parent, assignment), (path,))
    elif path.suffix == ".zip":
        # Named like the zip, since that is whose the notebooks are if they are not in a folder of their own.
        target = scratch / f"{len(list(scratch.iterdir()))}" / (path.stem.strip(".") or "zip")
        _unpack(path, target)
        yield from _folders(target, assignment, path)
    else:
        raise IntakeError(f"{path}: neither a notebook (.ipynb) nor a folder nor a .zip")


def _folders(folder: Path, assignment: Assignment, shown: Path) -> Iterator[Folder | str]:
    """One submission where the folder itself holds notebooks, else one for each folder in it."""
    if notebooks := notebook_files(folder):
        yield Folder(_owner(folder.resolve(), assignment), tuple(notebooks))
        return
    if inner := _within(folder, assignment):
        yield Folder(_text(folder.resolve().name), tuple(inner))
        return
    students = sorted(
        each
        for each in folder.iterdir()
        if each.is_dir() and not each.is_symlink() and not each.name.startswith((".", "__"))
    )
    holding = {each: _within(each, assignment) or notebook_files(each) for each in students}
    if not any(holding.values()):
        raise IntakeError(f"{shown}: no notebooks in it; expected *.ipynb or <student>/{assignment.name}/*.ipynb")
    for student, notebooks in holding.items():
        if notebooks:
            yield Folder(_text(student.name), tuple(notebooks))
        else:
            yield f"{shown / student.name}: no notebooks in it; nothing was graded for {student.name!r}"


def _within(folder: Path, assignment: Assignment) -> list[Path]:
    """The notebooks of a student's folder for the assignment."""
    inner = folder / assignment.name
    return [] if inner.is_symlink() else notebook_files(inner)


def _owner(folder: Path, assignment: Assignment) -> str:
    """Whose submission a folder is: its own name, or its parent's in ``<student>/<assignment>``."""
    own = folder.name == assignment.name and bool(folder.parent.name)
    return _text(folder.parent.name if own else folder.name)


def _text(name: str) -> str:
    """A file name as text that can be written: bytes that are not UTF-8 are spelled out."""
    return name.encode(errors="backslashreplace").decode()


def _unpack(path: Path, target: Path) -> None:
    """Writes the notebooks of a zip below ``target``; never a link, never outside, never past the caps."""
    target.mkdir(parents=True)
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_ZIP_ENTRIES or sum(each.file_size for each in entries) > MAX_ZIP_BYTES:
                raise IntakeError(f"{path}: too much in it; zip the notebooks alone")
            for entry in entries:
                name = PurePosixPath(entry.filename)
                if name.suffix != ".ipynb" or entry.is_dir() or stat.S_ISLNK(entry.external_attr >> 16):
                    continue
                if name.is_absolute() or ".." in name.parts or "__MACOSX" in name.parts:
                    continue
                destination = target.joinpath(*name.parts)
                destination.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(entry) as member:
                    # One byte more than a notebook may have: then its reader says that it is too large.
                    destination.write_bytes(member.read(MAX_BYTES + 1))
    except IntakeError:
        raise
    except Exception as error:  # zipfile and zlib raise whatever a spoilt archive makes them raise
        raise IntakeError(f"{path}: not a zip that can be read ({error}); pack it again") from error
