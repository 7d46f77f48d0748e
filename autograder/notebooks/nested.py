"""Work in folders of a submission: it is read where a notebook beside those folders is missing or as released."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from nbformat import NotebookNode

from autograder.notebooks.ipynb import Allowance, read
from autograder.notebooks.plainfile import UnreadableError
from autograder.notebooks.source import LIKE_ENOUGH, Source, Submission, is_notebook, plain_name

DEEPEST: Final = 5
"""Folders within folders that are looked through."""
MAX_LOOKED: Final = 100
"""Notebooks in folders that are looked into."""


def nested_files(folder: Path) -> tuple[Path, ...]:
    """The notebooks in the folders of a folder, the nearest first; nothing hidden, and no link is followed."""
    found: list[Path] = []
    for place, folders, files in os.walk(folder):
        here = Path(place)
        depth = len(here.relative_to(folder).parts)
        folders[:] = [each for each in folders if not hidden(each)] if depth < DEEPEST else []
        found += [here / name for name in files if depth and is_notebook(name) and not hidden(name)]
    return tuple(sorted(found, key=lambda path: (len(path.parts), path))[:MAX_LOOKED])


def hidden(name: str) -> bool:
    """Whether a file or a folder is called like one that programs keep for themselves."""
    return name.startswith((".", "__"))


def waiting(source: Source, submission: Submission) -> set[str]:
    """The names of the notebooks that nobody has worked on: missing ones, and such as are as released."""
    return {
        each.notebook.name
        for each in submission.notebooks
        if each.node is None or source.notebooks[each.notebook.name].untouched(each.node)
    }


def has_work(source: Source, name: str, node: NotebookNode, wanted: Collection[str]) -> bool:
    """Whether a file is, by its cells, one of the wanted notebooks and has an answer.

    One that only its name makes a wanted notebook is taken to have some: so it is told what became of it.
    """
    likeness = {each: notebook.likeness(node) for each, notebook in source.notebooks.items()}
    best = max(likeness, key=likeness.__getitem__)
    if likeness[best] > LIKE_ENOUGH:
        return best in wanted and source.notebooks[best].work(node) > 0
    return any(plain_name(name) == plain_name(source.notebooks[each].notebook.filename) for each in wanted)


def submitted(
    source: Source, name: str, paths: Sequence[Path], refused: Mapping[str, str], nested: Sequence[Path]
) -> Submission:
    """What a student handed in as ``paths``, with the work in the ``nested`` files that it lacks."""
    submission = source.submission(name, paths, refused)
    wanted = waiting(source, submission) if nested else set()
    if not wanted:
        return submission
    allowance, more, notes = Allowance(), [], []
    for path in nested:
        shown = f"{path.parent.name}/{path.name}"
        try:
            node = read(path, allowance)
        except UnreadableError as error:
            notes.append(f"{shown!r} lies in a folder and was not graded: {error}")
            continue
        if has_work(source, path.name, node, wanted):
            more.append(path)
            notes.append(f"{shown!r} was taken from a folder; it belongs beside the others")
    if more:
        submission = source.submission(name, [*paths, *more], refused)
    return replace(submission, notes=(*submission.notes, *notes))
