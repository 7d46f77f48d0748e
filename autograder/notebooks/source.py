"""The course's own notebooks, and submissions, which are repaired before anything looks at them.

A submission is a folder. What it holds is matched with the assignment's notebooks by name, then by what stands in
them, so a renamed file is found. Each notebook is repaired by ``repairs``. All doors grade what this module returns.
"""

from __future__ import annotations

import ast
import hashlib
import itertools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from nbformat import NotebookNode

from autograder.course import Assignment, Course, CourseError, Notebook
from autograder.notebooks.counted import SHOW, Names, words
from autograder.notebooks.ipynb import Allowance, grade_id, read, syntax_tree
from autograder.notebooks.plainfile import UnreadableError
from autograder.notebooks.repairs import Repair, normal

LIKE_ENOUGH: Final = 0.25
"""A file that holds more than this share of a released notebook is that notebook under another name."""

MAX_NOTEBOOKS: Final = 20
"""Of one submission, copies and checkpoints among them: all are in memory while they are matched."""
NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
TELLING: Final = 20
"""Characters of a cell that is not in every notebook."""

_CODE: Final = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)


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
                tree = syntax_tree(text)
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
    def shows(self) -> frozenset[str]:
        """The texts of the released cells that only show what an answer does."""
        cells = [cell for cell in self.release.cells if cell.cell_type == "code" and grade_id(cell) is None]
        return frozenset(str(cell.source) for cell in cells if SHOW in cell.metadata.get("tags", ()))

    @cached_property
    def texts(self) -> frozenset[str]:
        """The texts of the course's own code cells."""
        released = {str(cell.source) for cell in self.release.cells if cell.cell_type == "code"}
        return frozenset(released.union(self.solutions.values()))

    @cached_property
    def spoken(self) -> frozenset[str]:
        """The names that the notebook's text speaks of, as code; and those that answers provide."""
        texts = [str(cell.source) for cell in self.release.cells if cell.cell_type == "markdown"]
        code = (word for text in texts for each in _CODE.findall(text) for word in words(each))
        return frozenset(code) | {name for each in self.notebook.exercises for name in each.provides}

    @cached_property
    def names(self) -> dict[str, Names]:
        """The names that the course's own texts bind and need, once some worker has told them."""
        return {}

    @cached_property
    def opening(self) -> tuple[tuple[int, str], ...]:
        """Number and text of the code cells that stand above the first answer."""
        answers = {exercise.id for exercise in self.notebook.exercises}
        cells = enumerate(self.release.cells, start=1)
        above = itertools.takewhile(lambda each: grade_id(each[1]) not in answers, cells)
        return tuple((number, str(cell.source)) for number, cell in above if cell.cell_type == "code")

    @cached_property
    def opening_outputs(self) -> dict[int, list[dict[str, Any]]]:
        """What cells of the opening showed, once somebody has run them: it is the same for everybody."""
        return {}

    @cached_property
    def solutions(self) -> dict[str, str]:
        """Exercise id -> the text of its answer cell in the solution."""
        return self._answers(self.solution)

    @cached_property
    def checks(self) -> dict[str, str]:
        """Exercise id -> the text of its visible check."""
        cells = {grade_id(cell): str(cell.source) for cell in self.release.cells}
        return {each.id: cells.get(each.check_cell, "") for each in self.notebook.exercises}

    @cached_property
    def stubs(self) -> dict[str, str]:
        """Exercise id -> the text of its answer cell as released."""
        return self._answers(self.release)

    def own_code(self, submitted: SubmittedNotebook) -> Iterator[str]:
        """What the student wrote: the normal texts of the code cells that are not as released, in their order."""
        released = {normal(text) for text in self.texts - frozenset(self.solutions.values())}
        yield from (text for cell in submitted.cells if (text := normal(cell.source)) not in released)

    def repaired(self, node: NotebookNode) -> tuple[NotebookNode, list[str]]:
        """A copy of a submitted notebook with the release's check cells and metadata, and what had to be repaired."""
        mending = Repair(node, self.release, {each.id: each.provides for each in self.notebook.exercises})
        return mending.node, mending.notes

    def work(self, node: NotebookNode) -> int:
        """How many of its answers, written ones among them, are not as released."""
        repaired, _ = self.repaired(node)
        texts = {name: cell.source for cell in self.release.cells if (name := grade_id(cell))}
        return sum(cell.source != texts[name] for cell in repaired.cells if (name := grade_id(cell)))

    def untouched(self, node: NotebookNode) -> bool:
        """Whether every answer is still the stub and every text as released."""
        return not self.work(node)

    def likeness(self, node: NotebookNode) -> float:
        """How much of the release a notebook holds, by the ids or by the texts of its cells: 0 to 1."""
        return max(_share(_ids(node), _ids(self.release)), _share(_texts(node), _texts(self.release)))

    def _answers(self, node: NotebookNode) -> dict[str, str]:
        ids = {exercise.id for exercise in self.notebook.exercises}
        return {str(grade_id(cell)): str(cell.source) for cell in node.cells if grade_id(cell) in ids}


class Source:
    """An assignment's own notebooks and supporting files."""

    def __init__(self, course: Course, assignment: Assignment) -> None:
        self.assignment = assignment
        self._course = course
        self.notebooks = {
            notebook.name: SourceNotebook(course, assignment, notebook) for notebook in assignment.notebooks
        }
        folder = course.source_folder(assignment)
        self.files = tuple(
            path
            for path in sorted(folder.iterdir())
            if path.suffix != ".ipynb" and not path.name.startswith((".", "__")) and (path.is_file() or path.is_dir())
        )

    def submission(self, name: str, paths: Sequence[Path], refused: Mapping[str, str] = NOTHING) -> Submission:
        """What the student ``name`` handed in as the notebooks ``paths``, repaired.

        ``refused`` are names of files that were not even looked at, and why.
        """
        matched, notes, unreadable = self._match(paths)
        unreadable = {**refused, **unreadable}
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
                node, repairs = self.notebooks[notebook.name].repaired(read(path))
                notes += [f"{notebook.filename}: {each}" for each in repairs]
                submitted.append(SubmittedNotebook(notebook, node))
        broken = [f"{filename}: {reason}" for filename, reason in unreadable.items()]
        return Submission(name, self.assignment, tuple(submitted), self.files, tuple(broken + notes), tuple(unreadable))

    def answers_digest(self, submission: Submission) -> str:
        """Of what the answers say, whatever the files are called and whichever door they came through."""
        digest = hashlib.sha256()
        for submitted in submission.notebooks:
            for text in ("\0", *self.notebooks[submitted.notebook.name].own_code(submitted)):
                digest.update(text.encode(errors="surrogatepass") + b"\0")
        return digest.hexdigest()

    def _match(self, paths: Sequence[Path]) -> tuple[dict[str, Path], list[str], dict[str, str]]:
        """Notebook name -> file; notes on renamed and spare files; file name -> why it cannot be read."""
        readable: dict[Path, NotebookNode] = {}
        allowance = Allowance()
        unreadable: dict[str, str] = {}
        expected = {notebook.filename for notebook in self.assignment.notebooks}
        ordered = sorted(paths, key=lambda each: each.name not in expected)
        if spare := ordered[MAX_NOTEBOOKS:]:
            reason = f"a submission has at most {MAX_NOTEBOOKS} notebooks; remove the spare ones"
            unreadable[spare[0].name if len(spare) == 1 else f"{len(spare)} more files"] = reason
        for path in ordered[:MAX_NOTEBOOKS]:
            try:
                readable[path] = read(path, None if path.name in expected else allowance)
            except UnreadableError as error:
                unreadable[path.name] = str(error)
        strangers = {path: other for path, node in readable.items() if (other := self._stranger(node))}
        matched: dict[str, Path] = {}
        notes = [
            f"{path.name!r} is a notebook of {other}, not of {self.assignment.name}, and was not graded"
            for path, other in strangers.items()
        ]
        for path in strangers:
            del readable[path]
        owners = {path: self._owner(path, node) for path, node in readable.items()}
        for notebook in self.assignment.notebooks:
            source = self.notebooks[notebook.name]
            candidates = [path for path, owner in owners.items() if owner == notebook.name]
            if not candidates:
                continue
            work = {path: source.work(readable[path]) if len(candidates) > 1 else 0 for path in candidates}
            # Of as much work, what bears the name; then the one that is called most like it.
            best = max(candidates, key=lambda path: (work[path], *_rank(path.name, notebook.filename)))
            matched[notebook.name] = best
            if best.name != notebook.filename:
                named = next((path for path in candidates if path.name == notebook.filename), None)
                why = f": it has {_answers(work[best])}, and the file of that name {work[named]}" if named else ""
                notes.append(f"{best.name!r} was read as {notebook.filename}{why}; keep the name when you submit")
            notes += [
                f"{path.name!r} is {notebook.filename} as well, with {_answers(work[path])}: "
                f"the one with {work[best]} was graded"
                for path in candidates
                if path != best and path.name != notebook.filename
            ]
        notes += [
            f"{path.name!r} is not part of {self.assignment.name} and was not graded"
            for path, owner in owners.items()
            if owner is None
        ]
        return matched, notes, unreadable

    def _owner(self, path: Path, node: NotebookNode) -> str | None:
        """Which of the assignment's notebooks a file is: the one that it holds most of, of such as its name fits."""
        likeness = {name: source.likeness(node) for name, source in self.notebooks.items()}
        named = [each.name for each in self.assignment.notebooks if plain_name(path.name) == plain_name(each.filename)]
        best = max(likeness, key=lambda name: (likeness[name] > LIKE_ENOUGH, name in named, likeness[name]))
        return best if likeness[best] > LIKE_ENOUGH or best in named else None

    def _stranger(self, node: NotebookNode) -> str:
        """The assignment that a file is of, if it is of another one and holds nothing of this one."""
        claimed = {name for cell in node.cells if (name := grade_id(cell))}
        own = {name for source in self.notebooks.values() for cell in source.release.cells if (name := grade_id(cell))}
        if not claimed or claimed & own or any(each.likeness(node) > LIKE_ENOUGH for each in self.notebooks.values()):
            return ""
        shares = {name: len(claimed & ids) for name, ids in self._other_ids.items()}
        best = max(shares, key=shares.__getitem__, default="")
        return best if best and shares[best] else "another assignment"

    @cached_property
    def _other_ids(self) -> dict[str, set[str]]:
        """Assignment -> the ids in its notebooks, for the course's other assignments that were released."""
        found: dict[str, set[str]] = {}
        for other in self._course.assignments:
            paths = [self._course.release_folder(other) / each.filename for each in other.notebooks]
            if other.name != self.assignment.name:
                nodes = [read(path.resolve()) for path in paths if path.is_file()]
                found[other.name] = {name for node in nodes for cell in node.cells if (name := grade_id(cell))}
        return found


_ENDING: Final = re.compile(r"\.ipynb(?:\s*\(\d+\))?(?:\.\w{1,12})?\s*\Z", re.IGNORECASE)
"""Of a notebook's file, also once a mail program, a browser or a hand has put something behind it.

Looked for in a time that grows with the name's length alone: in a zip, its author chooses that.
"""


def is_notebook(name: str) -> bool:
    """Whether a file is called like a notebook."""
    return _ENDING.search(name) is not None


def plain_name(name: str) -> str:
    """A file's name without what systems write in different ways: case, blanks, endings, composed characters."""
    return unicodedata.normalize("NFC", _ENDING.sub("", name)).casefold().strip()


def _rank(name: str, wanted: str) -> tuple[bool, bool, int, str]:
    """How well a name fits, for a maximum: the same; the same but for how it is written; then the shortest."""
    return name == wanted, plain_name(name) == plain_name(wanted), -len(name), name


def _answers(number: int) -> str:
    return f"{number} answer{'' if number == 1 else 's'}"


def notebook_files(folder: Path) -> list[Path]:
    """What is called a notebook in a folder itself; links and pipes among them, which their reader refuses."""
    return sorted(each for each in folder.iterdir() if is_notebook(each.name)) if folder.is_dir() else []


def _ids(node: NotebookNode) -> set[str]:
    return {name for cell in node.cells if (name := grade_id(cell))} | {str(cell.get("id")) for cell in node.cells}


def _texts(node: NotebookNode) -> set[str]:
    return {text for cell in node.cells if len(text := normal(cell.source)) >= TELLING}


def _share(found: set[str], whole: set[str]) -> float:
    return len(found & whole) / len(whole) if whole else 0.0


def _trusted(path: Path, advice: str) -> NotebookNode:
    try:
        return read(path.resolve())
    except UnreadableError as error:
        raise CourseError(f"{path}: {error}; {advice}") from error
