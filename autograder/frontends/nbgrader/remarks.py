"""What is said of the files of one submission when nbgrader grades it: lines that name the student and the file."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.frontends.repositories.trees import told
from autograder.notebooks.source import Submission


def remarks(submission: Submission, student: str) -> Iterator[str]:
    """A line for each file that cannot be read, is missing or goes by another name, and one for all repairs."""
    missing = {each.absence for each in submission.notebooks if each.node is None}
    of_files = list(told(submission))
    for note in of_files:
        yield _line(f"{student}: {note}" + (": 0 of its points" if note in missing else ""))
    if repairs := len(submission.notes) - len(of_files):
        things = "1 thing was" if repairs == 1 else f"{repairs} things were"
        yield _line(f"{student}: {things} repaired in the notebooks; the feedback tells what")


def _line(text: str) -> str:
    """One line, whatever a file is called."""
    return "".join(each if each.isprintable() else "?" for each in text)
