"""A student repository: one assignment, how to work on it, and a practice run of the checks that students see.

Everything in it is public. The notebooks and tables are those of the release; the other files lie as they are under
``autograder/templates/repository``, but for those that end with ``.jinja``, which are filled in, and ``checks.json``,
which holds what the practice run has to know. The same course gives the same bytes.
"""

from __future__ import annotations

import importlib.metadata
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final
from urllib.parse import quote

import jinja2
from nbformat import NotebookNode

from autograder.course import (
    CONFIG_FILE,
    PUBLISHED_ADDRESS,
    RELEASE,
    SOURCE,
    Assignment,
    Course,
    CourseError,
    Exercise,
    Notebook,
)
from autograder.course.questions import topics
from autograder.frontends.repositories.leaning import leaning
from autograder.notebooks.ipynb import grade_id, read
from autograder.notebooks.plainfile import UnreadableError

TEMPLATES: Final = Path(__file__).parents[2] / "templates" / "repository"
CONSTRAINTS: Final = "constraints.txt"
"""In a course's root: the versions that its notebooks were tried with."""

CHECKS: Final = "checks.json"
SCHEMA: Final = "autograder/checks/v1"

NEEDED: Final = ("torch", "numpy", "matplotlib", "tqdm", "ipykernel", "nbclient", "nbformat")
"""Packages of the notebooks and the practice run. pytest is not pinned: classroom graders bring their own."""

WAITING: Final = 3
"""Seconds of waiting for one of processor time, as when it is graded."""

IMAGES: Final = {
    "Colab": "https://colab.research.google.com/assets/colab-badge.svg",
    "Binder": "https://mybinder.org/badge_logo.svg",
    "Kaggle": "https://kaggle.com/static/images/open-in-kaggle.svg",
}
"""What a badge looks like: the services' own pictures."""

_SPECIAL: Final = re.compile("variation|lasagna|hello_world")
SKIPPED: Final = ("__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".ipynb_checkpoints")
_GITHUB: Final = re.compile(r"https://raw\.githubusercontent\.com/([^/]+)/([^/]+)/([^/]+)/?(.*)")


@dataclass(frozen=True)
class Written:
    """What came of writing a repository: the names of its files, and what else lies at the folder's top."""

    folder: Path
    files: tuple[str, ...]
    foreign: tuple[str, ...]
    updated: bool
    """Whether the folder held anything before."""


def write_repository(course: Course, assignment: Assignment, folder: Path) -> Written:
    """Writes or updates a student repository; CourseError where the folder is not one to write into.

    Files that are not ours stay, ``.git`` among them, and nothing is deleted.
    """
    refuse(course, folder)
    contents = files_of(course, assignment)
    found = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    for name, content in contents.items():
        _write(folder / name, content)
    ours = {PurePosixPath(name).parts[0] for name in contents}
    foreign = tuple(name for name in found if name not in ours and name != ".git")
    return Written(folder, tuple(contents), foreign, bool(found))


def files_of(course: Course, assignment: Assignment) -> dict[str, bytes]:
    """The files of a student repository, by their paths in it, in order."""
    if not course.release_folder(assignment).is_dir():
        raise CourseError(
            f"{course.release_folder(assignment)} is not there; run `autograder release {assignment.name}`"
        )
    facts = _facts(course, assignment)
    contents = {**_released(course, assignment), CHECKS: _json(checks(course, assignment))}
    for name, content in _templates(facts).items():
        if name in contents:
            raise CourseError(
                f"{course.source_folder(assignment) / name}: a student repository has a file {name!r} of its own; "
                "rename this one and release again"
            )
        contents[name] = content
    return dict(sorted(contents.items()))


def refuse(course: Course, folder: Path) -> None:
    """CourseError for a folder that is none, that the course reads, or that holds a course."""
    place, root = folder.resolve(), course.root.resolve()
    if folder.exists() and not folder.is_dir():
        raise CourseError(f"--classroom {str(folder)!r} is a file; name a folder for the student repository")
    kept = (root / SOURCE, root / RELEASE, course.data_folder.resolve(), course.suites.resolve())
    for each in kept:
        if place.is_relative_to(each):
            raise CourseError(
                f"--classroom {str(folder)!r} lies in {str(each)!r}, which belongs to the course; name another folder"
            )
    if root.is_relative_to(place) or (folder / CONFIG_FILE).exists():
        raise CourseError(
            f"--classroom {str(folder)!r} holds a course, with its solutions; name a folder for the student repository"
        )


def _write(path: Path, content: bytes) -> None:
    """Writes a file that is either the old one or the new one at any moment; a link in its place is replaced."""
    path.parent.mkdir(parents=True, exist_ok=True)
    coming = path.with_name(f".{path.name}.new")
    coming.write_bytes(content)
    coming.replace(path)


def _released(course: Course, assignment: Assignment) -> dict[str, bytes]:
    folder = course.release_folder(assignment)
    paths = (
        path for path in folder.rglob("*") if path.is_file() and not set(path.relative_to(folder).parts) & {*SKIPPED}
    )
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(paths)}


def _templates(facts: Mapping[str, Any]) -> dict[str, bytes]:
    """The files under ``templates/repository``, those named ``.jinja`` filled in; a missing fact is an error."""
    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,
    )
    found = {}
    for path in TEMPLATES.rglob("*"):
        name = path.relative_to(TEMPLATES)
        if not path.is_file() or path.suffix == ".pyc" or set(name.parts) & {*SKIPPED}:
            continue
        content = path.read_bytes()
        if name.suffix == ".jinja":
            name = name.with_suffix("")
            content = environment.from_string(content.decode("utf-8")).render(facts).encode()
        found[name.as_posix()] = content
    return found


def _facts(course: Course, assignment: Assignment) -> dict[str, Any]:
    """What a template may use."""
    due = assignment.due
    return {
        "course": course,
        "assignment": assignment,
        "due": f"{due:%A, %d %B %Y, %H:%M} ({due.tzname()})" if due else "",
        "data": [name for name in _released(course, assignment) if not name.endswith(".ipynb")],
        "images": IMAGES,
        "badges": {notebook.filename: badges(course, assignment, notebook) for notebook in assignment.notebooks},
        "pins": pins(course),
        "checks": checks(course, assignment),
    }


def pins(course: Course) -> list[str]:
    """``torch==2.13.0`` and so on, as in the course's constraints; where it has none, what is installed here."""
    path = course.root / CONSTRAINTS
    if not path.is_file():
        return [f"{name}=={_installed(name, path)}" for name in NEEDED]
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    pinned = {line.partition("==")[0].lower(): line for line in lines if "==" in line and not line.startswith("#")}
    for name in NEEDED:
        if name not in pinned:
            raise CourseError(
                f"{path} does not pin {name!r}, which student repositories need; add a line {name}==VERSION"
            )
    return [pinned[name] for name in NEEDED]


def _installed(name: str, wanted: Path) -> str:
    """The version of a package, without its build."""
    try:
        return importlib.metadata.version(name).partition("+")[0]
    except importlib.metadata.PackageNotFoundError as error:
        raise CourseError(f"{name!r} is not installed, and {wanted}, which may pin it, is not there; add it") from error


def badges(course: Course, assignment: Assignment, notebook: Notebook) -> dict[str, str]:
    """Service -> where it opens the released copy of a notebook; a service that cannot reach it is left out.

    Colab and Binder read from GitHub, so they are there where the course's address is one of raw.githubusercontent.com.
    """
    if not course.address or PUBLISHED_ADDRESS in course.address:
        return {}
    address = course.address.rstrip("/")
    found = _GITHUB.fullmatch(address)
    if found is None:
        return {
            "Kaggle": f"https://kaggle.com/kernels/welcome?src={address}/{quote(assignment.name)}/{notebook.filename}"
        }
    owner, repository, branch, folder = found.groups()
    place = "/".join(part for part in (folder, assignment.name, notebook.filename) if part)
    blob = f"{owner}/{repository}/blob/{branch}/{quote(place)}"
    return {
        "Colab": f"https://colab.research.google.com/github/{blob}",
        "Binder": f"https://mybinder.org/v2/gh/{owner}/{repository}/{branch}?labpath={quote(place, safe='')}",
        "Kaggle": f"https://kaggle.com/kernels/welcome?src=https://github.com/{blob}",
    }


def checks(course: Course, assignment: Assignment) -> dict[str, Any]:
    """What the practice run knows: every exercise with its check cell as released, its points and its questions."""
    limits = course.limits
    named = topics(course)
    tests = test_names([exercise.id for exercise in assignment.exercises])
    rows = [
        row
        for notebook in assignment.notebooks
        for row in _exercises(notebook, _cells(course, assignment, notebook), named, course.source_folder(assignment))
    ]
    return {
        "schema": SCHEMA,
        "course": course.title,
        "assignment": assignment.name,
        "cell_seconds": WAITING * limits.cell_seconds,
        "seconds_after_timeout": WAITING * limits.seconds_after_timeout,
        "notebook_seconds": limits.submission_seconds,
        "exercises": [{**row, "test": tests[row["id"]]} for row in rows],
    }


def test_names(ids: Sequence[str]) -> dict[str, str]:
    """Exercise -> the function of its test, one of its own for each, which GitHub Classroom's Python grader takes.

    That one treats tests with some words in their names in ways of its own.
    """
    found: dict[str, str] = {}
    for name in ids:
        plain = _SPECIAL.sub(lambda word: f"{word[0][:2]}_{word[0][2:]}", f"test_{name.replace('-', '_')}")
        while plain in found.values():
            plain += "_"
        found[name] = plain
    return found


def _exercises(
    notebook: Notebook, cells: Mapping[str, NotebookNode], named: Mapping[int, str], sources: Path
) -> list[dict[str, Any]]:
    rows = [_exercise(exercise, notebook, cells, named) for exercise in notebook.exercises]
    leans = leaning(notebook, _read(sources / notebook.filename), {row["id"]: row["source"] for row in rows})
    return [{**row, "leans_on": list(leans[row["id"]])} for row in rows]


def _exercise(
    exercise: Exercise, notebook: Notebook, cells: Mapping[str, NotebookNode], named: Mapping[int, str]
) -> dict[str, Any]:
    for name in (exercise.id, exercise.check_cell):
        if name not in cells:
            raise CourseError(f"{notebook.filename} is released without the cell {name!r}; run `autograder check`")
    check = cells[exercise.check_cell]
    return {
        "id": exercise.id,
        "notebook": notebook.filename,
        "check_cell": exercise.check_cell,
        "points": check.metadata["nbgrader"].get("points", 0),
        "bonus": exercise.bonus,
        "questions": [{"number": number, "topic": named.get(number, "")} for number in exercise.questions],
        "provides": list(exercise.provides),
        "source": str(check.source),
    }


def _cells(course: Course, assignment: Assignment, notebook: Notebook) -> dict[str, NotebookNode]:
    """Grade id -> cell of a released notebook."""
    released = _read(course.release_folder(assignment) / notebook.filename)
    return {name: cell for cell in released.cells if (name := grade_id(cell))}


def _read(path: Path) -> NotebookNode:
    try:
        return read(path.resolve())
    except UnreadableError as error:
        raise CourseError(f"{path}: {error}; run `autograder release {path.parent.name}`") from error


def _json(tree: Any) -> bytes:
    return (json.dumps(tree, indent=1, ensure_ascii=False) + "\n").encode()
