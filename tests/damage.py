"""What happens to notebooks on their way: slips, tools that drop metadata, merges, other versions of the format.

Each function damages one notebook as JSON, in place. Sample submissions name them (``edit = "damage"``), and the tests
of ``autograder.notebooks.repairs`` try each on the whole course.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, Final

import nbformat

Tree = dict[str, Any]
Cells = list[Tree]


def name_of(cell: Tree) -> str:
    """The nbgrader id of a cell, or nothing."""
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))


def _is_check(cell: Tree) -> bool:
    return name_of(cell).startswith("check-")


def _is_answer(cell: Tree) -> bool:
    flags = cell["metadata"].get("nbgrader", {})
    return bool(flags.get("solution")) and not flags.get("grade")


def _parted(tree: Tree) -> tuple[Cells, Cells]:
    """The check cells, and all others."""
    cells = tree["cells"]
    return [each for each in cells if _is_check(each)], [each for each in cells if not _is_check(each)]


def checks_deleted(tree: Tree) -> None:
    tree["cells"] = _parted(tree)[1]


def checks_first(tree: Tree) -> None:
    checks, others = _parted(tree)
    tree["cells"] = checks + others


def checks_last_and_reversed(tree: Tree) -> None:
    checks, others = _parted(tree)
    tree["cells"] = others + checks[::-1]


def checks_retyped(tree: Tree) -> None:
    for number, cell in enumerate(_parted(tree)[0]):
        _retype(cell, ("markdown", "raw")[number % 2])


def answers_retyped(tree: Tree) -> None:
    """Every third answer."""
    for cell in [each for each in tree["cells"] if _is_answer(each)][::3]:
        _retype(cell, "raw")


def _retype(cell: Tree, kind: str) -> None:
    cell["cell_type"] = kind
    cell.pop("outputs", None)
    cell.pop("execution_count", None)


def checks_edited(tree: Tree) -> None:
    for cell in _parted(tree)[0]:
        cell["source"] = "print('all points, please')"


def checks_that_raise(tree: Tree) -> None:
    for cell in _parted(tree)[0]:
        cell["source"] = "raise SystemExit(1)"


def points_changed(tree: Tree) -> None:
    for cell in _parted(tree)[0]:
        cell["metadata"]["nbgrader"]["points"] = 1000


def flags_changed(tree: Tree) -> None:
    for cell in tree["cells"]:
        flags = cell["metadata"].get("nbgrader")
        if flags:
            flags.update(grade=not flags["grade"], locked=not flags["locked"], solution=not flags["solution"])


def names_changed(tree: Tree) -> None:
    for number, cell in enumerate(each for each in tree["cells"] if name_of(each)):
        if number % 2:
            cell["metadata"]["nbgrader"]["grade_id"] += "-2"


def names_and_ids_changed(tree: Tree) -> None:
    names_changed(tree)
    for number, cell in enumerate(tree["cells"]):
        cell["id"] = f"new-{number}"


def names_swapped(tree: Tree) -> None:
    """Two neighbouring answers have each other's name."""
    first, second = [each for each in tree["cells"] if _is_answer(each)][1:3]
    mine, other = first["metadata"]["nbgrader"], second["metadata"]["nbgrader"]
    mine["grade_id"], other["grade_id"] = other["grade_id"], mine["grade_id"]


def metadata_lost(tree: Tree) -> None:
    for cell in tree["cells"]:
        cell["metadata"] = {}


def by_colab(tree: Tree) -> None:
    """Ids move into the metadata, outputs into a form of their own, and the format is 4.0."""
    for number, cell in enumerate(tree["cells"]):
        cell["metadata"].update(id=f"Rk{number:04}", colab={"base_uri": "https://localhost:8080/"})
        cell.pop("id", None)
    tree["metadata"] = {"colab": {"provenance": []}, "kernelspec": {"name": "python3", "display_name": "Python 3"}}
    tree["nbformat_minor"] = 0


def by_kaggle(tree: Tree) -> None:
    """All metadata of the cells gives way to the tool's own, and their ids are gone."""
    for number, cell in enumerate(tree["cells"]):
        cell["metadata"] = {"execution": {"iopub.status.busy": "now"}, "trusted": True, "_uuid": f"{number:040}"}
        cell.pop("id", None)
    tree["metadata"] = {"kaggle": {"accelerator": "none"}, "language_info": {"name": "python"}}
    tree["nbformat_minor"] = 4


def by_vscode(tree: Tree) -> None:
    """New ids, a key of its own in every cell, and a kernel that exists nowhere else."""
    for number, cell in enumerate(tree["cells"]):
        cell["metadata"]["vscode"] = {"languageId": "python"}
        cell["id"] = f"{number:08x}"
    tree["metadata"] = {"kernelspec": {"name": ".venv", "display_name": ".venv (3.12)"}, "orig_nbformat": 4}


def as_nbformat_3(tree: Tree) -> None:
    converted = nbformat.convert(nbformat.from_dict(copy.deepcopy(tree)), 3)
    tree.clear()
    tree.update(converted)


def as_nbformat_4_0(tree: Tree) -> None:
    _without_ids(tree, 0)


def as_nbformat_4_4(tree: Tree) -> None:
    _without_ids(tree, 4)


def _without_ids(tree: Tree, minor: int) -> None:
    for cell in tree["cells"]:
        cell.pop("id", None)
    tree["nbformat_minor"] = minor


def answers_merged_with_checks(tree: Tree) -> None:
    """As Jupyter merges: the first cell's metadata stays."""
    merged: Cells = []
    for cell in tree["cells"]:
        if _is_check(cell) and merged and _is_answer(merged[-1]):
            merged[-1]["source"] += "\n\n" + cell["source"]
        else:
            merged.append(cell)
    tree["cells"] = merged


def answers_split(tree: Tree) -> None:
    """As Jupyter splits: both parts bear the name. The first holds a comment alone."""
    cells: Cells = []
    for cell in tree["cells"]:
        cells.append(cell)
        if _is_answer(cell):
            cells.append(copy.deepcopy(cell))
            cell["source"] = "# first, a thought about this"
    tree["cells"] = cells


def doubled(tree: Tree) -> None:
    tree["cells"] = [each for cell in tree["cells"] for each in (cell, copy.deepcopy(cell))]


def texts_deleted(tree: Tree) -> None:
    """Markdown cells, written answers among them, are gone."""
    tree["cells"] = [each for each in tree["cells"] if each["cell_type"] != "markdown"]


def garbage(tree: Tree) -> None:
    """Outputs and metadata that no schema allows."""
    for number, cell in enumerate(tree["cells"]):
        cell["metadata"].update(tags=5, collapsed="perhaps", name=["?"])
        cell["attachments"] = {"a": 5}
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "display_data"}, None, 7, {"output_type": 3, "text": {}}]
            cell["execution_count"] = "twelve"
        if number % 5 == 0 and not name_of(cell):
            cell["metadata"]["nbgrader"] = ["not", "a", "dict"]
    tree["metadata"] = {"kernelspec": 5, "language_info": "python", "authors": "me"}


DAMAGES: Final[dict[str, Callable[[Tree], None]]] = {
    function.__name__: function
    for function in (
        checks_deleted,
        checks_first,
        checks_last_and_reversed,
        checks_retyped,
        answers_retyped,
        checks_edited,
        checks_that_raise,
        points_changed,
        flags_changed,
        names_changed,
        names_and_ids_changed,
        names_swapped,
        metadata_lost,
        by_colab,
        by_kaggle,
        by_vscode,
        as_nbformat_3,
        as_nbformat_4_0,
        as_nbformat_4_4,
        answers_merged_with_checks,
        answers_split,
        doubled,
        texts_deleted,
        garbage,
    )
}
