"""What a grade was made with: digests of the suite, the solutions and the engine, kept beside the report.

Where one of them is another now, the grade may be another, too; the doors say so and name whose it is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from autograder.course import Assignment, Course
from autograder.notebooks.ipynb import read
from autograder.notebooks.plainfile import UnreadableError

PACKAGE: Final = Path(__file__).parents[1]
NOT_OF_THE_ENGINE: Final = ("authoring", "cli", "frontends", "render", "suites", "templates")
"""What shows and carries grades, and gives none."""
LIBRARIES: Final = ("torch", "numpy", "ipython")
FOLDER: Final = "made-with"
"""Below the reports of an assignment."""


@dataclass(frozen=True)
class Provenance:
    """A digest for each thing that has a say in a grade."""

    suite: str
    """The hidden checks, the seed of their inputs, the limits."""
    solutions: str
    """The code of the course's own notebooks, which stands in while other exercises are judged."""
    engine: str

    def older_than(self, now: Provenance) -> tuple[str, ...]:
        """The names of the things that are others now."""
        return tuple(each.name for each in fields(self) if getattr(self, each.name) != getattr(now, each.name))


def now(course: Course, assignment: Assignment) -> Provenance:
    """What a grade would be made with that is made now."""
    suite = course.suite_folder(assignment)
    rules = repr((course.seed, course.limits, assignment.notebooks))
    return Provenance(
        suite=_digest([rules.encode(), *_contents(suite, suite.rglob("*.py"))]),
        solutions=_digest(_code(course, assignment)),
        engine=_digest(_engine()),
    )


def keep(course: Course, assignment: str, student: str, made_with: Provenance) -> None:
    """Puts it beside the student's report."""
    path = _path(course, assignment, student)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(asdict(made_with)), encoding="utf-8")


def kept(course: Course, assignment: str, student: str) -> Provenance | None:
    """What the student's grade was made with; None where nobody knows."""
    try:
        return Provenance(**json.loads(_path(course, assignment, student).read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def older(course: Course, assignment: Assignment, student: str, current: Provenance | None = None) -> str:
    """What the student's grade was made with that is another now: "suite and engine"; empty where nothing is."""
    made_with = kept(course, assignment.name, student)
    return " and ".join(made_with.older_than(current or now(course, assignment))) if made_with is not None else ""


def outdated(course: Course, assignment: Assignment, students: Iterable[str]) -> dict[str, list[str]]:
    """Students whose grades were made with something older, by what that is: "suite", say, or "suite and engine"."""
    current = now(course, assignment)
    found: dict[str, list[str]] = {}
    for student in students:
        if what := older(course, assignment, student, current):
            found.setdefault(what, []).append(student)
    return found


def _path(course: Course, assignment: str, student: str) -> Path:
    return course.reports_folder(assignment) / FOLDER / f"{student}.json"


def _digest(parts: Iterable[bytes]) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(hashlib.sha256(part).digest())
    return whole.hexdigest()[:16]


def _contents(root: Path, paths: Iterable[Path]) -> Iterable[bytes]:
    for path in sorted(paths):
        yield str(path.relative_to(root)).encode()
        yield path.read_bytes()


def _engine() -> Iterable[bytes]:
    paths = [path for path in PACKAGE.rglob("*.py") if path.relative_to(PACKAGE).parts[0] not in NOT_OF_THE_ENGINE]
    yield from _contents(PACKAGE, paths)
    for name in LIBRARIES:
        try:
            yield f"{name} {version(name)}".encode()
        except PackageNotFoundError:
            yield name.encode()


def _code(course: Course, assignment: Assignment) -> Iterable[bytes]:
    """The code cells as solved and as released; words and outputs give no grade."""
    for folder in (course.source_folder(assignment), course.release_folder(assignment)):
        for notebook in assignment.notebooks:
            try:
                cells = read(folder / notebook.filename).cells
            except UnreadableError as error:
                yield str(error).encode()
                continue
            yield from (str(cell.source).encode(errors="surrogatepass") for cell in cells if cell.cell_type == "code")
