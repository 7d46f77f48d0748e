"""Which global names a cell's text binds, and which it needs from elsewhere, as the compiler has it.

A worker does this, not the judge: a text may be made to be a bomb for a compiler.
"""

from __future__ import annotations

import ast
import dis
import re
import warnings
from collections.abc import Callable, Collection, Iterator
from types import CodeType
from typing import Final

INDIRECT: Final = frozenset(
    (
        *("__dict__", "__globals__", "__import__", "__main__", "_getframe", "currentframe", "eval", "exec"),
        *("f_globals", "get_ipython", "globals", "import_module", "locals", "modules", "user_ns", "vars"),
    )
)
"""Names by which a text gets at other names that it has in a string only, or composes."""

_WORD: Final = re.compile(r"\w+")


def names(text: str, transform: Callable[[str], str], wanted: Collection[str] | None) -> tuple[set[str], set[str]]:
    """The global names that a cell binds, and those that it looks up before it has bound them.

    ``transform`` makes Python of IPython's magics; names that are not ``wanted`` are left out (None: all are wanted).
    Where a text looks names up by way of :data:`INDIRECT`, each of its words may be one. A text that does not compile
    binds and needs nothing, as nothing of it runs.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        code = _compiled(text) or _compiled(transform(text))
    if code is None:
        return set(), set()
    looked_for = None if wanted is None else INDIRECT.union(wanted)
    bound: set[str] = set()
    needed = set(_needed(code, bound, looked_for))
    for inner in _inner(code):
        # What runs later finds what the cell has bound by then, and not only before.
        needed |= set(_needed(inner, bound, looked_for, top=False)) - bound
    if needed & INDIRECT:
        needed.update(_WORD.findall(text))
    return (bound, needed) if wanted is None else (bound.intersection(wanted), needed.intersection(wanted))


def _compiled(text: str) -> CodeType | None:
    try:
        found: CodeType = compile(text, "<cell>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return found


def _inner(code: CodeType) -> Iterator[CodeType]:
    """The functions and classes in ``code``, and those in them."""
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _inner(constant)


def _needed(code: CodeType, bound: set[str], looked_for: Collection[str] | None, top: bool = True) -> Iterator[str]:
    """Global names that ``code`` itself looks up; adds to ``bound`` what becomes global."""
    here: set[str] = set()
    spoken_of = looked_for is None or any(name in looked_for for name in code.co_names)
    for instruction in dis.get_instructions(code) if spoken_of else ():
        match instruction.opname, instruction.argval:
            case "STORE_NAME", name:
                here.add(name)
                if top:
                    bound.add(name)
            case "STORE_GLOBAL", name:
                bound.add(name)
            case "LOAD_NAME" | "LOAD_GLOBAL" | "LOAD_FROM_DICT_OR_GLOBALS" | "DELETE_NAME", name:
                if name not in here:
                    yield name
            case "LOAD_ATTR" | "LOAD_METHOD" | "IMPORT_NAME" | "IMPORT_FROM", name if name in INDIRECT:
                yield name
