"""What strangers hand in is opened in one way, and by one function."""

from __future__ import annotations

import ast
import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

import autograder
from autograder.notebooks.plainfile import MAX_BYTES, UnreadableError, contents, take

PACKAGE = Path(autograder.__file__).parent


def listening(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))


KINDS: dict[str, Callable[[Path], object]] = {
    "link to a file": lambda path: path.symlink_to(__file__),
    "link to a device": lambda path: path.symlink_to("/dev/zero"),
    "link to nothing": lambda path: path.symlink_to("nowhere"),
    "link to itself": lambda path: path.symlink_to(path.name),
    "link to a folder": lambda path: path.symlink_to("/"),
    "folder": Path.mkdir,
    "pipe": os.mkfifo,
    "socket": listening,
    "too large": lambda path: os.truncate(os.open(path, os.O_CREAT | os.O_WRONLY), MAX_BYTES + 1),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_plain_file_is_refused_and_stays_refused(kind: str, tmp_path: Path) -> None:
    path, target = tmp_path / "n.ipynb", tmp_path / "taken.ipynb"
    KINDS[kind](path)
    with pytest.raises(UnreadableError) as first:
        contents(path)
    take(path, target)
    with pytest.raises(UnreadableError) as second:
        contents(target)
    assert str(second.value) == str(first.value)
    assert ";" in str(first.value), "it says what to do"
    assert not target.is_symlink() or not target.exists(), "a link is not followed by whoever comes next"
    assert target.is_symlink() or target.stat().st_blocks * 512 < 1 << 20


def test_a_file_that_nobody_may_read_is_refused(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root reads any file")
    (tmp_path / "n").write_text("{}")
    (tmp_path / "n").chmod(0)
    with pytest.raises(UnreadableError, match="cannot be read"):
        contents(tmp_path / "n")


def test_a_plain_file_is_taken_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "n").write_bytes(b"\xff\x00x")
    take(tmp_path / "n", tmp_path / "m")
    assert (tmp_path / "m").read_bytes() == contents(tmp_path / "n") == b"\xff\x00x"


# Who opens files at all, in the modules that handle what was handed in. What is not here is the course's own.

LOOKED_AT = (
    "notebooks/intake.py",
    "notebooks/ipynb.py",
    "notebooks/source.py",
    "notebooks/repairs.py",
    "judging/session.py",
    "judging/showing.py",
    "judging/examination.py",
    "judging/judge.py",
    "judging/pool.py",
    "judging/batch.py",
    "frontends/nbgrader/desk.py",
    "frontends/nbgrader/seams.py",
    "frontends/nbgrader/recording.py",
    "frontends/gradescope/submission.py",
    "frontends/nbgrader/feedback.py",
    "frontends/nbgrader/gradebook.py",
    "frontends/nbgrader/lateness.py",
    "frontends/exports/exporters.py",
    "frontends/repositories/submitted.py",
    "cli/grading.py",
)
OPENING = {"open", "read_bytes", "read_text", "copy", "copy2", "copyfile", "copytree", "copyfileobj", "move", "fdopen"}
OWN = {
    ("notebooks/intake.py", "_unpack"): "a zip's members, capped",
    ("notebooks/source.py", "__init__"): "the suite's probes",
    ("judging/judge.py", "__enter__"): "Judge.open",
    ("judging/pool.py", "_serve"): "Judge.open",
    ("judging/batch.py", "__init__"): "the journal",
    ("frontends/nbgrader/recording.py", "_autograded"): "a report of this command's own",
    ("frontends/gradescope/submission.py", "grade"): "the name of the assignment, from the zip of the autograder",
    ("frontends/nbgrader/feedback.py", "_report"): "a report",
    ("frontends/nbgrader/gradebook.py", "__init__"): "answers as they were at the last autograde",
    ("frontends/nbgrader/gradebook.py", "kept_report"): "a report",
    ("frontends/repositories/submitted.py", "collected"): "what this command wrote down when it collected",
    ("frontends/repositories/submitted.py", "_synced"): "files that this command has written a moment ago",
}


def openings(path: Path) -> set[tuple[str, str]]:
    """The module and the innermost function of each call that opens or copies a file."""
    found: set[tuple[str, str]] = set()

    def visit(node: ast.AST, inside: str) -> None:
        if isinstance(node, ast.FunctionDef):
            inside = node.name
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in OPENING:
                found.add((path.relative_to(PACKAGE).as_posix(), inside))
        for child in ast.iter_child_nodes(node):
            visit(child, inside)

    visit(ast.parse(path.read_text(encoding="utf-8")), "")
    return found


def test_nothing_else_opens_or_copies_what_was_handed_in() -> None:
    found = set().union(*(openings(PACKAGE / name) for name in LOOKED_AT))
    assert found == set(OWN)
