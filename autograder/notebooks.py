"""Reads notebooks: the course's own, and submissions, which are repaired before anything looks at them.

A submission is a folder. What it holds is matched with the assignment's notebooks by name, then by the ids of
its cells, so a renamed file is found. In each notebook the check cells come back from the release, metadata of
known cells is restored, and doubled ids lose all but the copy that counts. Every repair is a note for the report;
both doors, the command line and nbgrader, grade what this module returns.
"""

from __future__ import annotations

import ast
import itertools
import json
import logging
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import nbformat
import traitlets.log
from nbformat import NotebookNode

from autograder.course import Assignment, Course, CourseError, Notebook

MAX_BYTES: Final = 20 << 20
MAX_CELLS: Final = 2_000


class UnreadableError(Exception):
    """A file that is not a notebook; the message says why and what to do."""


@dataclass(frozen=True)
class Cell:
    """A code cell as it will be run. ``number`` counts all cells of the notebook from 1."""

    number: int
    source: str
    grade_id: str | None


@dataclass(frozen=True)
class SubmittedNotebook:
    """One of the assignment's notebooks as a student handed it in; ``node`` is None where it is missing."""

    notebook: Notebook
    node: NotebookNode | None
    absence: str = ""
    """Why there is no ``node``, as a sentence."""

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The code cells that are run: all but the check cells."""
        checks = {exercise.check_cell for exercise in self.notebook.exercises}
        cells = [] if self.node is None else self.node.cells
        return tuple(
            Cell(number, cell.source, grade_id(cell))
            for number, cell in enumerate(cells, start=1)
            if cell.cell_type == "code" and grade_id(cell) not in checks
        )


@dataclass(frozen=True)
class Submission:
    """A student's notebooks, matched and repaired. ``files`` are the assignment's own supporting files."""

    name: str
    assignment: Assignment
    notebooks: tuple[SubmittedNotebook, ...]
    files: tuple[Path, ...]
    notes: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()

    def notebook(self, name: str) -> SubmittedNotebook:
        """The notebook of this name; KeyError where the assignment has none such."""
        for submitted in self.notebooks:
            if submitted.notebook.name == name:
                return submitted
        raise KeyError(name)


def grade_id(cell: NotebookNode) -> str | None:
    """The nbgrader id of a cell, if it has one."""
    found = cell.metadata.get("nbgrader")
    name = found.get("grade_id") if isinstance(found, dict) else None
    return name if isinstance(name, str) else None


def read(path: Path) -> NotebookNode:
    """The notebook in a file, upgraded to nbformat 4; UnreadableError where it is none."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UnreadableError(f"it is larger than {MAX_BYTES >> 20} MB; clear its outputs and submit again")
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableError(f"it cannot be read ({error.strerror})") from error
    return parse(data)


def parse(data: bytes) -> NotebookNode:
    """The notebook in ``data``; UnreadableError where it is none."""
    try:
        tree = json.loads(data)
    except UnicodeDecodeError as error:
        raise UnreadableError("it is not UTF-8 text; download the .ipynb file again and resubmit it") from error
    except ValueError as error:
        reason = "it is empty" if not data.strip() else f"it is not JSON ({error})"
        raise UnreadableError(f"{reason}; download the .ipynb file again and resubmit it") from error
    except RecursionError as error:
        raise UnreadableError("it is nested too deeply to be a notebook") from error
    try:
        node = _upgrade(tree)
    except Exception as error:  # nbformat's converters trust their input: they raise whatever it makes them raise
        raise UnreadableError("it is JSON but not a notebook; resubmit the .ipynb file itself") from error
    if len(node.cells) > MAX_CELLS:
        raise UnreadableError(f"it has {len(node.cells)} cells, more than {MAX_CELLS}; remove the spare ones")
    return node


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
        _complete(cell, position)
    return node


def _complete(cell: NotebookNode, position: int) -> None:
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
    else:
        cell.pop("outputs", None)
        cell.pop("execution_count", None)
    if not isinstance(cell.get("id"), str) or not re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", cell["id"]):
        cell["id"] = f"cell-{position}"


class Probes:
    """The functions that a suite sends to workers as text; CourseError for a file that does not parse.

    Those in ``probes.py`` are for every notebook, those in ``probes_<notebook>.py`` (with _ for -) for that one.
    """

    def __init__(self, folder: Path, notebook: Notebook) -> None:
        own = f"probes_{notebook.name.replace('-', '_')}.py"
        paths = [path for name in ("probes.py", own) if (path := folder / name).is_file()]
        texts = [path.read_text(encoding="utf-8") for path in paths]
        self.text = "\n".join(texts)
        self._names: set[str] = set()
        for path, text in zip(paths, texts, strict=True):
            try:
                tree = ast.parse(text)
            except SyntaxError as error:
                raise CourseError(f"{path}, line {error.lineno}: {error.msg}") from error
            self._names |= {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}

    def __contains__(self, name: str) -> bool:
        return name in self._names


class SourceNotebook:
    """One of the course's own notebooks: what was released, and what the solutions say."""

    def __init__(self, course: Course, assignment: Assignment, notebook: Notebook) -> None:
        self.notebook = notebook
        self.course_id = course.id
        self.probes = Probes(course.suite_folder(assignment), notebook)
        self.solution = _trusted(
            course.source_folder(assignment) / notebook.filename, "course_config.py names it as one of the course's"
        )
        self.release = _trusted(
            course.release_folder(assignment) / notebook.filename, f"run `autograder release {assignment.name}`"
        )

    @cached_property
    def imports(self) -> str:
        """The first code cell: what every other cell may use."""
        return next((str(cell.source) for cell in self.solution.cells if cell.cell_type == "code"), "")

    @cached_property
    def solutions(self) -> dict[str, str]:
        """Exercise id -> the text of its answer cell in the solution."""
        return self._answers(self.solution)

    @cached_property
    def stubs(self) -> dict[str, str]:
        """Exercise id -> the text of its answer cell as released."""
        return self._answers(self.release)

    def _answers(self, node: NotebookNode) -> dict[str, str]:
        ids = {exercise.id for exercise in self.notebook.exercises}
        return {str(grade_id(cell)): str(cell.source) for cell in node.cells if grade_id(cell) in ids}


class Source:
    """An assignment's own notebooks and supporting files."""

    def __init__(self, course: Course, assignment: Assignment) -> None:
        self.assignment = assignment
        self.notebooks = {
            notebook.name: SourceNotebook(course, assignment, notebook) for notebook in assignment.notebooks
        }
        folder = course.source_folder(assignment)
        self.files = tuple(
            path
            for path in sorted(folder.iterdir())
            if path.suffix != ".ipynb" and not path.name.startswith((".", "__")) and (path.is_file() or path.is_dir())
        )

    def submission(self, name: str, paths: Sequence[Path]) -> Submission:
        """What the student ``name`` handed in as the notebooks ``paths``, repaired."""
        matched, notes, unreadable = self._match(paths)
        submitted = []
        for notebook in self.assignment.notebooks:
            path = matched.get(notebook.name)
            if path is None:
                absence = f"{notebook.filename} was not submitted"
                if notebook.filename in unreadable:
                    absence = f"{notebook.filename} could not be read"
                else:
                    notes.append(absence)
                submitted.append(SubmittedNotebook(notebook, None, absence))
            else:
                node, repairs = repair(read(path), self.notebooks[notebook.name])
                notes += [f"{notebook.filename}: {each}" for each in repairs]
                submitted.append(SubmittedNotebook(notebook, node))
        broken = [f"{filename}: {reason}" for filename, reason in unreadable.items()]
        return Submission(name, self.assignment, tuple(submitted), self.files, tuple(broken + notes), tuple(unreadable))

    def _match(self, paths: Sequence[Path]) -> tuple[dict[str, Path], list[str], dict[str, str]]:
        """Notebook name -> file; notes on renamed and spare files; file name -> why it cannot be read."""
        readable: dict[Path, set[str]] = {}
        unreadable: dict[str, str] = {}
        for path in paths:
            try:
                readable[path] = _ids(read(path))
            except UnreadableError as error:
                unreadable[path.name] = str(error)
        matched = {
            notebook.name: path
            for notebook in self.assignment.notebooks
            for path in readable
            if path.name == notebook.filename
        }
        notes = []
        for notebook in self.assignment.notebooks:
            spare = [path for path in readable if path not in matched.values()]
            if notebook.name in matched or not spare:
                continue
            known = _ids(self.notebooks[notebook.name].release)
            best = max(spare, key=lambda path: len(readable[path] & known))
            if len(readable[best] & known) > len(known) // 4:
                matched[notebook.name] = best
                notes.append(f"{best.name!r} was read as {notebook.filename}; keep the name when you submit")
        notes += [
            f"{path.name!r} is not part of {self.assignment.name} and was not graded"
            for path in readable
            if path not in matched.values()
        ]
        return matched, notes, unreadable


def notebook_files(folder: Path) -> list[Path]:
    """The notebooks directly in a folder, without links and checkpoints."""
    return sorted(path for path in folder.glob("*.ipynb") if path.is_file() and not path.is_symlink())


def _ids(node: NotebookNode) -> set[str]:
    return {name for cell in node.cells if (name := grade_id(cell))} | {str(cell.get("id")) for cell in node.cells}


def _trusted(path: Path, advice: str) -> NotebookNode:
    try:
        return read(path)
    except UnreadableError as error:
        raise CourseError(f"{path}: {error}; {advice}") from error


def repair(node: NotebookNode, source: SourceNotebook) -> tuple[NotebookNode, list[str]]:
    """A copy of a submitted notebook with the release's check cells and metadata, and what had to be repaired."""
    node = NotebookNode(node, cells=[NotebookNode(cell) for cell in node.cells])
    known = {name: cell for cell in source.release.cells if (name := grade_id(cell))}
    notes = list(_name_cells(node, known))
    locked = {name for name, cell in known.items() if cell.metadata.nbgrader.locked}
    notes += _restore(node, known, locked)
    notes += _reinsert(node, source.release, locked)
    _give_unique_ids(node)
    return node, notes


def _name_cells(node: NotebookNode, known: dict[str, NotebookNode]) -> Iterator[str]:
    """Metadata only where it belongs: once for each known id, on the copy that counts."""
    by_cell_id = {str(cell.id): name for name, cell in known.items()}
    present = {grade_id(cell) for cell in node.cells}
    places: dict[str, list[int]] = {}
    for position, cell in enumerate(node.cells):
        name = grade_id(cell)
        if name is None and by_cell_id.get(str(cell.id)) not in present:
            name = by_cell_id.get(str(cell.id))
            if name is not None:
                yield f"the nbgrader metadata of cell {name!r} was missing and was put back"
        cell.metadata = NotebookNode(
            {key: each for key, each in cell.metadata.items() if key not in ("nbgrader", "deletable", "editable")}
        )
        if name in known:
            places.setdefault(name, []).append(position)
        elif name is not None:
            yield f"cell {name!r} is not one of the assignment's and counts as an ordinary cell"
    for name, positions in places.items():
        # Of an answer the last copy is the one that a notebook, run from the top, ends up with.
        keep = positions[0] if known[name].metadata.nbgrader.locked else positions[-1]
        node.cells[keep].metadata.update(known[name].metadata)
        if len(positions) > 1:
            yield f"cell {name!r} stands {len(positions)} times; " + (
                "the first copy counts" if keep == positions[0] else "the last copy counts"
            )


def _restore(node: NotebookNode, known: dict[str, NotebookNode], locked: set[str]) -> Iterator[str]:
    for position, cell in enumerate(node.cells):
        name = grade_id(cell)
        if name is None:
            continue
        trusted = known[name]
        if name in locked:
            if cell.source.strip() != trusted.source.strip() or cell.cell_type != trusted.cell_type:
                yield f"the locked cell {name!r} had been changed and was put back"
            node.cells[position] = NotebookNode(trusted, metadata=NotebookNode(trusted.metadata))
        elif cell.cell_type != trusted.cell_type:
            yield f"cell {name!r} had become a {cell.cell_type} cell and was made a {trusted.cell_type} cell again"
            cell.cell_type = trusted.cell_type
            _complete(cell, position)


def _reinsert(node: NotebookNode, release: NotebookNode, locked: set[str]) -> Iterator[str]:
    """Deleted check cells come back after the nearest earlier cell of the release that is still there."""
    before: list[str] = []
    for trusted in release.cells:
        name = grade_id(trusted)
        if name is None:
            continue
        place = {grade_id(cell): position for position, cell in enumerate(node.cells)}
        if name in locked and name not in place:
            after = max((place[each] for each in before if each in place), default=len(node.cells) - 1)
            node.cells.insert(after + 1, NotebookNode(trusted, metadata=NotebookNode(trusted.metadata)))
            yield f"the check cell {name!r} had been deleted and was put back"
        before.append(name)


def _give_unique_ids(node: NotebookNode) -> None:
    taken = {cell.id for cell in node.cells}
    spare = (name for number in itertools.count() if (name := f"copy-{number}") not in taken)
    seen: set[str] = set()
    for cell in node.cells:
        if cell.id in seen:
            cell["id"] = next(spare)
        seen.add(cell.id)
