"""Whatever happened to a notebook, it has the release's form again, and the student's lines are where they were."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode

from autograder.course import load_course
from autograder.notebooks.ipynb import grade_id, parse
from autograder.notebooks.repairs import normal
from autograder.notebooks.source import Source, SourceNotebook
from tests.damage import DAMAGES

COURSE = load_course(Path(__file__).parent)
SOURCE = Source(COURSE, COURSE.assignments[0])
NAMES = [*SOURCE.notebooks]

GIVE_UP_TEXTS = {"texts_deleted"}
"""Damage that takes what the student wrote with it."""


def solved(source: SourceNotebook) -> dict[str, Any]:
    """The released notebook with the solutions' answers, as JSON."""
    tree: dict[str, Any] = json.loads(json.dumps(source.release))
    for cell in tree["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        if name in source.solutions:
            cell["source"] = source.solutions[name]
        elif name.startswith("written-"):
            cell["source"] = cell["source"].replace("YOUR ANSWER HERE", f"Mine, on {name}: rain makes apples.")
    return tree


def after(source: SourceNotebook, tree: dict[str, Any]) -> tuple[NotebookNode, list[str]]:
    return source.repaired(parse(json.dumps(tree).encode()))


def by_name(node: NotebookNode) -> dict[str, NotebookNode]:
    names = [name for cell in node.cells if (name := grade_id(cell))]
    assert len(set(names)) == len(names)
    return {str(grade_id(cell)): cell for cell in node.cells if grade_id(cell)}


def has_the_releases_form(source: SourceNotebook, node: NotebookNode) -> None:
    nbformat.validate(node)
    cells, released = by_name(node), by_name(source.release)
    assert len({cell.id for cell in node.cells}) == len(node.cells)
    for name, cell in cells.items():
        assert cell.metadata == released[name].metadata
        assert cell.cell_type == released[name].cell_type
    for name, trusted in released.items():
        if trusted.metadata.nbgrader.grade:
            assert name in cells
        if trusted.metadata.nbgrader.locked:
            assert cells[name].source == trusted.source
    order = [*cells]
    for exercise in source.notebook.exercises:
        if exercise.id in cells:
            assert order.index(exercise.id) < order.index(exercise.check_cell)


def keeps_the_answers(source: SourceNotebook, node: NotebookNode, texts: bool) -> None:
    cells = by_name(node)
    for name, text in source.solutions.items():
        assert normal(cells[name].source).startswith(normal(text)), name
    for answer in source.notebook.written:
        assert (f"Mine, on {answer.id}" in cells[answer.id].source) is texts


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", NAMES)
def test_damage_is_repaired(name: str, damage: str) -> None:
    source = SOURCE.notebooks[name]
    tree = solved(source)
    DAMAGES[damage](tree)
    node, notes = after(source, tree)
    has_the_releases_form(source, node)
    keeps_the_answers(source, node, damage not in GIVE_UP_TEXTS)
    assert all("\n" not in note for note in notes)
    again, more = source.repaired(node)
    assert (again, more) == (node, [])


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_to_a_notebook_without_answers_is_repaired(damage: str) -> None:
    source = SOURCE.notebooks["02-built-ins"]
    tree = json.loads(json.dumps(source.release))
    DAMAGES[damage](tree)
    node, _ = after(source, tree)
    has_the_releases_form(source, node)
    assert source.untouched(node) is (damage not in ("answers_split", "answers_merged_with_checks"))


# Together some take more than can be told apart: a name that is someone else's, on a cell without an id of its own.
TOGETHER = sorted(
    {*DAMAGES} - {"as_nbformat_3", "names_swapped", "answers_merged_with_checks", "texts_deleted", "answers_split"}
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(TOGETHER), min_size=2, max_size=4, unique=True), st.sampled_from(NAMES))
def test_several_kinds_of_damage_are_repaired_together(kinds: list[str], name: str) -> None:
    source = SOURCE.notebooks[name]
    tree = solved(source)
    for kind in sorted(kinds, key=lambda kind: (kind.startswith(("by_", "as_", "metadata")), kind == "garbage")):
        if tree["nbformat"] == 4:
            DAMAGES[kind](tree)
    node, _ = after(source, tree)
    has_the_releases_form(source, node)
    keeps_the_answers(source, node, True)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_cells_that_were_moved_doubled_and_dropped_give_a_whole_notebook(data: st.DataObject) -> None:
    source = SOURCE.notebooks["02-built-ins"]
    tree = solved(source)
    places = data.draw(st.lists(st.integers(0, len(tree["cells"]) - 1), max_size=80))
    tree["cells"] = [copy.deepcopy(tree["cells"][place]) for place in places]
    for cell in tree["cells"]:
        for part in data.draw(st.sets(st.sampled_from(["id", "metadata", "source", "outputs"]), max_size=2)):
            cell.pop(part, None)
    node, _ = after(source, tree)
    has_the_releases_form(source, node)


def test_a_definition_in_another_cell_is_the_answer() -> None:
    """Who deletes the answer cell and writes a new one keeps the points."""
    source = SOURCE.notebooks["01-from-scratch"]
    tree = solved(source)
    place = next(at for at, cell in enumerate(tree["cells"]) if cell["id"] == "mse")
    tree["cells"][place] = {"cell_type": "code", "id": "own", "metadata": {}, "source": source.solutions["mse"]}
    node, notes = after(source, tree)
    assert by_name(node)["mse"].id == "own"
    assert notes == ["cell 'mse' had lost its nbgrader metadata, which was put back"]


def test_a_cell_of_ones_own_is_left_alone() -> None:
    source = SOURCE.notebooks["01-from-scratch"]
    tree = solved(source)
    own = {
        "cell_type": "code",
        "id": "own",
        "metadata": {},
        "source": "def helper(a):\n    return a\n\nmse_of_mine = 3",
    }
    tree["cells"].insert(5, own)
    node, notes = after(source, tree)
    assert notes == [] and node.cells[5].source == own["source"] and grade_id(node.cells[5]) is None


def test_a_stub_that_was_kept_below_the_answer_does_not_undo_it() -> None:
    source = SOURCE.notebooks["01-from-scratch"]
    tree = solved(source)
    place = next(at for at, cell in enumerate(tree["cells"]) if cell["id"] == "mse")
    stub = {**copy.deepcopy(tree["cells"][place]), "id": "kept", "source": source.stubs["mse"]}
    tree["cells"].insert(place + 1, stub)
    node, notes = after(source, tree)
    assert "kept" not in [cell.id for cell in node.cells]
    assert notes == ["cell 'mse' stands 2 times; the filled-in copy counts"]


def test_a_deleted_answer_is_told() -> None:
    source = SOURCE.notebooks["01-from-scratch"]
    tree = solved(source)
    tree["cells"] = [cell for cell in tree["cells"] if cell["id"] != "mse"]
    node, notes = after(source, tree)
    assert "mse" not in by_name(node)
    assert notes == ["the answer cell 'mse' is missing; copy it from the assignment and put your lines into it"]


@pytest.mark.parametrize("copies", [1, 2])
@pytest.mark.parametrize("marked", [True, False])
def test_an_answer_in_the_cell_of_its_check_is_the_answer(copies: int, marked: bool) -> None:
    """Written over the check, whose cell may be there twice, by who has deleted the answer's cell."""
    source = SOURCE.notebooks["01-from-scratch"]
    tree = solved(source)
    place = next(at for at, cell in enumerate(tree["cells"]) if cell["id"] == "check-mse")
    written = {**copy.deepcopy(tree["cells"][place]), "source": source.solutions["mse"]}
    if not marked:
        written["metadata"] = {}
    tree["cells"][place : place + 1] = [copy.deepcopy(written) for _ in range(copies)]
    tree["cells"] = [cell for cell in tree["cells"] if cell["id"] != "mse"]
    node, notes = after(source, tree)
    has_the_releases_form(source, node)
    assert by_name(node)["mse"].source == source.solutions["mse"]
    assert after(source, json.loads(json.dumps(node)))[0] == node
    assert len(notes) == len(set(notes))
