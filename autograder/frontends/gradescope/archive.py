"""The zip that an instructor uploads to Gradescope: the grader and one assignment of the course, and nothing else.

It holds solutions, hidden suites and the course's private seed, and no student's name or work. The same course gives
the same bytes: entries are sorted, dated alike and stored as they are, as two versions of zlib pack differently.
"""

from __future__ import annotations

import stat
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from autograder.course import CONFIG_FILE, RELEASE, SOURCE, Assignment, Course, CourseError
from autograder.frontends.gradescope.submission import ASSIGNMENT_FILE
from autograder.notebooks.source import Source

PACKAGE: Final = Path(__file__).parents[2]
TEMPLATES: Final = PACKAGE / "templates" / "gradescope"
PROGRAMS: Final = ("run_autograder", "setup.sh")
DATED: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can name."""


@dataclass(frozen=True)
class Packed:
    """A zip that was written: its entries, in order, and its size in bytes."""

    path: Path
    names: tuple[str, ...]
    size: int


def pack(course: Course, assignment: Assignment, path: Path) -> Packed:
    """Writes the zip; CourseError where the course lacks something that grading needs."""
    found = contents(course, assignment)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, data in found.items():
            entry = zipfile.ZipInfo(name, DATED)
            entry.create_system = 3  # Unix: the permissions below count
            entry.external_attr = (stat.S_IFREG | (0o755 if name in PROGRAMS else 0o644)) << 16
            archive.writestr(entry, data)
    return Packed(path, tuple(found), path.stat().st_size)


def contents(course: Course, assignment: Assignment) -> dict[str, bytes]:
    """Name in the zip -> the file's bytes, sorted by name."""
    Source(course, assignment)  # raises CourseError where notebooks are missing
    files = dict(_files(course, assignment))
    found = {name: path.read_bytes() for name, path in files.items()}
    found[ASSIGNMENT_FILE] = f"{assignment.name}\n".encode()
    found["requirements.txt"] = _requirements(_beside(course, "pyproject.toml"))
    return dict(sorted(found.items()))


def _files(course: Course, assignment: Assignment) -> Iterator[tuple[str, Path]]:
    for name in PROGRAMS:
        yield name, TEMPLATES / name
    yield CONFIG_FILE, _required(course.root / CONFIG_FILE)
    yield "constraints.txt", _beside(course, "constraints.txt")
    for folder, place in (
        (course.source_folder(assignment), f"{SOURCE}/{assignment.name}"),
        (course.release_folder(assignment), f"{RELEASE}/{assignment.name}"),
        (course.data_folder, course.data_folder.name),
        (course.suite_folder(assignment), _suites(course, assignment)),
    ):
        yield from _tree(folder, place)
    for name, path in _tree(PACKAGE, PACKAGE.name):
        if not name.startswith(f"{PACKAGE.name}/suites/"):
            yield name, path


def _tree(folder: Path, place: str) -> Iterator[tuple[str, Path]]:
    """The files below a folder, links among them as what they lead to; no caches and nothing hidden."""
    for path in folder.rglob("*"):
        inner = path.relative_to(folder)
        if path.is_file() and not any(part.startswith((".", "__pycache__")) for part in inner.parts):
            yield f"{place}/{inner.as_posix()}", path


def _suites(course: Course, assignment: Assignment) -> str:
    """Where the suite has to lie so that the course's configuration finds it there too."""
    folder = course.suite_folder(assignment)
    for base, place in ((PACKAGE, f"{PACKAGE.name}/"), (course.root, "")):
        if folder.is_relative_to(base):
            return f"{place}{folder.relative_to(base).as_posix()}"
    raise CourseError(f"the suite in {str(folder)!r} lies outside of the course; move it to {str(course.root)!r}")


def _beside(course: Course, name: str) -> Path:
    """A file of the course's root, or of the package's where it was cloned."""
    own = course.root / name
    return own if own.is_file() else _required(PACKAGE.parent / name)


def _required(path: Path) -> Path:
    if not path.is_file():
        raise CourseError(f"{path}: no such file; the zip needs it, run this in a clone of the course")
    return path


def _requirements(project: Path) -> bytes:
    """What the package itself depends on, without its extras."""
    dependencies = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["dependencies"]
    return "".join(f"{each}\n" for each in sorted(dependencies)).encode()
