"""Which names a cell's text binds, as far as that can be told of what a stranger wrote, without running it."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from typing import Final

from autograder.notebooks.ipynb import syntax_tree

LONGEST: Final = 100_000
"""Characters of a cell that is parsed or compared; whoever writes more has pasted a table."""

_BINDING: Final = re.compile(r"^(?:(?:async )?def|class)\s+(\w+)|^(\w+)\s*=[^=]", re.MULTILINE)
"""A definition at the beginning of a line, in a text that does not parse."""
_BINDINGS: Final = re.compile(
    r"^(?:(?:async )?def|class|for|import|from)\s+[^:(\n]+|^[\w,.\[\] ()*]+(?=[-+*/@|&^%]?=(?!=))", re.MULTILINE
)
"""The beginnings of lines in which a name may be bound."""
_NAME: Final = re.compile(r"[^\W\d]\w*")


def bound_in(text: str) -> set[str]:
    """The names that a cell's text seems to bind at its top level, found without parsing what may be hostile."""
    return {name for line in _BINDINGS.findall(text) for name in _NAME.findall(line)}


def bound(source: str, strictly: bool) -> Iterator[str]:
    """The names that a text binds, by its syntax tree; ``strictly`` none where it does not parse."""
    if len(source) > LONGEST:
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = syntax_tree(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        if not strictly:
            yield from (name for pair in _BINDING.findall(source) for name in pair if name)
        return
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield statement.name
        elif isinstance(statement, ast.Import | ast.ImportFrom):
            yield from (alias.asname or alias.name for alias in statement.names)
        else:
            for inner in ast.walk(statement):
                if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
                    yield inner.id
