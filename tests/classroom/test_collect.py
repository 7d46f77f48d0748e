"""Repositories are looked at, and what was there at the deadline is laid out; whatever students do, it takes one line."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.utils import parse_utc

from autograder.course import Assignment, Course, CourseError, Exercise, Notebook
from autograder.frontends import trees
from autograder.frontends.collection import Collection, Result, State, summary
from autograder.frontends.git import Git
from autograder.frontends.mirrors import Mirror, locked
from tests.classroom import remotes
from tests.classroom.remotes import push

DUE = datetime(2027, 3, 1, 23, 0, tzinfo=UTC)
EARLY, LATER = DUE - timedelta(days=1), DUE - timedelta(hours=1)
AFTER, LONG_AFTER = DUE + timedelta(hours=1), DUE + timedelta(days=1)
ONE, TWO = "01-one.ipynb", "02-two.ipynb"


def notebook(name: str, answer: str) -> bytes:
    """A notebook of one exercise."""
    marks = {"grade_id": name, "locked": False, "grade": False, "solution": True, "schema_version": 3}
    cells = [
        new_code_cell(f"import torch  # what {name} stands on", id="imports"),
        new_code_cell(answer, id=name, metadata={"nbgrader": marks}),
        new_code_cell(f"assert {name} is not None", id=f"check-{name}"),
    ]
    return nbformat.writes(new_notebook(cells=cells)).encode()


def stub(name: str) -> bytes:
    return notebook(name, "raise NotImplementedError()")


def solved(number: int = 0) -> dict[str, bytes | None]:
    """Both notebooks with answers; another ``number`` makes them others."""
    return {ONE: notebook("one", f"one = {number}"), TWO: notebook("two", f"two = {number}")}


@dataclass
class Class:
    """A course without suites, and the host of its students' repositories."""

    course: Course
    hosts: Path
    late: bool = False
    seconds: float = 20

    @property
    def assignment(self) -> Assignment:
        return self.course.assignments[0]

    def student(self, name: str, files: Mapping[str, bytes | None] | None = None) -> Path:
        """A student's repository; without files nothing was ever pushed to it."""
        bare = remotes.remote(self.hosts, name)
        if files:
            push(bare, files, "work")
        return bare

    def collect(
        self, at: datetime, addresses: Mapping[str, str] | None = None, late: bool = False
    ) -> dict[str, Result]:
        """What became of each student at a time."""
        found = addresses or {path.stem: str(path) for path in sorted(self.hosts.glob("*.git"))}
        run = Collection(self.course, self.assignment, late, seconds=self.seconds, now=lambda: at)
        return {result.student: result for result in run.run(found)}

    def one(self, at: datetime, late: bool = False) -> Result:
        """What became of the only student."""
        (result,) = self.collect(at, late=late).values()
        return result

    def folder(self, student: str = "ada") -> Path:
        return self.course.root / "submitted" / student / "work"

    def files(self, student: str = "ada") -> dict[str, bytes]:
        """The notebooks that were laid out."""
        return {path.name: path.read_bytes() for path in self.folder(student).glob("*.ipynb")}

    def time(self, student: str = "ada") -> datetime:
        """When nbgrader believes that it was handed in."""
        found: datetime = parse_utc((self.folder(student) / "timestamp.txt").read_text().strip())
        return found.replace(tzinfo=UTC)

    def mirror(self, student: str = "ada") -> Mirror:
        return Mirror.of(self.course.root / "repositories" / "work", student)


def small_class(root: Path, due: datetime | None = DUE) -> Class:
    notebooks = []
    for name, answer in (("one", "one = 1"), ("two", "two = 2")):
        exercise = Exercise(id=name, questions=(1,), provides=(name,))
        notebooks.append(Notebook(name=f"0{len(notebooks) + 1}-{name}", exercises=(exercise,)))
        for folder, text in (("solutions", notebook(name, answer)), ("assignments", stub(name))):
            (root / folder / "work").mkdir(parents=True, exist_ok=True)
            (root / folder / "work" / notebooks[-1].filename).write_bytes(text)
    assignment = Assignment(name="work", notebooks=tuple(notebooks), due=due)
    course = Course(id="c", title="C", root=root, seed="s", assignments=(assignment,), suites=root / "suites")
    return Class(course, root / "hosts")


@pytest.fixture
def klass(tmp_path: Path) -> Class:
    return small_class(tmp_path)


def test_what_was_pushed_is_laid_out_with_the_time_of_the_look(klass: Class) -> None:
    klass.student("ada", {**solved(), "README.md": b"read me", "data.csv": b"1,2"})
    assert klass.one(EARLY) == Result("ada", State.COLLECTED)
    assert klass.files() == solved() and klass.time() == EARLY
    assert sorted(path.name for path in klass.folder().iterdir()) == [ONE, TWO, "timestamp.txt"]


@pytest.mark.parametrize("date", ["0 +0000", "1000000000 -1200", "4000000000 +1400"])
def test_no_date_in_a_commit_moves_anything(klass: Class, date: str) -> None:
    bare = klass.student("ada")
    push(bare, solved(1), "in time", date="4000000000 +0000")
    klass.one(EARLY)
    late = push(bare, solved(2), "too late", date=date)
    assert f"{late[:7]}, first seen 2027-03-02 00:00:00 UTC, needs --late" in klass.one(AFTER).line
    assert klass.files() == solved(1) and klass.time() == EARLY


def test_the_last_look_by_the_deadline_decides(klass: Class) -> None:
    bare = klass.student("ada", solved(1))
    klass.one(EARLY)
    second = push(bare, solved(2), "better")
    assert klass.one(DUE) == Result("ada", State.COLLECTED)
    third = push(bare, solved(3), "late")
    result = klass.one(AFTER)
    assert (result.state, klass.files(), klass.time()) == (State.UNCHANGED, solved(2), DUE)
    assert result.line == (
        f"ada: pushed after the deadline: {second[:7]} counts; "
        f"{third[:7]}, first seen 2027-03-02 00:00:00 UTC, needs --late"
    )


def test_late_work_is_taken_when_it_is_asked_for(klass: Class) -> None:
    bare = klass.student("ada", solved(1))
    klass.one(EARLY)
    second = push(bare, solved(2), "late")
    result = klass.one(AFTER, late=True)
    assert result.line == f"ada: late: {second[:7]}, first seen 2027-03-02 00:00:00 UTC, counts by --late"
    assert (klass.files(), klass.time()) == (solved(2), AFTER)
    assert klass.one(LONG_AFTER).state is State.COLLECTED
    assert (klass.files(), klass.time()) == (solved(1), EARLY)


def test_without_a_look_by_the_deadline_the_first_one_decides(klass: Class) -> None:
    bare = klass.student("ada", solved(1))
    result = klass.one(AFTER)
    assert (result.state, result.notes, result.late_look) == (State.COLLECTED, (), True)
    assert klass.time() == AFTER
    assert "1 of them were first looked at after the deadline" in " ".join(summary([result], 0, DUE))
    push(bare, solved(2), "later")
    assert klass.one(LONG_AFTER).line.startswith("ada: pushed after the first look: ")
    assert (klass.files(), klass.time()) == (solved(1), AFTER)


def test_without_a_deadline_the_newest_counts(tmp_path: Path) -> None:
    klass = small_class(tmp_path, due=None)
    bare = klass.student("ada", solved(1))
    klass.one(EARLY)
    push(bare, solved(2), "more")
    assert klass.one(LONG_AFTER) == Result("ada", State.COLLECTED)
    assert (klass.files(), klass.time()) == (solved(2), LONG_AFTER)


def test_the_time_is_that_of_the_first_look_at_a_commit_on_any_branch(klass: Class) -> None:
    bare = klass.student("ada", solved(1))
    tried = push(bare, solved(2), "a try", branch="try")
    klass.one(EARLY)
    remotes.reset(bare, tried)
    klass.one(LATER)
    assert (klass.files(), klass.time()) == (solved(2), EARLY)


def test_a_force_push_takes_nothing_away(klass: Class) -> None:
    bare = klass.student("ada")
    first = push(bare, solved(1), "work")
    klass.one(EARLY)
    second = remotes.force_push(bare, solved(2), "all anew")
    remotes.git(bare, "gc", "--prune=now", "--quiet")
    result = klass.one(LATER)
    rewritten = f"its history was rewritten (force-push): {second[:7]} counts; {first[:7]} stays in the mirror"
    assert (result.state, result.line) == (State.COLLECTED, f"ada: {rewritten}")
    assert klass.mirror().git.run("cat-file", "-t", first) == "commit"
    assert klass.one(LATER).line == ""
    third = remotes.force_push(bare, solved(3), "and again")
    assert klass.one(AFTER).line == (
        f"ada: pushed after the deadline, with its history rewritten: {second[:7]} counts; "
        f"{third[:7]}, first seen 2027-03-02 00:00:00 UTC, needs --late"
    )
    assert klass.files() == solved(2)


def test_branches_that_are_gone_leave_what_was_seen(klass: Class) -> None:
    bare = klass.student("ada")
    first = push(bare, solved(1), "work")
    klass.one(EARLY)
    remotes.delete(bare)
    gone = f"ada: its branches are gone; {first[:7]} counts, last seen 2027-02-28 23:00:00 UTC"
    for at in (LATER, AFTER):
        result = klass.one(at)
        assert (result.state, result.line) == (State.UNCHANGED, gone)
    assert klass.files() == solved(1)


def test_an_empty_repository_is_nothing_handed_in(klass: Class) -> None:
    bare = klass.student("ada")
    assert klass.one(EARLY) == Result("ada", State.NOT_SUBMITTED, ("nothing handed in: the repository is empty",))
    assert not (klass.course.root / "submitted").exists()
    late = push(bare, solved(), "late")
    result = klass.one(AFTER)
    assert result.line == (
        f"ada: nothing was handed in at the deadline; {late[:7]} came later, "
        "first seen 2027-03-02 00:00:00 UTC: --late collects it"
    )
    assert result.state is State.NOT_SUBMITTED and not klass.folder().exists()
    assert klass.one(AFTER, late=True).state is State.COLLECTED
