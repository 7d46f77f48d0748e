"""The hostile submissions as data, and the victims that they look for.

An attack comes from a table in one of the TOML files here, whose keys are those of a sample submission (see
``tests/sample_class.py``), or from a function in ``files.py`` that changes a composed folder. ``most`` and ``least``
bound the points that may come of it: what its code earns honestly.
"""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from autograder.course import Course
from tests.hostile import files
from tests.sample_class import ASSIGNMENT, write

HERE: Final = Path(__file__).parent
GROUPS: Final = ("steering", "corrupting", "stealing", "gaming", "exhausting", "files", "reader", "judging")

Placeholders = Mapping[str, str]


@dataclass(frozen=True)
class Attack:
    """One hostile submission."""

    group: str
    name: str
    most: int
    least: int = 0
    says: str = ""
    """A pattern that some note, finding or problem must match."""
    succeeds: str = ""
    """What would be seen without a sandbox: "leak", "write", "connect" or "kill"; empty where that is not tried."""
    start: str = "solutions"
    answers: Mapping[str, str] = field(default_factory=dict)
    edits: tuple[Mapping[str, Any], ...] = ()
    change: Callable[[Path], None] | None = None

    def compose(self, course: Course, into: Path, values: Placeholders) -> Path:
        """Writes the submission into the folder ``into``; what is to be handed in: that folder, or a zip in it."""
        answers = {name: _filled(text, values) for name, text in self.answers.items()}
        edits = [{key: _filled(each, values) for key, each in edit.items()} for edit in self.edits]
        write(course, into, answers, self.start, edits)
        if self.change is not None:
            self.change(into)
        zipped = into / files.ZIP
        return zipped if zipped.exists() else into


def _filled(text: Any, values: Placeholders) -> Any:
    if isinstance(text, str):
        for name, value in values.items():
            text = text.replace(f"@{name}@", value)
    return text


def attacks() -> Iterator[Attack]:
    """All of them, group by group."""
    for group in GROUPS:
        for row in tomllib.loads((HERE / f"{group}.toml").read_text(encoding="utf-8"))["attack"]:
            plain = {key: value for key, value in row.items() if key not in ("about", "edits")}
            yield Attack(group=group, edits=tuple(row.get("edits", ())), **plain)
    for name, change in files.ATTACKS.items():
        bounds = files.EXPECTED[name]
        yield Attack("files", name, bounds.most, bounds.least, bounds.says, change=change)


TOKEN: Final = "TOKEN-e0a1b7c94d52"
"""What no student may get to see; it stands in everything that is secret."""
TOKEN_ENV: Final = "AUTOGRADER_TEST_TOKEN"
CANARY: Final = "CANARY"


class Victims:
    """A folder with what attacks look for: a course with secrets in it, another's work, files outside, sockets."""

    def __init__(self, folder: Path, course: Course, port: int, socket: Path = Path("/nowhere")) -> None:
        self.root = folder
        self.outside = folder / "outside"
        self.outside.mkdir()
        (self.outside / "canary.txt").write_text(CANARY)
        (folder / "secret.txt").write_text(TOKEN)
        self.course = _course_with_secrets(course, folder / "course")
        self.neighbour = write(course, folder / "neighbour" / ASSIGNMENT, {})
        for path in self.neighbour.glob("*.ipynb"):
            path.write_text(path.read_text(encoding="utf-8").replace("import torch", f"import torch  # {TOKEN}", 1))
        self.socket = socket
        self.values: Placeholders = {
            "OUTSIDE": str(self.outside),
            "SECRET": str(folder / "secret.txt"),
            "TOKEN_ENV": TOKEN_ENV,
            "PORT": str(port),
            "SOCKET": str(self.socket),
            "NEIGHBOUR": str(self.neighbour),
            "SUITES": str(self.course.suites / ASSIGNMENT),
            "SOLUTIONS": str(self.course.root / "solutions" / ASSIGNMENT),
            "GRADEBOOK": str(self.course.root / "gradebook.db"),
        }

    def outside_is_as_it_was(self) -> bool:
        """Whether nobody has changed or added anything there."""
        return {each.name: each.read_text() for each in self.outside.iterdir()} == {"canary.txt": CANARY}


def _course_with_secrets(course: Course, root: Path) -> Course:
    for name in ("solutions", "assignments", "source_data"):
        shutil.copytree(course.root / name, root / name)
    suites = root / "suites"
    shutil.copytree(course.suites / ASSIGNMENT, suites / ASSIGNMENT, ignore=shutil.ignore_patterns("__pycache__"))
    for path in (suites / ASSIGNMENT).glob("*.py"):
        path.write_text(f"{path.read_text(encoding='utf-8')}\n# {TOKEN}\n", encoding="utf-8")
    (root / "gradebook.db").write_text(TOKEN)
    return course.model_copy(update={"root": root, "suites": suites, "seed": f"seed of {TOKEN}"})


def processes_of(folder: Path) -> set[str]:
    """Zygotes, workers and what these have started: their home lies in ``folder``."""
    mark = f"={folder}/".encode()
    return {path.parent.name for path in Path("/proc").glob("[0-9]*/environ") if mark in _bytes(path)}


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # it has ended meanwhile
        return b""


def shared_memory() -> set[str]:
    """Segments of System V, which outlive whoever made them, by their numbers."""
    return {line.split()[1] for line in Path("/proc/sysvipc/shm").read_text().splitlines()[1:]}
