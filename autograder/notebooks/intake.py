"""Finds submissions in what a command was given: a notebook, a folder of one submission, a folder of many, a zip."""

from __future__ import annotations

import logging
import stat
import time
import zipfile
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Final

from autograder.course import Assignment
from autograder.notebooks.nested import nested_files
from autograder.notebooks.plainfile import MAX_BYTES
from autograder.notebooks.source import is_notebook, notebook_files, plain_name

log = logging.getLogger(__name__)

MAX_ZIP_ENTRIES: Final = 10_000
MAX_ZIP_BYTES: Final = 1 << 30
MAX_ZIP_FOLDERS: Final = 5_000
MAX_ZIP_DEPTH: Final = 8
"""Folders within folders; a class has two, and who zips a home folder some more."""
MAX_TOLD: Final = 20
"""Of the files that were refused, so many are told by name."""
LONGEST_NAME: Final = 200
MAX_ZIP_SECONDS: Final = 30.0


class IntakeError(Exception):
    """Something that holds no submission; one line that names it and says what to do."""


@dataclass(frozen=True)
class Folder:
    """One submission before it is read: whose it is, and the notebooks that it holds."""

    name: str
    notebooks: tuple[Path, ...]
    refused: tuple[tuple[str, str], ...] = ()
    """Names of files that nobody is to look into, and why: a sentence that says what to do."""
    nested: tuple[Path, ...] = ()
    """Notebooks in folders beside them, which are read where one of the others is missing or as released."""


def find(paths: Iterable[Path], assignment: Assignment, scratch: Path) -> tuple[list[Folder], list[str]]:
    """The submissions in ``paths``, in order, and a line for each thing that holds none.

    A name that comes again gets a number. Links inside a folder are not followed: they could lead to another's work.
    Zips are unpacked below ``scratch``, notebooks only; a zip that cannot be is a submission of which all was refused.
    """
    found: list[Folder] = []
    problems: list[str] = []
    names: Counter[str] = Counter()
    paths = list(paths)
    zips = sum(path.suffix == ".zip" for path in paths)
    for path in paths:
        try:
            for each in _find(path, assignment, scratch, one_each=zips > 1):
                if isinstance(each, Folder):
                    names[each.name] += 1
                    again = f" ({names[each.name]})" if names[each.name] > 1 else ""
                    found.append(replace(each, name=each.name + again))
                else:
                    problems.append(_text(each))
        except IntakeError as error:
            problems.append(_text(str(error)))
        except OSError as error:
            problems.append(_text(f"{path}: it cannot be read ({error.strerror})"))
    return found, problems


def assignments_named(paths: Iterable[Path], names: Collection[str]) -> list[str]:
    """Those of the assignments' names that folders on the way to the submissions have, in the order of ``names``.

    The folder nearest to the notebooks says it: that of a path, or one in it or in a student's folder in it; if none
    does, one that the path lies in.
    """
    found: set[str] = set()
    for path in paths:
        below = set(_folder_names(path)) & set(names)
        above = [each.name for each in (path.resolve(), *path.resolve().parents) if each.name in names]
        found |= below or set(above[:1])
    return [each for each in names if each in found]


def _folder_names(path: Path) -> Iterator[str]:
    """The names of the folders in a path's folder or zip, and of those in them."""
    try:
        if path.is_dir():
            inner = [each for each in path.iterdir() if each.is_dir() and not each.is_symlink()]
            yield from (each.name for each in inner)
            yield from (each.name for folder in inner for each in folder.iterdir() if each.is_dir())
        elif path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist()[:MAX_ZIP_ENTRIES]:
                    yield from PurePosixPath(name).parts[:-1][:MAX_ZIP_DEPTH]
    except Exception as error:  # zipfile raises whatever; what cannot be read is told of when it is to be graded
        log.debug("%s: no folders can be seen in it: %s", path, error)


def _find(path: Path, assignment: Assignment, scratch: Path, one_each: bool) -> Iterator[Folder | str]:
    if not path.exists():
        raise IntakeError(f"{path}: no such file or folder; give a notebook, a folder of submissions or a zip")
    if path.is_dir():
        yield from _folders(path, assignment, path)
    elif is_notebook(path.name):
        yield Folder(_owner(path.parent.resolve(), assignment), (path,))
    elif path.suffix == ".zip" and path.is_file():
        yield from _zipped(path, assignment, scratch, one_each)
    else:
        raise IntakeError(f"{path}: neither a notebook (.ipynb) nor a folder nor a .zip")


def _zipped(path: Path, assignment: Assignment, scratch: Path, one_each: bool) -> Iterator[Folder | str]:
    """What a zip holds; of several zips each is one student's, who does not say by a folder in it whose it is."""
    # Named like the zip, since that is whose the notebooks are if they are not in a folder of their own.
    target = scratch / f"{len(list(scratch.iterdir()))}" / (path.stem.strip(".") or "zip")
    refused: dict[str, str] = {}
    found: list[Folder | str] = []
    try:
        refused = _unpack(path, target)
        found = list(_folders(target, assignment, path))
    except IntakeError as error:
        refused.setdefault(path.name, str(error).removeprefix(f"{path}: "))
    folders = [each for each in found if isinstance(each, Folder)]
    if one_each and len(folders) == 1:
        folders = [replace(folders[0], name=_text(target.name))]
        found = [*folders, *(each for each in found if isinstance(each, str))]
    if refused and len(folders) > 1:
        yield from (f"{path}: {name}: {reason}" for name, reason in refused.items())
    elif refused:
        own = folders[0] if folders else Folder(_text(target.name), ())
        found = [replace(own, refused=tuple(refused.items())), *(each for each in found if each is not own)]
    yield from found


def _folders(folder: Path, assignment: Assignment, shown: Path) -> Iterator[Folder | str]:
    """The submission of a folder that holds the notebooks of one, else one for each folder in it; what lies beside."""
    loose = notebook_files(folder)
    own = folder.resolve().name == assignment.name
    if not (own and loose) and (inner := _within(folder, assignment)):
        yield Folder(_text(folder.resolve().name), tuple(inner), nested=_nested(folder, assignment))
        yield from _beside(folder, assignment, shown)
        return
    students = sorted(each for each in folder.iterdir() if each.is_dir() and not each.name.startswith((".", "__")))
    if loose:
        holding = _holding(students, assignment)
        if own or not _is_class(loose, holding, assignment):
            yield Folder(_owner(folder.resolve(), assignment), tuple(loose), nested=_nested(folder, assignment))
            if not own and len(named := [each for each in holding if _wanted(holding[each], assignment)]) > 1:
                yield (
                    f"{shown}: it holds notebooks itself and was graded as one submission; those in its folders "
                    f"({_named(named)}) were not graded by themselves; if it is a class, move its own away"
                )
            return
    yield from _students(folder, students, assignment, shown)
    if names := [*loose, *_zips(folder, students)]:
        yield _left(shown, names, "the students' folders", f"<student>/{assignment.name}/ of whoever handed")


def _students(folder: Path, students: list[Path], assignment: Assignment, shown: Path) -> Iterator[Folder | str]:
    """One submission for each student's folder."""
    holding: dict[Path, list[Path]] = {}
    for each in students:
        try:
            holding[each] = _of_student(each, assignment)
        except OSError as error:
            yield f"{shown / each.name}: it cannot be read ({error.strerror}); nothing was graded for {each.name!r}"
    if (folder / assignment.name).is_symlink():
        linked = shown / assignment.name
        raise IntakeError(f"{linked}: it is a link, and links are not followed; submit the folder itself")
    if not any(holding.values()):
        raise IntakeError(f"{shown}: no notebooks in it; expected *.ipynb or <student>/{assignment.name}/*.ipynb")
    for student, notebooks in holding.items():
        if notebooks:
            yield Folder(_text(student.name), tuple(notebooks), nested=_nested(student, assignment))
            yield from _beside(student, assignment, shown / student.name)
            continue
        where = next((each for each in (student, student / assignment.name) if each.is_symlink()), None)
        if where is None:
            yield f"{shown / student.name}: no notebooks in it; nothing was graded for {student.name!r}"
        else:
            place = shown / where.relative_to(folder)
            yield f"{place}: it is a link, and links are not followed; nothing was graded for {student.name!r}"


def _holding(students: list[Path], assignment: Assignment) -> dict[Path, list[Path]]:
    """Those of the folders that hold notebooks, as far as they can be read."""
    found: dict[Path, list[Path]] = {}
    for each in students:
        with suppress(OSError):
            if notebooks := _of_student(each, assignment):
                found[each] = notebooks
    return found


def _is_class(loose: list[Path], holding: dict[Path, list[Path]], assignment: Assignment) -> bool:
    """Whether the notebooks of a folder are strays beside those of its students.

    They are where a folder in it is ``<student>/<assignment>``, or where the assignment's names stand only in folders.
    """
    if any(path.parent.name == assignment.name for paths in holding.values() for path in paths):
        return True
    inside = [path for paths in holding.values() for path in paths]
    return _wanted(inside, assignment) and not _wanted(loose, assignment)


def _wanted(paths: list[Path], assignment: Assignment) -> bool:
    """Whether one of the files has a name of the assignment's."""
    wanted = {plain_name(each.filename) for each in assignment.notebooks}
    return not wanted.isdisjoint(plain_name(path.name) for path in paths)


def _beside(student: Path, assignment: Assignment, shown: Path) -> Iterator[str]:
    """A line on what lies beside a student's folder for the assignment, if there is such a folder."""
    if _within(student, assignment):
        inner = [each for each in student.iterdir() if each.is_dir()]
        if names := [*notebook_files(student), *_zips(student, inner)]:
            yield _left(shown, names, f"{assignment.name}/", f"{assignment.name}/ if the student handed")


def _zips(folder: Path, unpacked: list[Path]) -> list[Path]:
    """The zips that lie in a folder, but for those beside which a folder of the same name shows what was in them."""
    names = {each.name for each in unpacked}
    return sorted(each for each in folder.iterdir() if each.suffix.lower() == ".zip" and each.stem not in names)


def _left(shown: Path, paths: list[Path], beside: str, into: str) -> str:
    """One line on files that are nobody's submission."""
    lies, it = ("lies", "it") if len(paths) == 1 else ("lie", "them")
    was = "was" if len(paths) == 1 else "were"
    return f"{shown}: {_named(paths)} {lies} beside {beside} and {was} not graded; move {it} into {into} {it} in"


def _named(paths: list[Path]) -> str:
    more = f" and {len(paths) - MAX_TOLD} more" if len(paths) > MAX_TOLD else ""
    return ", ".join(repr(each.name) for each in paths[:MAX_TOLD]) + more


def _of_student(folder: Path, assignment: Assignment) -> list[Path]:
    return [] if folder.is_symlink() else _within(folder, assignment) or notebook_files(folder)


def _within(folder: Path, assignment: Assignment) -> list[Path]:
    """The notebooks of a student's folder for the assignment."""
    inner = folder / assignment.name
    return [] if inner.is_symlink() else notebook_files(inner)


def _nested(folder: Path, assignment: Assignment) -> tuple[Path, ...]:
    """The notebooks of a student's folder besides those of ``_of_student``; none where it holds other students."""
    if _within(folder, assignment):
        return (*nested_files(folder / assignment.name), *notebook_files(folder))
    with suppress(OSError):
        if not any((each / assignment.name).is_dir() for each in folder.iterdir()):
            return nested_files(folder)
    return ()


def _owner(folder: Path, assignment: Assignment) -> str:
    """Whose submission a folder is: its own name, or its parent's in ``<student>/<assignment>``."""
    own = folder.name == assignment.name and bool(folder.parent.name)
    return _text(folder.parent.name if own else folder.name)


def _text(name: str) -> str:
    """A file name as text that can be written: bytes that are not UTF-8 are spelled out."""
    return name.encode(errors="backslashreplace").decode()


def _unpack(path: Path, target: Path) -> dict[str, str]:
    """Writes the notebooks of a zip below ``target``; never a link, never outside, never past the caps.

    Names of those that it does not write, and why.
    """
    refused = {}
    target.mkdir(parents=True)
    ends = time.monotonic() + MAX_ZIP_SECONDS
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
                # zipfile unpacks all others as a whole, whatever their size is said to be.
                raise IntakeError(f"{path}: packed in an unusual way; pack it again as an ordinary zip")
            if len(entries) > MAX_ZIP_ENTRIES or sum(each.file_size for each in entries) > MAX_ZIP_BYTES:
                raise IntakeError(f"{path}: too much in it; zip the notebooks alone")
            names = [PurePosixPath(entry.filename) for entry in entries]
            folders = {folder for name in names if not _too_deep(name) for folder in name.parents}
            if len(folders) > MAX_ZIP_FOLDERS:
                raise IntakeError(f"{path}: more than {MAX_ZIP_FOLDERS} folders in it; zip the notebooks alone")
            for entry, name in zip(entries, names, strict=True):
                if time.monotonic() > ends:
                    raise IntakeError(f"{path}: it takes too long to unpack; zip the notebooks alone")
                if not is_notebook(name.name) or entry.is_dir() or "__MACOSX" in name.parts:
                    continue
                if reason := _refusal(entry, name):
                    refused[_text(entry.filename)] = reason
                    continue
                destination = target.joinpath(*name.parts)
                with archive.open(entry) as member:
                    # One byte more than a notebook may have: then its reader says that it is too large.
                    data = member.read(MAX_BYTES + 1)
                try:
                    destination.parent.mkdir(parents=True, exist_ok=True)
                    if destination.exists():
                        refused[_text(entry.filename)] = "it stands in the zip twice; the last one counts"
                    destination.write_bytes(data)
                except OSError as error:
                    refused[_text(entry.filename)] = f"it cannot be unpacked ({error.strerror}); give it another name"
    except IntakeError:
        raise
    except Exception as error:  # zipfile and zlib raise whatever a spoilt archive makes them raise
        raise IntakeError(f"{path}: not a zip that can be read ({error}); pack it again") from error
    told = list(refused.items())
    more = {f"{path.name}": f"{len(told) - MAX_TOLD} more files in it were refused"} if len(told) > MAX_TOLD else {}
    return {_short(name): reason for name, reason in told[:MAX_TOLD]} | more


def _refusal(entry: zipfile.ZipInfo, name: PurePosixPath) -> str:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        return "it is a link, and links are not followed; zip the file itself"
    if _too_deep(name):
        return f"it lies more than {MAX_ZIP_DEPTH} folders deep; zip the folder of the notebooks"
    if name.is_absolute() or ".." in name.parts:
        return "it lies outside the folder that was zipped; zip the folder of the notebooks"
    return ""


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME // 2]}...{name[-LONGEST_NAME // 2 :]}"


def _too_deep(name: PurePosixPath) -> bool:
    return len(name.parts) > MAX_ZIP_DEPTH + 1
