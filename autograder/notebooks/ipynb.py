"""Reads notebook files of any version, whoever wrote them; whatever is no notebook gets one sentence."""

from __future__ import annotations

import ast
import json
import logging
import re
import sys
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import nbformat
import traitlets.log
from nbformat import NotebookNode

from autograder.notebooks.plainfile import MAX_BYTES, UnreadableError, contents

MAX_CELLS: Final = 2_000
MAX_DEPTH: Final = 100
"""Containers within containers. A notebook has six, and what is shown in it some more."""
MAX_TEXTS: Final = 64 << 20
"""Bytes of memory for all texts in a file."""
MAX_PARTS: Final = 400_000
BRACKET, COMMAS = 4, 3
"""An opening bracket counts for four parts, as an object takes half a kilobyte once it is a notebook's; three commas
count for one, as each line has one. Those within texts do not count."""
LONGEST_SCRIPT: Final = 200_000
"""Characters of a file that is no notebook and may be Python: a parser takes memory a hundred times as much."""

ARCHIVES: Final = {
    b"PK\x03\x04": "it is a zip archive; unpack it and submit the .ipynb file in it",
    b"%PDF": "it is a PDF; submit the .ipynb file itself",
    b"\x1f\x8b": "it is a gzip archive; unpack it and submit the .ipynb file in it",
}
"""First bytes of files that were renamed instead of unpacked or exported anew."""

PARSE_TRIES: Final = 3
"""Before an error that is not the text's is let through."""

AGAIN: Final = "download the .ipynb file again and resubmit it"


class Allowance:
    """What the spare notebooks of one submission may hold together: all are in memory while they are compared."""

    def __init__(self) -> None:
        self.bytes = MAX_BYTES
        self.parts = MAX_PARTS

    def spend(self, size: int, parts: int) -> None:
        """UnreadableError where it is used up."""
        self.bytes -= size
        self.parts -= parts
        if min(self.bytes, self.parts) < 0:
            raise UnreadableError("the spare notebooks of this submission are too large together; remove them")


def grade_id(cell: NotebookNode) -> str | None:
    """The nbgrader id of a cell, if it has one."""
    found = cell.metadata.get("nbgrader")
    name = found.get("grade_id") if isinstance(found, dict) else None
    return name if isinstance(name, str) else None


def syntax_tree(text: str | bytes) -> ast.Module:
    """``ast.parse``; SyntaxError, ValueError, RecursionError or MemoryError for what is no Python.

    CPython 3.11 may lose count of its depth where another thread parses, too (its issue 106905): again, then.
    """
    for _ in range(PARSE_TRIES):
        with suppress(SystemError):
            return ast.parse(text)
    return ast.parse(text)


def read(path: Path, allowance: Allowance | None = None) -> NotebookNode:
    """The notebook in a file, upgraded to nbformat 4; UnreadableError where it is none."""
    return parse(contents(path), allowance)


def parse(data: bytes, allowance: Allowance | None = None) -> NotebookNode:
    """The notebook in ``data``; UnreadableError where it is none."""
    if allowance is not None:
        allowance.spend(len(data), min(_parts(data), MAX_PARTS))
    for magic, reason in ARCHIVES.items():
        if data.startswith(magic):
            raise UnreadableError(reason)
    try:
        tree = parsed(data)
    except UnicodeDecodeError as error:
        raise UnreadableError(f"it is not UTF-8 text; {AGAIN}") from error
    except ValueError as error:
        raise UnreadableError(_no_json(data.decode(errors="replace"), error)) from error
    except RecursionError as error:
        raise UnreadableError("it is nested too deeply to be a notebook") from error
    except MemoryError as error:
        raise UnreadableError("it takes too much memory; clear its outputs and submit again") from error
    try:
        node = _upgrade(tree)
    except Exception as error:  # nbformat's converters trust their input: they raise whatever it makes them raise
        raise UnreadableError("it is JSON but not a notebook; resubmit the .ipynb file itself") from error
    if len(node.cells) > MAX_CELLS:
        raise UnreadableError(f"it has {len(node.cells)} cells, more than {MAX_CELLS}; remove the spare ones")
    return node


def parsed(data: bytes) -> Any:
    """The tree of a JSON text that may be hostile; ValueError where it is none, UnreadableError where it is too large.

    A hundred thousand small objects take fifty megabytes, whatever is in them; half a surrogate pair, which nothing
    can write, is spelled out.
    """
    if _parts(data) > MAX_PARTS:
        raise UnreadableError(f"it has more than {MAX_PARTS} parts; clear its outputs and submit again")
    tree = json.loads(data)
    if isinstance(tree, dict | list):
        _weigh(tree)
    return _spelled(tree) if re.search(rb"\\u[dD][89a-fA-F]|\xed[\xa0-\xbf]", data) else tree


def _parts(data: bytes) -> int:
    """Brackets and commas in a JSON text; those within its strings are counted only if it has few."""
    found = _counted(data)
    return found if found <= MAX_PARTS else _counted(_STRING.sub(b"", data))


def _weigh(tree: Any) -> None:
    """UnreadableError for a tree that is deeper than a notebook, or whose texts take more memory than its file may.

    One character that is not Latin makes a text two or four times as large.
    """
    level, depth, room = [tree], 0, MAX_TEXTS
    while level:
        found = [each for node in level for each in (node.values() if isinstance(node, dict) else node)]
        room -= sum(sys.getsizeof(each) for each in found if isinstance(each, str))
        level = [each for each in found if isinstance(each, dict | list)]
        depth += 1
        if depth > MAX_DEPTH:
            raise UnreadableError("it is nested too deeply to be a notebook")
        if room < 0:
            raise UnreadableError(f"its texts take more than {MAX_TEXTS >> 20} MB; clear its outputs and submit again")


def _counted(data: bytes) -> int:
    return BRACKET * (data.count(b"{") + data.count(b"[")) + data.count(b",") // COMMAS


_STRING: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)


def _spelled(tree: Any) -> Any:
    match tree:
        case str():
            return tree.encode(errors="backslashreplace").decode()
        case list():
            return [_spelled(each) for each in tree]
        case dict():
            return {_spelled(key): _spelled(each) for key, each in tree.items()}
    return tree


def _no_json(text: str, error: ValueError) -> str:
    """What a text is that is not JSON, and what to do about it."""
    start = text.lstrip("\ufeff \t\r\n")
    if not start:
        return f"it is empty; {AGAIN}"
    if re.search(r"^<{7} ", text, re.MULTILINE):
        return "it is not JSON: a merge conflict (<<<<<<<) stands in it; settle it with git and resubmit the file"
    if start.startswith("version https://git-lfs.github.com/spec/"):
        return "it is a pointer of Git LFS; run `git lfs untrack '*.ipynb'`, add the notebook again and resubmit it"
    if start[:200].lower().startswith(("<!doctype", "<html", "<?xml")):
        return f"it is not JSON but a web page; {AGAIN}"
    if start.startswith("{") and isinstance(error, json.JSONDecodeError) and _at_the_end(error, text.rstrip()):
        return f"it is not JSON: it ends in the middle; {AGAIN}"
    if not start.startswith(("{", "[")) and _is_python(text):
        return "it is not JSON but a Python script; resubmit the notebook itself"
    return f"it is not JSON ({error}); {AGAIN}"


def _at_the_end(error: json.JSONDecodeError, text: str) -> bool:
    return error.pos >= len(text) - 1 or error.msg.startswith("Unterminated string")


def _is_python(text: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return len(text) < LONGEST_SCRIPT and bool(syntax_tree(text).body)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False


def _upgrade(tree: Any) -> NotebookNode:
    major, _ = nbformat.reader.get_version(tree)
    log = traitlets.log.get_logger()
    level = log.level
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        log.setLevel(logging.CRITICAL)  # nbformat tells it, over several lines, what it does not like
        try:
            node = nbformat.from_dict(tree)
            if major < 4:
                node = nbformat.convert(node, 4)
        finally:
            log.setLevel(level)
    if not isinstance(node.get("cells"), list) or not all(isinstance(cell, dict) for cell in node.cells):
        raise ValueError("cells are a list of objects")
    node.setdefault("metadata", NotebookNode())
    node["nbformat"], node["nbformat_minor"] = 4, max(5, int(node.get("nbformat_minor", 0)))
    for position, cell in enumerate(node.cells):
        complete(cell, position)
    return node


def complete(cell: NotebookNode, position: int) -> None:
    """What every cell has in a notebook that Jupyter wrote, and some tools leave out."""
    source = cell.get("source", "")
    cell["source"] = "".join(source) if isinstance(source, list) else str(source)
    if not isinstance(cell.get("metadata"), dict):
        cell["metadata"] = NotebookNode()
    if cell.get("cell_type") not in ("code", "markdown", "raw"):
        cell["cell_type"] = "raw"
    if cell["cell_type"] == "code":
        cell["outputs"] = cell["outputs"] if isinstance(cell.get("outputs"), list) else []
        cell.setdefault("execution_count", None)
        cell.pop("attachments", None)
    else:
        cell.pop("outputs", None)
        cell.pop("execution_count", None)
    if not isinstance(cell.get("id"), str) or not re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", cell["id"]):
        cell["id"] = f"cell-{position}"
