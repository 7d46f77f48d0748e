"""Imports go the way that docs/architecture.md says, and no other."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import autograder

PACKAGE = Path(autograder.__file__).parent
TABLE = PACKAGE.parent / "docs" / "architecture.md"


def declared() -> dict[str, set[str]]:
    """Room -> what it may import, closed over what those may import."""
    rows = re.findall(r"^\| `([\w/]+)` \|.*\| ([\w/, -]+) \|$", TABLE.read_text(encoding="utf-8"), re.MULTILINE)
    direct = {room: set(re.findall(r"[\w/]+", allowed)) for room, allowed in rows}
    closed: dict[str, set[str]] = {}

    def close(room: str) -> set[str]:
        if room not in closed:
            closed[room] = direct[room].union(*(close(each) for each in direct[room]))
        return closed[room]

    for room in direct:
        close(room)
    return closed


ROOMS = declared()


def placed(name: str) -> tuple[str, str]:
    """The room of a dotted name below the package, and the module in it; no module for the room itself."""
    parts = name.split(".")
    room = next((each for each in ("/".join(parts[:2]), parts[0]) if each in ROOMS), "")
    inside = parts[len(room.split("/")) :] if room else parts
    return room, (inside[0] if inside else "")


def name_of(path: Path) -> str:
    """A file's dotted name below the package."""
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


def sources() -> list[Path]:
    return [path for path in PACKAGE.rglob("*.py") if "suites" not in path.relative_to(PACKAGE).parts]


def imported(text: str) -> set[tuple[str, str]]:
    """Rooms and modules of this package that a source text imports, wherever the import stands."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide where they go"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        found |= {name.removeprefix("autograder.") for name in names if name.startswith("autograder.")}
    return {placed(name) for name in found}


def listed(room: str) -> list[str]:
    """The modules of a room from the bottom up, as the text of its ``__init__`` has them."""
    path = PACKAGE / room / "__init__.py"
    text = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "") if path.is_file() else ""
    return re.findall(r"^- ``(\w+)``: ", text, re.MULTILINE)


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_import_is_declared(path: Path) -> None:
    room, module = placed(name_of(path))
    if not room:
        assert path.name in ("__init__.py", "__main__.py"), "in no room of the table"
        return
    found = imported(path.read_text(encoding="utf-8"))
    assert {each for each, _ in found} - {room} <= ROOMS[room]
    order = listed(room)
    if module in order:
        inside = {other for each, other in found if each == room and other in order}
        assert inside <= set(order[: order.index(module)]), "imports what stands below it in the room's list"


@pytest.mark.parametrize("room", [each for each in ROOMS if (PACKAGE / each).is_dir() and each != "templates"])
def test_a_room_lists_who_lives_there(room: str) -> None:
    assert sorted(listed(room)) == sorted(
        path.stem for path in (PACKAGE / room).glob("*.py") if not path.stem.startswith("__")
    )


def test_declared_rooms_exist() -> None:
    assert set(ROOMS) == {placed(name_of(path))[0] for path in sources()} - {""}


def test_an_undeclared_edge_is_seen() -> None:
    text = "def late():\n    from autograder.judging.judge import Judge\n    import autograder.cli\n"
    assert imported(text) == {("judging", "judge"), ("cli", "")}
    assert not {"judging", "cli"} <= ROOMS["render"]


def test_no_room_imports_in_a_circle() -> None:
    assert not [room for room, allowed in ROOMS.items() if room in allowed]


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_module_is_long(path: Path) -> None:
    if "templates" in path.parts:
        pytest.skip("a student's one file")
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_trees_are_made_in_one_place() -> None:
    """``ast.parse`` may fail beside another thread that parses; ``ipynb.syntax_tree`` tries again."""
    asked = [
        name_of(path)
        for path in sources()
        if "templates" not in path.parts and "ast.parse(" in path.read_text(encoding="utf-8")
    ]
    assert asked == ["notebooks.ipynb"]


def test_suites_know_nothing_of_the_package() -> None:
    for path in (PACKAGE / "suites").rglob("*.py"):
        assert not imported(path.read_text(encoding="utf-8")), path


def test_no_grammar_is_compiled_at_the_start() -> None:
    """jsonschema would have `lark` make one for a second, in each process of a batch."""
    source = "import sys, autograder.cli, autograder.judging.batch; sys.exit('lark' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", source], check=False).returncode == 0


def test_the_judge_needs_no_torch() -> None:
    """Only the worker may import torch."""
    for path in sources():
        if placed(name_of(path))[0] != "worker":
            assert not re.search(r"^\s*(import|from) torch", path.read_text(encoding="utf-8"), re.MULTILINE), path
