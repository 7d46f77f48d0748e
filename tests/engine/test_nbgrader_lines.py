"""The lines of nbgrader's commands: each names a student or a thing, and is true."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from tests.engine import test_nbgrader
from tests.engine.test_nbgrader import NAME, RIGHT, grades, hand_in, run

pytestmark = pytest.mark.finds("what nbgrader's commands say of files, lateness and grades that do not belong together")

released = test_nbgrader.released
root = test_nbgrader.root


def of(said: str, student: str) -> list[str]:
    """What was said of one student, without the program's name."""
    return [told for line in said.splitlines() if (told := line.partition("] ")[2]).startswith(f"{student}: ")]


def test_what_is_amiss_with_files_is_told_by_nbgrader_too(root: Path) -> None:
    (hand_in(root, "jay", RIGHT) / "nb.ipynb").write_text('{"cells": [ {"cell_type": "code", ')
    page = hand_in(root, "kim", RIGHT) / "nb.ipynb"
    page.write_text("<!DOCTYPE html><html></html>")
    renamed = hand_in(root, "gus", RIGHT) / "nb.ipynb"
    renamed.rename(renamed.with_name("nb (1).ipynb"))
    other = hand_in(root, "mia", RIGHT) / "nb.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[]), other)
    other.rename(other.with_name("poems.ipynb"))
    hurt = hand_in(root, "lee", RIGHT) / "nb.ipynb"
    node = nbformat.read(hurt, as_version=4)
    node.cells = [cell for cell in node.cells if cell.id != "check-mse"]
    nbformat.write(node, hurt)
    hand_in(root, "ada", RIGHT)

    said = run(root, "nbgrader", "autograde", NAME)
    assert "No submitted file" not in said
    assert len(of(said, "jay")) == 2 and "jay: nb.ipynb: " in said
    assert "kim: nb.ipynb: " in said
    assert "gus: 'nb (1).ipynb' was read as nb.ipynb" in said and "gus: 4 of 4" in said
    assert "mia: 'poems.ipynb' is not part of hw" in said
    assert "mia: nb.ipynb was not submitted: 0 of its points" in said
    assert "lee: 1 thing was repaired" in said and len(of(said, "lee")) == 2
    assert len(of(said, "ada")) == 1


def test_lateness_is_not_told_in_lines_that_name_nobody(root: Path) -> None:
    for student, when in (
        ("ada", "2026-03-01 05:00:00"),
        ("bob", "2026-03-01 00:00:01"),
        ("cy", "2026-03-09 05:00:00"),
    ):
        (hand_in(root, student, RIGHT) / "timestamp.txt").write_text(f"{when} UTC")
    said = run(root, "nbgrader", "autograde", NAME)
    assert "seconds late" not in said and "Late submission penalty" not in said
    assert "ada: 4 of 4" in said
    with grades(root) as found:
        assert found["notebook"].late_submission_penalty


def test_autograde_with_nothing_new_says_so(root: Path) -> None:
    hand_in(root, "ada", RIGHT)
    assert "nothing new" not in run(root, "nbgrader", "autograde", NAME)
    assert "hw: nothing new to grade" in run(root, "nbgrader", "autograde", NAME)
