"""Sample submissions: the released notebooks with some cells replaced, never a second copy of a notebook.

``tests/submissions/<name>/submission.toml`` says how one is made:

    about    one sentence
    start    "solutions" (every answer right, the default) or "release" (every stub in place)
    answers  exercise id -> an answer under tests/answers, by its path without ".py" ("broken" and "together" hold
             some that make sense only here)
    edits    a list of what else happened to the files, see ``_EDITS``

Beside it, ``expected.json`` holds what a report must say, apart from what depends on the machine.
"""

from __future__ import annotations

import json
import shutil
import sys
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import nbformat
from nbformat import NotebookNode

from autograder.authoring.planted import answered
from autograder.course import Course, load_course
from autograder.notebooks.ipynb import grade_id
from autograder.notebooks.source import Source
from autograder.report import Outcome, Report
from tests.damage import DAMAGES

HERE: Final = Path(__file__).parent
SUBMISSIONS: Final = HERE / "submissions"
ANSWERS: Final = HERE / "answers"
ASSIGNMENT: Final = "linear-regression"

Notebooks = dict[str, NotebookNode | bytes]
"""File name -> a notebook, or what else is in the file."""


def names() -> list[str]:
    """The students of the sample class."""
    return sorted(path.parent.name for path in SUBMISSIONS.glob("*/submission.toml"))


def answer(path: str) -> str:
    """The text of an answer under ``tests/answers``."""
    return (ANSWERS / f"{path}.py").read_text(encoding="utf-8")


def compose(course: Course, name: str, into: Path) -> Path:
    """Writes the notebooks and files of one sample into the folder ``into``, and returns it."""
    recipe = tomllib.loads((SUBMISSIONS / name / "submission.toml").read_text(encoding="utf-8"))
    answers = {exercise: answer(path) for exercise, path in recipe.get("answers", {}).items()}
    return write(course, into, answers, recipe.get("start", "solutions"), recipe.get("edits", []))


def write(
    course: Course, into: Path, answers: dict[str, str], start: str = "solutions", edits: Sequence[dict[str, Any]] = ()
) -> Path:
    """Writes a submission with these answer cells; answers for unknown exercises are an error."""
    source = Source(course, course.assignment(ASSIGNMENT))
    notebooks: Notebooks = {}
    left = dict(answers)
    for each in source.notebooks.values():
        mine = {exercise.id: left.pop(exercise.id) for exercise in each.notebook.exercises if exercise.id in left}
        notebooks[each.notebook.filename] = answered(each, {**(each.solutions if start == "solutions" else {}), **mine})
    if left:
        raise KeyError(f"no such exercise: {', '.join(left)}")
    for edit in edits:
        _EDITS[edit["edit"]](notebooks, {**edit, "course": source})
    into.mkdir(parents=True, exist_ok=True)
    for filename, content in notebooks.items():
        (into / filename).write_bytes(_data(content))
    for file in source.files:
        shutil.copy(file, into / file.name)
    return into


def write_class(course: Course, into: Path, chosen: Sequence[str] = ()) -> list[str]:
    """Writes samples, by default every one, as ``into/<name>/<assignment>``, nbgrader's layout; returns their names."""
    written = list(chosen) or names()
    for name in written:
        compose(course, name, into / name / ASSIGNMENT)
    return written


def _node(notebooks: Notebooks, filename: str) -> NotebookNode:
    node = notebooks[filename]
    assert not isinstance(node, bytes)
    return node


def _data(content: NotebookNode | bytes) -> bytes:
    return content if isinstance(content, bytes) else nbformat.writes(content).encode()


def _place(notebooks: Notebooks, wanted: str) -> tuple[list[NotebookNode], int]:
    """The cells of the notebook that holds the cell, and its position there."""
    for node in notebooks.values():
        if not isinstance(node, bytes):
            for position, cell in enumerate(node.cells):
                if grade_id(cell) == wanted:
                    return node.cells, position
    raise KeyError(f"no such cell: {wanted}")


def _insert(notebooks: Notebooks, edit: dict[str, Any]) -> None:
    cell = nbformat.v4.new_code_cell(edit["source"], id=f"inserted-{edit['at']}")
    _node(notebooks, edit["notebook"]).cells.insert(edit["at"], cell)


def _duplicate(notebooks: Notebooks, edit: dict[str, Any]) -> None:
    cells, position = _place(notebooks, edit["cell"])
    copy = nbformat.from_dict(json.loads(json.dumps(cells[position])))
    copy["id"] = f"{copy['id']}-copy"
    cells.insert(position + 1, copy)


def _delete(notebooks: Notebooks, edit: dict[str, Any]) -> None:
    cells, position = _place(notebooks, edit["cell"])
    del cells[position]


def _replace(notebooks: Notebooks, edit: dict[str, Any]) -> None:
    cells, position = _place(notebooks, edit["cell"])
    cells[position].source = edit["source"]


def _rename(notebooks: Notebooks, edit: dict[str, Any]) -> None:
    notebooks[edit["to"]] = notebooks.pop(edit["notebook"])


def _remove(notebooks: Notebooks, edit: dict[str, Any]) -> None:
    del notebooks[edit["notebook"]]


def _text(notebooks: Notebooks, edit: dict[str, Any]) -> None:
    notebooks[edit["notebook"]] = str(edit["text"]).encode()


def _damage(notebooks: Notebooks, edit: dict[str, Any]) -> None:
    for filename in [edit["notebook"]] if "notebook" in edit else list(notebooks):
        tree = json.loads(_data(notebooks[filename]))
        for cell in tree["cells"]:
            cell["source"] = "".join(cell["source"])
        for kind in edit["kinds"]:
            DAMAGES[kind](tree)
        notebooks[filename] = json.dumps(tree).encode()


def _encode(notebooks: Notebooks, edit: dict[str, Any]) -> None:
    notebooks[edit["notebook"]] = _data(notebooks[edit["notebook"]]).decode().encode(edit["encoding"])


def _cut(notebooks: Notebooks, edit: dict[str, Any]) -> None:
    data = _data(notebooks[edit["notebook"]])
    notebooks[edit["notebook"]] = data[: len(data) // 2]


def _conflict(notebooks: Notebooks, edit: dict[str, Any]) -> None:
    lines = _data(notebooks[edit["notebook"]]).decode().splitlines()
    middle = len(lines) // 2
    both = ["<<<<<<< HEAD", lines[middle], "=======", lines[middle], ">>>>>>> main"]
    notebooks[edit["notebook"]] = "\n".join(lines[:middle] + both + lines[middle + 1 :]).encode()


def _copy(notebooks: Notebooks, edit: dict[str, Any]) -> None:
    notebooks[edit["to"]] = notebooks[edit["notebook"]]


def _reset(notebooks: Notebooks, edit: dict[str, Any]) -> None:
    name = edit["notebook"].removesuffix(".ipynb")
    notebooks[edit["notebook"]] = nbformat.from_dict(edit["course"].notebooks[name].release)


_EDITS: Final[dict[str, Callable[[Notebooks, dict[str, Any]], None]]] = {
    "insert": _insert,  # notebook, at, source: a cell of the student's own
    "duplicate": _duplicate,  # cell: the same graded cell twice
    "delete": _delete,  # cell
    "replace": _replace,  # cell, source: of a cell that is not an answer
    "rename": _rename,  # notebook, to
    "remove": _remove,  # notebook
    "damage": _damage,  # kinds: of tests/damage.py; notebook, or all of them
    "encode": _encode,  # notebook, encoding
    "cut": _cut,  # notebook: its first half alone
    "conflict": _conflict,  # notebook: with git's marks in the middle
    "copy": _copy,  # notebook, to: under another name, too
    "reset": _reset,  # notebook: as it was released
    "text": _text,  # notebook, text: a file that is no notebook
}


def essence(report: Report) -> dict[str, Any]:
    """What a report says whatever machine it was made on: scores, what was missed and why, notes."""
    return {
        "score": report.score,
        "scores": {exercise.id: exercise.score for exercise in report.exercises},
        "missed": {
            f"{exercise.id}::{check.id}": [str(check.outcome), check.message, check.hint]
            for exercise in report.exercises
            for check in exercise.checks
            if check.outcome is not Outcome.PASSED
        },
        "notes": list(report.notes),
        "unreadable": list(report.unreadable),
    }


def expected(name: str) -> Any:
    """What ``essence`` must be for a sample."""
    return json.loads((SUBMISSIONS / name / "expected.json").read_text(encoding="utf-8"))


def bless(chosen: Sequence[str]) -> None:
    """Grades samples and writes what came of them as what is expected. Read the difference before you commit it."""
    import tempfile

    from autograder.judging.judge import Judge
    from autograder.notebooks.source import notebook_files

    course = load_course(HERE)
    with Judge(course, course.assignment(ASSIGNMENT)) as judge, tempfile.TemporaryDirectory() as scratch:
        for name in chosen:
            folder = compose(course, name, Path(scratch) / name)
            report = judge.grade(judge.source.submission(name, notebook_files(folder))).report
            text = json.dumps(essence(report), indent=1, ensure_ascii=False)
            (SUBMISSIONS / name / "expected.json").write_text(text + "\n", encoding="utf-8")
            print(f"{name}: {report.score}/{report.max_score}")


if __name__ == "__main__":
    bless(sys.argv[1:] or names())
