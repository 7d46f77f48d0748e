"""Looks through what students get for what they must not: hidden tests, the seed, solutions, answers."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from nbformat import NotebookNode

from autograder.notebooks.ipynb import grade_id, syntax_tree
from autograder.notebooks.source import SourceNotebook

TELLING: Final = 40
"""Characters of a line that stands in a suite or a solution and cannot be in a released file by chance."""

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
"""nbgrader's marks of what it takes out of a released cell."""


def telling_lines(files: Iterable[Path]) -> set[str]:
    """The long lines of some files, without what stands in every Python file."""
    lines = {line.strip() for path in files for line in path.read_text(encoding="utf-8").splitlines()}
    return {line for line in lines if len(line) >= TELLING and not line.startswith(("import ", "from ", "#", '"""'))}


def regions(text: str) -> list[str]:
    """What stands between the marks of a solution, each region without its indent."""
    found: list[list[str]] = []
    inside = False
    for line in text.splitlines():
        if BEGIN in line:
            inside = True
            found.append([])
        elif END in line:
            inside = False
        elif inside:
            found[-1].append(line.strip())
    return ["\n".join(line for line in lines if line) for lines in found]


def text_of(path: Path) -> str:
    """What a released file says; of a notebook or another JSON file, all its texts, as they were before JSON."""
    text = path.read_text(encoding="utf-8", errors="replace")
    if path.suffix not in (".ipynb", ".json"):
        return text
    try:
        return "\n".join(_texts(json.loads(text)))
    except ValueError:
        return text


def _texts(tree: Any) -> Iterator[str]:
    match tree:
        case str():
            yield tree
        case list():
            for each in tree:
                yield from _texts(each)
        case dict():
            for key, each in tree.items():
                yield from _texts([key, each])


def in_text(text: str, secrets: Iterable[str]) -> Iterator[str]:
    """The secrets that a released text holds."""
    return (secret for secret in sorted(secrets) if secret in text)


def _text(node: NotebookNode, name: str) -> str:
    return next((str(cell.source) for cell in node.cells if grade_id(cell) == name), "")


def solved_in(source: SourceNotebook, exercise: str) -> Iterator[str]:
    """Where a released notebook holds the solution of an exercise or of a written answer: the cells, in sentences."""
    solution, stub = _text(source.solution, exercise), _text(source.release, exercise)
    if solution.strip() == stub.strip() or BEGIN in stub:
        yield f"{exercise!r} is released with its solution in it"
        return
    for region in _telling(solution):
        for cell in source.release.cells:
            if region in _unindented(str(cell.source)):
                yield f"the cell {name_of(cell)!r} holds the solution of {exercise!r}"
    answers = dict(_bound(solution))
    for cell in source.release.cells:
        if cell.cell_type == "code" and answers:
            for name in _told(str(cell.source), answers):
                yield f"the cell {name_of(cell)!r} tells the value of {name!r}, the answer of {exercise!r}"


def solved_beside(path: Path, asked: Iterable[tuple[SourceNotebook, str]]) -> Iterator[str]:
    """Which solutions another file holds, in sentences; ``asked`` are exercises and written answers."""
    text = text_of(path)
    plain = _unindented(text)
    answers: dict[str, Any] = {}
    for source, exercise in asked:
        solution = _text(source.solution, exercise)
        if any(region in plain for region in _telling(solution)):
            yield f"holds the solution of {exercise!r}"
        answers |= _bound(solution)
    if path.suffix == ".py":
        yield from (f"tells the value of {name!r}, an answer" for name in _told(text, answers))


def _telling(solution: str) -> list[str]:
    """The regions of a solution that cannot be somewhere else by chance."""
    return [region for region in regions(solution) if "\n" in region or len(region) >= TELLING]


def _unindented(text: str) -> str:
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def name_of(cell: NotebookNode) -> str:
    """A cell's nbgrader id, or its own where it has none."""
    return grade_id(cell) or str(cell.get("id"))


def _literal(node: ast.AST) -> Any:
    """The value that an expression spells out; ``...`` for one that has to be computed."""
    try:
        return ast.literal_eval(node) if isinstance(node, ast.expr) else ...
    except (ValueError, TypeError, SyntaxError):
        return ...


def _bound(solution: str) -> Iterator[tuple[str, Any]]:
    """The names that a solution binds to a literal at its top level, and the values."""
    for statement in _tree(solution).body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            value = _literal(statement.value)
            if value is not ...:
                yield statement.targets[0].id, value


def _told(code: str, answers: Mapping[str, Any]) -> list[str]:
    """The names whose answer stands in the code: a container anywhere, a single value beside its name."""
    found: set[str] = set()
    for statement in ast.walk(_tree(code)):
        if not isinstance(statement, ast.Assign | ast.Assert | ast.Return | ast.Compare | ast.BinOp):
            continue
        names = {each.id for each in ast.walk(statement) if isinstance(each, ast.Name)}
        for name, value in answers.items():
            single = not isinstance(value, list | tuple | dict)
            nodes = _outside_containers(statement) if single else ast.walk(statement)
            if (name in names or not single) and any(_same(_literal(each), value) for each in nodes):
                found.add(name)
    return sorted(found)


def _outside_containers(node: ast.AST) -> Iterator[ast.AST]:
    """Like ``ast.walk``, but a choice such as ``["A", "B", "C", "D"]`` is not looked into, nor a text's pieces."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.List | ast.Tuple | ast.Set | ast.Dict | ast.JoinedStr):
            yield from _outside_containers(child)


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and json.dumps(one, default=str) == json.dumps(other, default=str)


def _tree(code: str) -> ast.Module:
    try:
        return syntax_tree(code)
    except SyntaxError:  # a magic, say: such a cell holds no answer in Python
        return ast.Module(body=[], type_ignores=[])
