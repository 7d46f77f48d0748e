"""Any file is a notebook or one sentence; any notebook is repaired, and says what was."""

import copy
import json
import logging
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.course import Assignment, Course, CourseError, Exercise, Notebook
from autograder.notebooks import ipynb, nested
from autograder.notebooks import source as notebooks
from autograder.notebooks.intake import find
from autograder.notebooks.ipynb import grade_id, parse, read
from autograder.notebooks.plainfile import MAX_BYTES, UnreadableError
from autograder.notebooks.source import Source

Tree = dict[str, Any]


def graded(name: str, source: str, *, locked: bool, points: int | None = None) -> NotebookNode:
    nbgrader: Tree = {"grade_id": name, "locked": locked, "grade": locked, "solution": not locked, "schema_version": 3}
    if points is not None:
        nbgrader["points"] = points
    return new_code_cell(source, id=name, metadata={"nbgrader": nbgrader, "deletable": False})


def released(*names: str) -> NotebookNode:
    cells = [new_code_cell("import torch", id="imports")]
    for name in names:
        cells += [
            new_markdown_cell(f"Now {name}.", id=f"about-{name}"),
            graded(name, f"def {name}():\n    raise NotImplementedError()", locked=False),
            graded(f"check-{name}", f"assert {name}() == 1", locked=True, points=2),
            new_code_cell(f"{name}()", id=f"use-{name}"),
        ]
    return new_notebook(cells=cells)


def exercises(*names: str) -> tuple[Exercise, ...]:
    return tuple(Exercise(id=name, questions=(1,), provides=(name,)) for name in names)


def write(path: Path, node: NotebookNode | str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    data = node if isinstance(node, bytes) else (node if isinstance(node, str) else json.dumps(node)).encode()
    path.write_bytes(data)
    return path


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Two notebooks of two exercises each, and a table beside them."""
    assignment = Assignment(
        name="hw",
        notebooks=(
            Notebook(name="first", exercises=exercises("a", "b")),
            Notebook(name="second", exercises=exercises("c", "d")),
        ),
    )
    for folder in ("solutions", "assignments"):
        write(tmp_path / folder / "hw" / "first.ipynb", released("a", "b"))
        write(tmp_path / folder / "hw" / "second.ipynb", released("c", "d"))
    write(tmp_path / "solutions" / "hw" / "table.csv", "1,2\n")
    return Course(id="c", title="C", root=tmp_path, seed="s", assignments=(assignment,))


@pytest.fixture
def source(course: Course) -> Source:
    return Source(course, course.assignments[0])


def ids(node: NotebookNode) -> list[str]:
    return [name for cell in node.cells if (name := grade_id(cell))]


def place(node: NotebookNode, name: str) -> int:
    return next(position for position, cell in enumerate(node.cells) if cell.id == name)


def repaired(source: Source, change: Callable[[NotebookNode], object]) -> tuple[NotebookNode, list[str]]:
    """What becomes of the first notebook after a change, when it is read back and repaired."""
    node = released("a", "b")
    change(node)
    return source.notebooks["first"].repaired(parse(json.dumps(node).encode()))


# Files that are no notebooks

NO_NOTEBOOKS: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "it is empty"),
    "blank": (b" \n", "it is empty"),
    "no JSON": (b"import torch\n", "it is not JSON"),
    "cut off": (b'{"cells": [{"cell_type": "code", "sou', "it is not JSON"),
    "binary": (bytes(range(256)) * 8, "it is not"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "not UTF-8"),
    "Latin-1": ('{"cells": [], "name": "café"}'.encode("latin-1"), "not UTF-8"),
    "deep lists": (b"[" * 90_000, "deeply"),
    "deep cells": (b'{"cells": ' * 90_000, "deeply"),
    "a page": (b"<!DOCTYPE html><html></html>", "it is not JSON"),
    "a pointer": (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n", "pointer of Git LFS"),
    "a list": (b"[]", "not a notebook"),
    "a number": (b"5", "not a notebook"),
    "null": (b"null", "not a notebook"),
    "no cells": (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "not a notebook"),
    "other JSON": (b'{"name": "ada"}', "not a notebook"),
    "cells of the wrong type": (b'{"nbformat": 4, "cells": 5}', "not a notebook"),
    "cells are a text": (b'{"nbformat": 4, "cells": ""}', "not a notebook"),
    "cells are a dict": (b'{"nbformat": 4, "cells": {}}', "not a notebook"),
    "a cell of the wrong type": (b'{"nbformat": 4, "cells": [5]}', "not a notebook"),
    "a version of the wrong type": (b'{"nbformat": "four", "cells": []}', "not a notebook"),
    "a minor version of the wrong type": (b'{"nbformat": 4, "nbformat_minor": [], "cells": []}', "not a notebook"),
    "a minor version without an end": (b'{"nbformat": 4, "nbformat_minor": Infinity, "cells": []}', "not a notebook"),
    "a very long number": (b'{"nbformat": ' + b"9" * 10_000 + b', "cells": []}', "it is not JSON"),
    "a source of the wrong type": (b'{"nbformat": 4, "cells": [{"source": [5]}]}', "not a notebook"),
}


@pytest.mark.parametrize(("data", "says"), NO_NOTEBOOKS.values(), ids=NO_NOTEBOOKS)
def test_what_is_no_notebook_is_one_sentence(data: bytes, says: str) -> None:
    with pytest.raises(UnreadableError, match=says) as caught:
        parse(data)
    assert len(str(caught.value)) < 300
    assert "\n" not in str(caught.value)


def test_too_many_cells() -> None:
    cells = [{"cell_type": "code", "source": ""}] * (ipynb.MAX_CELLS + 1)
    with pytest.raises(UnreadableError, match="more than 2000"):
        parse(json.dumps({"nbformat": 4, "cells": cells}).encode())


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.ipynb"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(UnreadableError, match="larger than 20 MB; clear its outputs"):
        read(path)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("folder.ipynb", "it is not a file"),
        ("pipe.ipynb", "it is not a file"),
        ("missing.ipynb", "cannot be read"),
        ("loop.ipynb", "it is a link"),
        ("link.ipynb", "it is a link"),
    ],
)
def test_what_cannot_be_opened_is_one_sentence(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "folder.ipynb").mkdir()
    os.mkfifo(tmp_path / "pipe.ipynb")
    (tmp_path / "loop.ipynb").symlink_to("loop.ipynb")
    (tmp_path / "link.ipynb").symlink_to(write(tmp_path / "real.ipynb", released("a")))
    with pytest.raises(UnreadableError, match=reason):
        read(tmp_path / name)


def test_too_many_parts_are_not_read() -> None:
    with pytest.raises(UnreadableError, match="more than 400000 parts; clear its outputs"):
        parse(b'{"nbformat": 4, "cells": [' + b"[]," * 400_000 + b"0]}")


@pytest.mark.parametrize("text", ['"\\ud800"', '"a\\uDFFFb"', '"\xed\xa0\x80"'])
def test_half_a_pair_is_spelled_out(text: str) -> None:
    cell = '{"cell_type": "markdown", "metadata": {}, "source": ' + text + "}"
    data = ('{"nbformat": 4, "cells": [' + cell + "]}").encode("latin-1")
    try:
        source = parse(data).cells[0].source
    except UnreadableError as error:
        assert "not UTF-8" in str(error)
    else:
        assert "\\ud" in source
        source.encode()


def test_spare_notebooks_are_not_all_read(course: Course, tmp_path: Path) -> None:
    paths = [write(tmp_path / f"copy-{number}.ipynb", released("a")) for number in range(30)]
    paths.append(write(tmp_path / "first.ipynb", released("a")))
    submission = Source(course, course.assignments[0]).submission("ada", paths)
    assert submission.unreadable == ("11 more files",)
    assert "first.ipynb" not in submission.unreadable
    assert any("at most 20 notebooks" in note for note in submission.notes)


# Notebooks of other tools


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_other_encodings_of_unicode_are_read(encoding: str) -> None:
    text = json.dumps(released("a"), ensure_ascii=False)
    assert ids(parse(text.encode(encoding))) == ["a", "check-a"]


def test_missing_metadata_is_completed() -> None:
    cells = [{"cell_type": "code", "source": ["x = 1\n", "y = 2"]}, {"source": "?"}, {"cell_type": "markdown"}]
    node = parse(json.dumps({"nbformat": 4, "cells": cells}).encode())
    assert [cell.cell_type for cell in node.cells] == ["code", "raw", "markdown"]
    assert node.cells[0].source == "x = 1\ny = 2"
    nbformat.validate(node)


def test_nbformat_3_is_upgraded() -> None:
    cell = {"cell_type": "code", "language": "python", "input": ["x = 1\n", "x"], "outputs": [], "metadata": {}}
    tree = {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [{"cells": [cell]}]}
    node = parse(json.dumps(tree).encode())
    assert (node.nbformat, node.cells[0].source) == (4, "x = 1\nx")
    nbformat.validate(node)


def test_reading_a_notebook_logs_nothing(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    with caplog.at_level(logging.DEBUG):
        parse(b'{"nbformat": 4, "nbformat_minor": 0, "cells": [{"cell_type": "code", "execution_count": "x"}]}')
        for version in (b"1", b"2", b"3"):
            with pytest.raises(UnreadableError):
                parse(b'{"nbformat": ' + version + b', "worksheets": [{"cells": [{"cell_type": "code"}]}]}')
    assert caplog.text == ""
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("odd", [5, "code", [], None, {"grade_id": 5}, {"grade_id": ["a"]}, {}])
def test_odd_metadata_is_no_grade_id(odd: Any) -> None:
    cell = {"cell_type": "code", "source": "", "metadata": {"nbgrader": odd}}
    assert ids(parse(json.dumps({"nbformat": 4, "cells": [cell]}).encode())) == []
    cell["metadata"] = odd
    assert ids(parse(json.dumps({"nbformat": 4, "cells": [cell]}).encode())) == []


TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=10,
)
CELLS = st.fixed_dictionaries(
    {},
    optional={
        "id": TREES | st.sampled_from(["a", "check-a", "use-a", "copy-1", "copy-2", "cell-1"]),
        "cell_type": TREES | st.sampled_from(["code", "markdown", "raw"]),
        "source": TREES,
        "input": TREES,
        "metadata": TREES
        | st.fixed_dictionaries(
            {"nbgrader": TREES | st.fixed_dictionaries({"grade_id": TREES | st.sampled_from(["a", "check-a"])})}
        ),
        "outputs": TREES,
        "execution_count": TREES,
        "level": TREES,
    },
)
SHEETS = st.fixed_dictionaries({}, optional={"cells": TREES | st.lists(CELLS | TREES), "metadata": TREES})
NOTEBOOKS = st.fixed_dictionaries(
    {"cells": st.lists(CELLS, max_size=5) | TREES},
    optional={
        "nbformat": st.integers(0, 5) | TREES,
        "nbformat_minor": st.integers(0, 9) | TREES,
        "metadata": TREES,
        "worksheets": st.lists(SHEETS, max_size=2) | TREES,
    },
)


def check_form(node: NotebookNode) -> None:
    assert isinstance(node.cells, list)
    for cell in node.cells:
        assert cell.cell_type in ("code", "markdown", "raw")
        assert isinstance(cell.source, str)
        assert isinstance(cell.metadata, dict)
        assert isinstance(cell.id, str)
    json.dumps(node)


@given(TREES | NOTEBOOKS)
def test_any_json_is_a_notebook_or_unreadable(tree: Any) -> None:
    try:
        check_form(parse(json.dumps(tree).encode()))
    except UnreadableError as error:
        assert "\n" not in str(error)


@given(st.binary(max_size=100))
def test_any_bytes_are_a_notebook_or_unreadable(data: bytes) -> None:
    with suppress(UnreadableError):
        check_form(parse(data))


class Released(notebooks.SourceNotebook):
    """A source that lies in no file."""

    def __init__(self) -> None:
        self.notebook = Notebook(name="first", exercises=exercises("a"))
        self.release = self.solution = parse(json.dumps(released("a")).encode())


@given(st.lists(CELLS, max_size=6))
def test_any_notebook_can_be_repaired(cells: list[Tree]) -> None:
    try:
        node = parse(json.dumps({"nbformat": 4, "cells": cells}).encode())
    except UnreadableError:
        return
    fixed, notes = Released().repaired(node)
    check_form(fixed)
    assert ids(fixed).count("check-a") == 1
    assert ids(fixed).count("a") <= 1
    assert len({cell.id for cell in fixed.cells}) == len(fixed.cells)
    assert all("\n" not in note for note in notes)
    again, _ = Released().repaired(fixed)
    assert [cell.source for cell in again.cells] == [cell.source for cell in fixed.cells]


# Repairs


def test_a_notebook_as_released_needs_no_repair(source: Source) -> None:
    node, notes = repaired(source, lambda node: None)
    assert notes == []
    assert [cell.source for cell in node.cells] == [cell.source for cell in released("a", "b").cells]


def test_an_answer_is_kept(source: Source) -> None:
    def change(node: NotebookNode) -> None:
        node.cells[place(node, "a")].source = "a = lambda: 1"
        node.cells.insert(0, new_code_cell("import numpy"))

    node, notes = repaired(source, change)
    assert notes == []
    assert node.cells[place(node, "a")].source == "a = lambda: 1"
    assert node.cells[0].source == "import numpy"


def test_repair_leaves_what_it_was_given_alone(source: Source) -> None:
    node = parse(json.dumps(released("a")).encode())
    del node.cells[place(node, "check-a")]
    before = json.dumps(node)
    source.notebooks["first"].repaired(node)
    assert json.dumps(node) == before
    assert ids(source.notebooks["first"].release) == ["a", "check-a", "b", "check-b"]


def test_of_a_doubled_answer_the_last_counts(source: Source) -> None:
    def change(node: NotebookNode) -> None:
        again = copy.deepcopy(node.cells[place(node, "a")])
        again.source = "a = lambda: 2"
        node.cells.append(again)

    node, notes = repaired(source, change)
    assert notes[0] == "cell 'a' stands 2 times; the filled-in copy counts"
    assert ids(node) == ["b", "check-b", "a", "check-a"]
    assert node.cells[-2].source == "a = lambda: 2"
    assert len({cell.id for cell in node.cells}) == len(node.cells)


def test_of_a_doubled_check_the_first_counts(source: Source) -> None:
    def change(node: NotebookNode) -> None:
        node.cells.append(copy.deepcopy(node.cells[place(node, "check-a")]))

    node, notes = repaired(source, change)
    assert notes == ["cell 'check-a' stands 2 times; the first copy counts"]
    assert ids(node) == ["a", "check-a", "b", "check-b"]


def test_a_deleted_check_comes_back_in_its_place(source: Source) -> None:
    node, notes = repaired(source, lambda node: node.cells.pop(place(node, "check-a")))
    assert notes == ["the check cell 'check-a' had been deleted and was put back"]
    assert place(node, "check-a") == place(node, "a") + 1
    assert node.cells[place(node, "check-a")].metadata.nbgrader.points == 2


def test_every_deleted_check_comes_back(source: Source) -> None:
    def change(node: NotebookNode) -> None:
        node.cells = [cell for cell in node.cells if not cell.id.startswith("check")]

    node, notes = repaired(source, change)
    assert notes == ["the check cells 'check-a' and 'check-b' had been deleted and were put back"]
    assert ids(node) == ["a", "check-a", "b", "check-b"]


def test_checks_come_back_to_a_notebook_without_cells(source: Source) -> None:
    node, _ = repaired(source, lambda node: node.cells.clear())
    assert ids(node) == ["check-a", "check-b"]


def test_a_deleted_answer_stays_deleted(source: Source) -> None:
    node, _ = repaired(source, lambda node: node.cells.pop(place(node, "a")))
    assert ids(node) == ["check-a", "b", "check-b"]


def test_a_changed_check_is_put_back(source: Source) -> None:
    def change(node: NotebookNode) -> None:
        node.cells[place(node, "check-a")].source = "print('all right')"

    node, notes = repaired(source, change)
    assert notes == ["the locked cell 'check-a' had been changed and was put back"]
    assert node.cells[place(node, "check-a")].source == "assert a() == 1"


def test_changed_points_are_put_back(source: Source) -> None:
    def change(node: NotebookNode) -> None:
        node.cells[place(node, "check-a")].metadata.nbgrader.update(points=1000, locked=False)
        node.cells[place(node, "a")].metadata.nbgrader.update(points=1000, grade=True)

    node, _ = repaired(source, change)
    assert node.cells[place(node, "check-a")].metadata == released("a").cells[3].metadata
    assert node.cells[place(node, "a")].metadata == released("a").cells[2].metadata


@pytest.mark.parametrize("kind", ["markdown", "raw"])
def test_a_retyped_answer_is_code_again(source: Source, kind: str) -> None:
    def change(node: NotebookNode) -> None:
        cell = node.cells[place(node, "a")]
        cell.cell_type, cell.source = kind, "a = lambda: 1"
        del cell["outputs"], cell["execution_count"]

    node, notes = repaired(source, change)
    assert notes == [f"cell 'a' had become a {kind} cell and was made a code cell again"]
    assert node.cells[place(node, "a")].source == "a = lambda: 1"
    nbformat.validate(node)


def test_a_retyped_check_is_put_back(source: Source) -> None:
    def change(node: NotebookNode) -> None:
        node.cells[place(node, "check-a")].cell_type = "raw"

    node, notes = repaired(source, change)
    assert len(notes) == 1
    assert node.cells[place(node, "check-a")].cell_type == "code"
    nbformat.validate(node)


def test_lost_metadata_is_found_by_the_cells_id(source: Source) -> None:
    def change(node: NotebookNode) -> None:
        for cell in node.cells:
            cell.metadata.clear()

    node, notes = repaired(source, change)
    assert ids(node) == ["a", "check-a", "b", "check-b"]
    assert notes == ["4 cells had lost their nbgrader metadata, which was put back"]


def test_a_grade_id_of_the_students_own_does_not_count(source: Source) -> None:
    def change(node: NotebookNode) -> None:
        node.cells.append(graded("bonus", "points = 100", locked=True, points=100))
        node.cells[place(node, "a")].metadata.nbgrader.grade_id = "renamed"

    node, notes = repaired(source, change)
    assert "bonus" not in ids(node)
    assert any("'bonus' is not one of the assignment's" in note for note in notes)
    assert node.cells[-1].source == "points = 100"


def test_check_cells_are_not_run(source: Source, tmp_path: Path) -> None:
    submitted = source.submission("ada", [write(tmp_path / "first.ipynb", released("a", "b"))]).notebook("first")
    assert [cell.grade_id for cell in submitted.cells] == [None, "a", None, "b", None]
    assert [cell.number for cell in submitted.cells] == [1, 3, 5, 7, 9]


# Which file is which notebook


def both(folder: Path) -> list[Path]:
    return [write(folder / "first.ipynb", released("a", "b")), write(folder / "second.ipynb", released("c", "d"))]


def test_notebooks_are_matched_by_name(source: Source, tmp_path: Path) -> None:
    submission = source.submission("ada", both(tmp_path / "in"))
    assert submission.notes == ()
    assert [each.node is not None for each in submission.notebooks] == [True, True]
    assert [path.name for path in submission.files] == ["table.csv"]


def test_a_renamed_notebook_is_matched_by_its_cells(source: Source, tmp_path: Path) -> None:
    first, second = both(tmp_path / "in")
    odd = second.rename(second.with_name("first (1).ipynb"))
    submission = source.submission("ada", [first, odd])
    assert submission.notes == ("'first (1).ipynb' was read as second.ipynb; keep the name when you submit",)
    assert ids(submission.notebook("second").node) == ["c", "check-c", "d", "check-d"]


def test_swapped_names_do_not_hide_a_notebook(source: Source, tmp_path: Path) -> None:
    first, second = both(tmp_path / "in")
    data = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(data)
    submission = source.submission("ada", [first, second])
    answers = {name for each in submission.notebooks for cell in each.cells if (name := cell.grade_id)}
    assert answers == {"a", "b", "c", "d"} or submission.notes


def test_a_spare_notebook_is_told(source: Source, tmp_path: Path) -> None:
    spare = write(tmp_path / "in" / "scratch.ipynb", new_notebook(cells=[new_code_cell("1")]))
    submission = source.submission("ada", [*both(tmp_path / "in"), spare])
    assert submission.notes == ("'scratch.ipynb' is not part of hw and was not graded",)


def test_a_strange_notebook_is_not_taken_for_a_missing_one(source: Source, tmp_path: Path) -> None:
    spare = write(tmp_path / "in" / "scratch.ipynb", new_notebook(cells=[new_code_cell("1")]))
    submission = source.submission("ada", [both(tmp_path / "in")[0], spare])
    assert submission.notebook("second").node is None
    assert "second.ipynb was not submitted" in submission.notes


def test_a_broken_notebook_is_told_and_the_other_is_read(source: Source, tmp_path: Path) -> None:
    first, second = both(tmp_path / "in")
    submission = source.submission("ada", [first, write(second, "{")])
    assert submission.unreadable == ("second.ipynb",)
    assert submission.notes[0].startswith("second.ipynb: it is not JSON")
    assert submission.notebook("first").node is not None
    assert submission.notebook("second").absence == "second.ipynb could not be read"


def test_nothing_was_submitted(source: Source) -> None:
    submission = source.submission("ada", [])
    assert [each.node for each in submission.notebooks] == [None, None]
    assert submission.notes == ("first.ipynb was not submitted", "second.ipynb was not submitted")


def test_checkpoints_are_no_notebooks(tmp_path: Path) -> None:
    real = write(tmp_path / "real.ipynb", released("a"))
    write(tmp_path / ".ipynb_checkpoints" / "real-checkpoint.ipynb", released("a"))
    assert notebooks.notebook_files(tmp_path) == [real]


@pytest.mark.parametrize("broken", ["assignments", "solutions"])
def test_a_course_without_its_notebooks_is_the_courses_fault(course: Course, broken: str) -> None:
    path = course.root / broken / "hw" / "first.ipynb"
    path.unlink()
    with pytest.raises(
        CourseError,
        match={"assignments": r"first\.ipynb.*autograder release", "solutions": r"first\.ipynb.*course_config"}[broken],
    ):
        Source(course, course.assignments[0])


# Which of several files counts


def with_work(*names: str, done: int) -> NotebookNode:
    """A released notebook of these exercises, of which the first ``done`` are answered."""
    node = released(*names)
    for name in names[:done]:
        node.cells[place(node, name)].source = f"def {name}():\n    return 1"
    return node


def answered(submission: notebooks.Submission, name: str) -> int:
    return sum("return 1" in cell.source for cell in submission.notebook(name).cells)


COPIES = {
    "the name's file is as released": ({"first-original.ipynb": 0, "first-solved.ipynb": 2}, "first-solved.ipynb"),
    "the one with more answers": ({"first (1).ipynb": 1, "first (2).ipynb": 2}, "first (2).ipynb"),
    "the alphabet does not decide": ({"a.ipynb": 1, "b.ipynb": 2, "c.ipynb": 0}, "b.ipynb"),
    "nor does the name": ({"first.ipynb": 1, "first-final.ipynb": 2}, "first-final.ipynb"),
    "unless there is as much": ({"first.ipynb": 2, "Copy of first.ipynb": 2}, "first.ipynb"),
    "names that differ in case": ({"First.ipynb": 2, "FIRST.ipynb": 1}, "First.ipynb"),
    "of such, with as much": ({"first-2.ipynb": 1, "FIRST.ipynb": 1}, "FIRST.ipynb"),
    "a copy that was answered": ({"first.ipynb": 0, "backup.ipynb": 1}, "backup.ipynb"),
}


@pytest.mark.parametrize("case", COPIES)
def test_of_several_copies_the_one_with_work_counts(source: Source, tmp_path: Path, case: str) -> None:
    files, wanted = COPIES[case]
    paths = [write(tmp_path / name, with_work("a", "b", done=done)) for name, done in files.items()]
    for order in (paths, paths[::-1]):
        submission = source.submission("ada", order)
        assert answered(submission, "first") == files[wanted]
        said = " ".join(submission.notes)
        assert wanted == "first.ipynb" or f"{wanted!r} was read as first.ipynb" in said
        assert all(repr(name) in said for name in files if name not in (wanted, "first.ipynb"))


@pytest.mark.parametrize("name", ["café.ipynb", "cafe\u0301.ipynb", "CAFÉ.ipynb", " café.ipynb"])
def test_a_name_in_another_form_of_unicode_fits(course: Course, tmp_path: Path, name: str) -> None:
    notebook = Notebook(name="first", exercises=exercises("a", "b"))
    assert notebooks.plain_name(name) == notebooks.plain_name("café.ipynb")
    assert notebooks.plain_name(notebook.filename) == "first"


@pytest.mark.parametrize(
    "name",
    [
        "first.ipynb.txt",
        "first.ipynb.json",
        "first.IPYNB",
        "first.ipynb ",
        "first.ipynb (1)",
        "first.Ipynb.TXT",
        "first .ipynb",
        "first.ipynb.crdownload",
        "first.ipynb.bak",
    ],
)
def test_an_odd_ending_is_read(source: Source, tmp_path: Path, name: str) -> None:
    write(tmp_path / name, with_work("a", "b", done=2))
    (tmp_path / "crops.csv").write_text("")
    submission = source.submission("ada", notebooks.notebook_files(tmp_path))
    assert answered(submission, "first") == 2
    assert f"{name!r} was read as first.ipynb; keep the name when you submit" in submission.notes


@pytest.mark.parametrize("name", ["first.py", "first.html", "first.txt", "ipynb", "first.ipynbx"])
def test_what_is_called_otherwise_is_no_notebook(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("")
    assert notebooks.notebook_files(tmp_path) == []


def test_swapped_names_are_put_right(source: Source, tmp_path: Path) -> None:
    write(tmp_path / "second.ipynb", with_work("a", "b", done=2))
    write(tmp_path / "first.ipynb", with_work("c", "d", done=1))
    submission = source.submission("ada", notebooks.notebook_files(tmp_path))
    assert (answered(submission, "first"), answered(submission, "second")) == (2, 1)
    assert len(submission.notes) == 2


@pytest.mark.parametrize("name", ["first.ipynb", "other.ipynb"])
@pytest.mark.parametrize("known", [True, False])
def test_a_notebook_of_another_assignment_is_said_to_be_one(
    course: Course, tmp_path: Path, name: str, known: bool
) -> None:
    theirs = released("x", "y")
    if known:
        write(tmp_path / "assignments" / "warm-up" / "other.ipynb", theirs)
        other = Assignment(name="warm-up", notebooks=(Notebook(name="other", exercises=exercises("x", "y")),))
        course = course.model_copy(update={"assignments": (*course.assignments, other)})
    write(tmp_path / "in" / name, theirs)
    submission = Source(course, course.assignments[0]).submission("ada", notebooks.notebook_files(tmp_path / "in"))
    assert all(each.node is None for each in submission.notebooks)
    owner = "warm-up" if known else "another assignment"
    assert f"{name!r} is a notebook of {owner}, not of hw, and was not graded" in submission.notes


# As released

EDITORS: dict[str, Callable[[str], str]] = {
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "a lone CR": lambda text: text.replace("\n", "\r"),
    "blanks at line ends": lambda text: "\n".join(f"{line}  " for line in text.splitlines()),
    "stripped": lambda text: "\n".join(line.rstrip() for line in text.splitlines()).strip(),
    "a last newline": lambda text: text + "\n",
    "blank lines": lambda text: "\n\n" + text.replace("\n", "\n\n") + "\n\n",
    "tabs for blanks": lambda text: text.replace("    ", "\t"),
    "tabs at line ends": lambda text: text.replace("\n", "\t\n"),
}


@pytest.mark.parametrize("editor", EDITORS)
def test_what_an_editor_changed_in_blanks_alone_is_as_released(source: Source, editor: str) -> None:
    """One notion for answers, checks, other code and prose: the repaired text is the released one itself."""

    def change(node: NotebookNode) -> None:
        for cell in node.cells:
            cell.source = EDITORS[editor](cell.source)

    node, notes = repaired(source, change)
    assert notes == []
    assert [cell.source for cell in node.cells] == [cell.source for cell in released("a", "b").cells]
    assert source.notebooks["first"].untouched(node)


# What answers say


def test_what_answers_say_is_the_same_under_any_name_and_with_any_metadata(source: Source, tmp_path: Path) -> None:
    node = with_work("a", "b", done=2)
    plain = source.submission("ada", [write(tmp_path / "first.ipynb", node)])
    for cell in node.cells:
        cell.metadata.clear()
        cell.metadata["colab"] = {"id": "x"}
        cell.source = cell.source.replace("\n", "\r\n")
    odd = source.submission("bob", [write(tmp_path / "Copy of first.ipynb", node)])
    assert source.answers_digest(plain) == source.answers_digest(odd)


@pytest.mark.parametrize("change", ["return 2", "return 1  # so"])
def test_another_answer_says_something_else(source: Source, tmp_path: Path, change: str) -> None:
    node = with_work("a", "b", done=2)
    one = source.submission("ada", [write(tmp_path / "first.ipynb", node)])
    node.cells[place(node, "b")].source = f"def b():\n    {change}"
    other = source.submission("ada", [write(tmp_path / "first.ipynb", node)])
    assert source.answers_digest(one) != source.answers_digest(other)


@pytest.mark.parametrize("part", [" ", ".ipynb", ".ipynb ", ".ipynb (1)", ".ipynb.a"])
def test_a_name_as_a_zip_may_have_it_takes_no_time(part: str) -> None:
    """The name's author chooses it; what grows with the square of its length would take minutes here."""
    assert not notebooks.is_notebook(part * 10_000 + "/")
    assert notebooks.plain_name(part * 10_000 + "x")


# Work in folders


NESTED = {
    "a folder and another name": ({"first.ipynb": 0, "homework/HW 1 final.ipynb": 2}, 2),
    "a folder and the right name": ({"first.ipynb": 0, "homework/first.ipynb": 1}, 1),
    "a folder's copy as released": ({"first.ipynb": 0, "homework/HW.ipynb": 0}, 0),
    "work in both": ({"first.ipynb": 1, "homework/HW.ipynb": 2}, 1),
    "in folders alone": ({"homework/HW.ipynb": 2, "old/HW.ipynb": 1}, 2),
    "hidden": ({"first.ipynb": 0, ".ipynb_checkpoints/first.ipynb": 2, "__MACOSX/first.ipynb": 2}, 0),
}


@pytest.mark.parametrize("case", NESTED)
@pytest.mark.parametrize("way", ["folder", "student", "class", "zip", "nbgrader"])
def test_work_in_a_folder_is_read_where_what_lies_beside_it_is_as_released(
    course: Course, source: Source, tmp_path: Path, case: str, way: str
) -> None:
    files, done = NESTED[case]
    top = tmp_path / "submitted"
    base = {"student": top / "ada", "class": top / "ada", "nbgrader": top / "ada" / "hw"}.get(way, top)
    for name, answers in {**files, "second.ipynb": 0}.items():
        (base / name).parent.mkdir(parents=True, exist_ok=True)
        write(base / name, with_work("c" if name == "second.ipynb" else "a", "b", done=answers))
    write(base / "second.ipynb", released("c", "d"))
    given = base if way == "student" else top
    if way == "zip":
        given = Path(shutil.make_archive(str(tmp_path / "ada"), "zip", top))
    (tmp_path / "scratch").mkdir()
    (found,), problems = find([given], course.assignments[0], tmp_path / "scratch")
    submission = nested.submitted(source, found.name, found.notebooks, {}, found.nested)
    assert not problems and answered(submission, "first") == done
    told = [note for note in submission.notes if "was taken from a folder" in note]
    taken = (done and "first.ipynb" not in files) or done > files.get("first.ipynb", 0)
    assert bool(told) is bool(taken)


def test_the_folders_of_other_students_are_not_read(course: Course, source: Source, tmp_path: Path) -> None:
    for place in ("submitted", "submitted/ada/hw"):
        (tmp_path / place).mkdir(parents=True)
    write(tmp_path / "submitted" / "first.ipynb", released("a", "b"))
    write(tmp_path / "submitted" / "ada" / "hw" / "first.ipynb", with_work("a", "b", done=2))
    (found,), _ = find([tmp_path / "submitted"], course.assignments[0], tmp_path)
    assert found.nested == ()


def test_work_in_a_folder_that_cannot_be_read_is_told(source: Source, tmp_path: Path) -> None:
    paths = both(tmp_path / "in")
    (tmp_path / "in" / "homework").mkdir()
    write(tmp_path / "in" / "homework" / "mine.ipynb", "<<<<<<< HEAD")
    submission = nested.submitted(source, "ada", paths, {}, nested.nested_files(tmp_path / "in"))
    assert submission.notes[-1].startswith("'homework/mine.ipynb' lies in a folder and was not graded: it is not JSON")
