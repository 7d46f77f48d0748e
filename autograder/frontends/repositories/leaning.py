"""On which other exercises an exercise leans: what a practice run cannot tell before those are right.

``needs`` of the course says whose solutions stand in while an exercise is graded. A practice run has no solutions, and
a mistake also travels through the course's own cells: ``inputs, targets = to_tensors(table)``. So the global names of
the solution are followed from cell to cell, statement by statement, as the compiler has them.
"""

from __future__ import annotations

import ast
import re
import symtable
from collections.abc import Iterator, Mapping
from typing import Final

from nbformat import NotebookNode

from autograder.course import Notebook
from autograder.notebooks.ipynb import grade_id, syntax_tree

_MAGIC: Final = re.compile(r"^(\s*)[%!].*$", re.MULTILINE)


def leaning(notebook: Notebook, solution: NotebookNode, checks: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Exercise -> the exercises on which its answer or its check (exercise -> text) leans, in the notebook's order."""
    known = {exercise.id: exercise for exercise in notebook.exercises}
    released = {exercise.check_cell for exercise in notebook.exercises}
    behind: dict[str, set[str]] = {}
    found: dict[str, tuple[str, ...]] = {}
    for cell in solution.cells:
        name = grade_id(cell) or ""
        if cell.cell_type != "code" or name in released:
            continue
        leans = _run(str(cell.source), behind, {name} & set(known))
        if name in known:
            leans |= _run(checks[name], dict(behind), set())
            leans |= {each.id for each in notebook.stand_ins(known[name])}
            found[name] = tuple(each for each in known if each in leans - {name})
    return {name: found.get(name, ()) for name in known}


def _run(text: str, behind: dict[str, set[str]], own: set[str]) -> set[str]:
    """The exercises behind the names that a cell looks up; ``behind`` is brought up to date with what it binds."""
    leans: set[str] = set()
    for statement in _statements(text):
        bound, wanted = _names(statement)
        here = own.union(*(behind.get(name, set()) for name in wanted))
        plain = isinstance(statement, ast.Assign | ast.AnnAssign | ast.FunctionDef | ast.ClassDef | ast.Import)
        for name in bound:
            # A loop or a branch may bind a name or may not, and `w -= 1` keeps what w was.
            behind[name] = here if plain else here | behind.get(name, set())
        leans |= here
    return leans


def _statements(text: str) -> Iterator[ast.stmt]:
    yield from syntax_tree(_MAGIC.sub(r"\1pass", text)).body


def _names(statement: ast.stmt) -> tuple[set[str], set[str]]:
    """The global names that a statement binds, and those that it looks up, now or when its functions are called."""
    top = symtable.symtable(ast.unparse(statement), "cell", "exec")
    tables, bound, wanted = [top], set(), set()
    while tables:
        table = tables.pop()
        tables += table.get_children()
        for symbol in table.get_symbols():
            if table is not top and not symbol.is_global():
                continue
            if symbol.is_assigned() or symbol.is_imported():
                bound.add(symbol.get_name())
            if symbol.is_referenced():
                wanted.add(symbol.get_name())
    return bound, wanted
