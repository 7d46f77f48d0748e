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
    """Module -> what it may import, closed over what those may import."""
    rows = re.findall(r"^\| `(\w+)` \|.*\| ([\w, -]+) \|$", TABLE.read_text(encoding="utf-8"), re.MULTILINE)
    direct = {module: set(re.findall(r"\w+", allowed)) for module, allowed in rows}
    closed: dict[str, set[str]] = {}

    def close(module: str) -> set[str]:
        if module not in closed:
            closed[module] = direct[module].union(*(close(each) for each in direct[module]))
        return closed[module]

    for module in direct:
        close(module)
    return closed


def module_of(path: Path) -> str:
    """The first name below the package that a file belongs to."""
    part = path.relative_to(PACKAGE).parts[0]
    return part.removesuffix(".py")


def sources() -> list[Path]:
    return [path for path in PACKAGE.rglob("*.py") if "suites" not in path.relative_to(PACKAGE).parts]


def imported(text: str) -> set[str]:
    """The modules of this package that a source text imports, wherever the import stands."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide where they go"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        found |= {name.split(".")[1] for name in names if name.startswith("autograder.")}
    return found


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_import_is_declared(path: Path) -> None:
    module = module_of(path)
    if module in ("__init__", "__main__"):
        return
    assert imported(path.read_text(encoding="utf-8")) - {module} <= declared()[module]


def test_declared_modules_exist() -> None:
    assert set(declared()) == {module_of(path) for path in sources()} - {"__init__", "__main__"}


def test_an_undeclared_edge_is_seen() -> None:
    text = "def late():\n    from autograder.judge import Judge\n    import autograder.cli\n"
    assert imported(text) == {"judge", "cli"}
    assert not {"judge", "cli"} <= declared()["render"]


def test_no_module_imports_in_a_circle() -> None:
    assert not [module for module, allowed in declared().items() if module in allowed]


def test_suites_know_nothing_of_the_package() -> None:
    for path in (PACKAGE / "suites").rglob("*.py"):
        assert not imported(path.read_text(encoding="utf-8")), path


def test_no_grammar_is_compiled_at_the_start() -> None:
    """jsonschema would have `lark` make one for a second, in each process of a batch."""
    source = "import sys, autograder.cli, autograder.batch; sys.exit('lark' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", source], check=False).returncode == 0


def test_the_judge_needs_no_torch() -> None:
    """Only the worker may import torch."""
    for path in sources():
        if module_of(path) != "worker":
            assert not re.search(r"^\s*(import|from) torch", path.read_text(encoding="utf-8"), re.MULTILINE), path
