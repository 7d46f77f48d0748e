"""Finds submissions in what a command was given: a notebook, a folder of one submission, a folder of many, a zip."""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from autograder.course import Assignment
from autograder.notebooks import MAX_BYTES, notebook_files

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

    Zips are unpacked below ``scratch``, notebooks only.
    """
    found: list[Folder] = []
    problems: list[str] = []
    for path in paths:
        try:
            for each in _find(path, assignment, scratch):
                if isinstance(each, Folder):
                    found.append(each)
                else:
                    problems.append(each)
        except IntakeError as error:
            problems.append(str(error))
    return found, problems


def _find(path: Path, assignment: Assignment, scratch: Path) -> Iterator[Folder | str]:
    if not path.exists():
        raise IntakeError(f"{path}: no such file or folder; give a notebook, a folder of submissions or a zip")
    if path.is_dir():
        yield from _folders(path, assignment, path)
    elif path.suffix == ".ipynb":
        yield Folder(_owner(path.resolve().parent, assignment), (path,))
    elif path.suffix == ".zip":
        target = scratch / f"{len(list(scratch.iterdir()))}" / path.stem
        _unpack(path, target)
        yield from _folders(target, assignment, path)
    else:
        raise IntakeError(f"{path}: neither a notebook (.ipynb) nor a folder nor a .zip")


def _folders(folder: Path, assignment: Assignment, shown: Path) -> Iterator[Folder | str]:
    """One submission where the folder itself holds notebooks, else one for each folder in it."""
    if notebooks := notebook_files(folder):
        yield Folder(_owner(folder.resolve(), assignment), tuple(notebooks))
        return
    if inner := notebook_files(folder / assignment.name):
        yield Folder(_text(folder.resolve().name), tuple(inner))
        return
    students = sorted(each for each in folder.iterdir() if each.is_dir() and not each.name.startswith((".", "__")))
    holding = {each: notebook_files(each / assignment.name) or notebook_files(each) for each in students}
    if not any(holding.values()):
        raise IntakeError(f"{shown}: no notebooks in it; expected *.ipynb or <student>/{assignment.name}/*.ipynb")
    for student, notebooks in holding.items():
        if notebooks:
            yield Folder(_text(student.name), tuple(notebooks))
        else:
            yield f"{shown / student.name}: no notebooks in it; nothing was graded for {student.name!r}"


def _owner(folder: Path, assignment: Assignment) -> str:
    """Whose submission a folder is: its own name, or its parent's in ``<student>/<assignment>``."""
    own = folder.name == assignment.name and bool(folder.parent.name)
    return _text(folder.parent.name if own else folder.name)


def _text(name: str) -> str:
    """A file name as text that can be written: bytes that are not UTF-8 are replaced."""
    return os.fsencode(name).decode(errors="replace")


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
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise IntakeError(f"{path}: not a zip that can be read ({error}); pack it again") from error
