"""Repositories are looked at, and what was there at the deadline is laid out; whatever is odd takes one line."""

from __future__ import annotations

import base64
import errno
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from zoneinfo import ZoneInfo

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.utils import parse_utc

from autograder.course import Assignment, Course, CourseError, Exercise, LatePolicy, Notebook
from autograder.course.deadline import Deadline
from autograder.frontends.repositories import git
from autograder.frontends.repositories.collection import Collection, Result, State, summary
from autograder.frontends.repositories.mirrors import Mirror, locked
from autograder.notebooks.source import Source
from tests.classroom import remotes
from tests.classroom.remotes import push

pytestmark = pytest.mark.finds("what git itself makes of repositories that are odd")

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
    text: str = nbformat.writes(new_notebook(cells=cells))
    return text.encode()


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
    notebooks: list[Notebook] = []
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
        f"ada: pushed after the last look before the deadline (2027-03-01 23:00:00 UTC): {second[:7]} counts; "
        f"{third[:7]}, first seen 2027-03-02 00:00:00 UTC, needs --late"
    )


def test_minutes_of_grace_belong_to_the_deadline(klass: Class) -> None:
    bare = klass.student("ada", solved(1))
    klass.course = klass.course.model_copy(update={"late": LatePolicy(grace_minutes=61)})
    klass.collect(EARLY)
    push(bare, solved(2), "in the last hour")
    assert klass.one(AFTER) == Result("ada", State.COLLECTED)
    assert (klass.files(), klass.time()) == (solved(2), AFTER)
    push(bare, solved(3), "too late")
    assert "needs --late" in klass.one(LONG_AFTER).line
    assert klass.files() == solved(2)


@pytest.mark.parametrize(
    "due",
    [
        datetime(2027, 10, 31, 2, 50, tzinfo=ZoneInfo("Europe/Berlin")),
        datetime(2027, 11, 7, 1, 50, tzinfo=ZoneInfo("America/New_York")),
        datetime(2027, 4, 4, 1, 50, tzinfo=ZoneInfo("Australia/Lord_Howe")),
        datetime(2027, 3, 28, 1, 50, tzinfo=ZoneInfo("Europe/Berlin")),
    ],
    ids=lambda due: due.tzinfo.key,
)
def test_grace_is_minutes_also_where_clocks_change(tmp_path: Path, due: datetime) -> None:
    """The penalty and what counts agree about one push: 15 minutes of grace, and 20 minutes after the due date."""
    klass = small_class(tmp_path, due)
    klass.course = klass.course.model_copy(update={"late": LatePolicy(grace_minutes=15, percent_per_day=10)})
    bare = klass.student("ada", solved(1))
    moment = due.astimezone(UTC)
    klass.one(moment + timedelta(minutes=14))
    push(bare, solved(2), "20 minutes late")
    assert "needs --late" in klass.one(moment + timedelta(minutes=20)).line
    assert klass.files() == solved(1)
    deadline = Deadline.of(klass.course, klass.assignment)
    assert deadline is not None
    assert [deadline.days_late(moment + timedelta(minutes=each)) for each in (14, 20)] == [0, 1]


def test_late_work_is_taken_when_it_is_asked_for(klass: Class) -> None:
    bare = klass.student("ada", solved(1))
    klass.one(EARLY)
    second = push(bare, solved(2), "late")
    result = klass.one(AFTER, late=True)
    assert result.line == f"ada: late: {second[:7]}, first seen 2027-03-02 00:00:00 UTC, counts by --late"
    assert (klass.files(), klass.time()) == (solved(2), AFTER)
    again = klass.one(LONG_AFTER)
    assert again.state is State.COLLECTED and f"went back from {second[:7]} to" in again.line
    assert (klass.files(), klass.time()) == (solved(1), EARLY)


def test_without_a_look_by_the_deadline_the_first_one_decides(klass: Class) -> None:
    bare = klass.student("ada", solved(1))
    result = klass.one(AFTER)
    assert (result.state, result.notes, result.late_look) == (State.COLLECTED, (), True)
    assert klass.time() == AFTER
    assert "first looked at after the deadline (2027-03-01 23:00 UTC): ada;" in " ".join(summary([result], 0, DUE))
    push(bare, solved(2), "later")
    assert klass.one(LONG_AFTER).line.startswith("ada: pushed after the first look (2027-03-02 00:00:00 UTC): ")
    assert (klass.files(), klass.time()) == (solved(1), AFTER)


def test_without_a_deadline_the_newest_counts(tmp_path: Path) -> None:
    klass = small_class(tmp_path, due=None)
    bare = klass.student("ada", solved(1))
    klass.one(EARLY)
    push(bare, solved(2), "more")
    assert klass.one(LONG_AFTER) == Result("ada", State.COLLECTED)
    assert (klass.files(), klass.time()) == (solved(2), LONG_AFTER)


def test_the_time_is_that_of_the_first_look_at_a_commit_on_what_counts(klass: Class) -> None:
    bare = klass.student("ada", solved(1))
    tried = push(bare, solved(2), "a try", branch="try")
    klass.one(EARLY)
    remotes.reset(bare, tried)
    klass.one(LATER)
    assert (klass.files(), klass.time()) == (solved(2), LATER)


def merged(bare: Path, sha: str) -> None:
    remotes.reset(bare, sha)


def made_default(bare: Path, sha: str) -> None:
    remotes.default_branch(bare, "try")


def without_its_branch(bare: Path, sha: str) -> None:
    remotes.reset(bare, sha)
    remotes.delete(bare, "try")


@pytest.mark.parametrize("change", [merged, made_default, without_its_branch])
def test_work_that_was_in_time_on_another_branch_alone_is_late_in_every_word(
    klass: Class, change: Callable[[Path, str], None]
) -> None:
    bare = klass.student("ada", solved(1))
    first = remotes.git(bare, "rev-parse", "main")
    tried = branch(bare, "try", solved(2))
    klass.one(EARLY)
    change(bare, tried)
    seen = (
        f"{tried[:7]}, first seen on the default branch 2027-03-02 00:00:00 UTC "
        "(on 'try', which did not count then, 2027-02-28 23:00:00 UTC)"
    )
    assert klass.one(AFTER).line == (
        "ada: on the default branch only after the last look before the deadline (2027-02-28 23:00:00 UTC): "
        f"{first[:7]} counts; {seen}, needs --late"
    )
    assert (klass.files(), klass.time()) == (solved(1), EARLY)
    assert klass.one(LONG_AFTER, late=True).line == f"ada: late: {seen}, counts by --late"
    assert (klass.files(), klass.time()) == (solved(2), AFTER)
    assert f"went back from {tried[:7]} to {first[:7]}, which was in time" in klass.one(LONG_AFTER).line
    assert (klass.files(), klass.time()) == (solved(1), EARLY)


def test_work_on_branches_of_which_none_counted_is_late_in_every_word(klass: Class) -> None:
    bare = klass.student("ada")
    tried = push(bare, solved(2), "work", branch="try")
    push(bare, solved(3), "work", branch="other")
    klass.one(EARLY)
    remotes.reset(bare, tried)
    assert "came later, first seen on the default branch 2027-03-02 00:00:00 UTC (on 'try'" in klass.one(AFTER).line
    assert klass.one(LONG_AFTER, late=True).line.startswith(f"ada: late: {tried[:7]}, first seen on the default")
    assert klass.time() == AFTER


def test_an_earlier_commit_that_comes_back_after_the_deadline_was_in_time(klass: Class) -> None:
    bare = klass.student("ada", solved(1))
    first = remotes.git(bare, "rev-parse", "main")
    klass.one(EARLY)
    second = push(bare, solved(2), "more")
    klass.one(LATER)
    remotes.reset(bare, first)
    assert klass.one(AFTER).line.startswith("ada: went back to an earlier commit after the last look before")
    assert klass.one(LONG_AFTER, late=True).line.startswith(
        f"ada: {first[:7]} counts by --late: it was there in time, first seen 2027-02-28 23:00:00 UTC, "
    )
    assert klass.time() == EARLY
    assert f"went back from {first[:7]} to {second[:7]}, which was in time" in klass.one(LONG_AFTER).line
    assert (klass.files(), klass.time()) == (solved(2), LATER)


def test_a_force_push_takes_nothing_away(klass: Class) -> None:
    bare = klass.student("ada")
    first = push(bare, solved(1), "work")
    klass.one(EARLY)
    second = remotes.force_push(bare, solved(2), "all anew")
    remotes.git(bare, "gc", "--prune=now", "--quiet")
    result = klass.one(LATER)
    rewritten = f"its history was rewritten (force-push): {second[:7]} counts; {first[:7]} stays in the mirror"
    assert (result.state, result.line) == (State.COLLECTED, f"ada: {rewritten}")
    assert klass.mirror().git.run("for-each-ref", "--format=%(objectname)", f"refs/kept/{first}") == first
    klass.mirror().git.run("gc", "--prune=now", "--quiet")
    assert klass.mirror().git.run("cat-file", "-t", first) == "commit"
    assert klass.one(LATER).line == ""
    third = remotes.force_push(bare, solved(3), "and again")
    assert klass.one(AFTER).line == (
        "ada: pushed after the last look before the deadline (2027-03-01 22:00:00 UTC), with its history rewritten: "
        f"{second[:7]} counts; "
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
        "ada: nothing was there at the last look before the deadline (2027-02-28 23:00:00 UTC); "
        f"{late[:7]} came later, first seen 2027-03-02 00:00:00 UTC: --late collects it"
    )
    assert result.state is State.NOT_SUBMITTED and not klass.folder().exists()
    assert klass.one(AFTER, late=True).state is State.COLLECTED


def test_a_repository_as_released_says_so(klass: Class) -> None:
    klass.student("ada", {ONE: stub("one"), TWO: stub("two")})
    for _ in range(2):
        result = klass.one(EARLY)
        assert (result.state, result.line) == (State.AS_RELEASED, "ada: as released: nothing is done yet")


def test_a_repository_without_notebooks_says_so(klass: Class) -> None:
    bare = klass.student("ada")
    sha = push(bare, {"README.md": b"soon"}, "no work")
    result = klass.one(EARLY)
    assert (result.state, result.line) == (State.NOT_SUBMITTED, f"ada: no notebook in it ({sha[:7]})")
    assert not klass.folder().parent.exists()


def test_notebooks_that_were_taken_away_again_leave_what_was_collected(klass: Class) -> None:
    bare = klass.student("ada", solved(1))
    klass.one(EARLY)
    push(bare, {ONE: None, TWO: None}, "away with it")
    result = klass.one(LATER)
    assert result.state is State.NOT_SUBMITTED and result.line.endswith("; submitted/ada/work keeps what it has")
    assert klass.files() == solved(1)


def test_a_missing_and_a_renamed_notebook_are_named_as_grading_will_read_them(klass: Class) -> None:
    klass.student("ada", {"My homework.ipynb": notebook("one", "one = 1")})
    for _ in range(2):
        assert klass.one(EARLY).notes == (
            "'My homework.ipynb' was read as 01-one.ipynb; keep the name when you submit",
            "02-two.ipynb was not submitted",
        )
    assert list(klass.files()) == ["My homework.ipynb"]


def test_a_merge_conflict_is_told(klass: Class) -> None:
    text = solved()[ONE]
    assert text is not None
    conflict = text.replace(b' "cells"', b'<<<<<<< HEAD\n "cells"', 1)
    klass.student("ada", {**solved(), ONE: conflict})
    (note,) = klass.one(EARLY).notes
    assert note.startswith("01-one.ipynb: it is not JSON: a merge conflict (<<<<<<<) stands in it; ")
    assert klass.files()[ONE] == conflict


def test_notebooks_in_folders_are_taken_where_one_is_not_at_the_root(klass: Class) -> None:
    one, two = notebook("one", "one = 1"), notebook("two", "two = 2")
    files = {ONE: one, f"a/{ONE}": stub("one"), f"z/{TWO}": two, f"b/c/{TWO}": stub("two"), "b/other.ipynb": one}
    hidden = {f".ipynb_checkpoints/{TWO}": stub("two"), f"__MACOSX/{TWO}": b"x", f".{TWO}": b"x"}
    klass.student("ada", {**files, **hidden})
    assert klass.one(EARLY).notes == (
        "'z/02-two.ipynb' was taken from a folder; it belongs at the root",
        "'b/c/02-two.ipynb' was taken from a folder; it belongs at the root",
        "'b_c_02-two.ipynb' is 02-two.ipynb as well, with 0 answers: the one with 1 was graded",
    )
    assert klass.files() == {ONE: one, TWO: two, f"b_c_{TWO}": stub("two")}


def test_a_renamed_notebook_at_the_root_goes_before_one_in_a_folder(klass: Class) -> None:
    klass.student("ada", {"hw.ipynb": notebook("one", "one = 1"), TWO: stub("two"), f"old/{ONE}": stub("one")})
    assert set(klass.files()) == set() and klass.one(EARLY).state is State.COLLECTED
    assert set(klass.files()) == {"hw.ipynb", TWO}


def test_a_renamed_notebook_in_a_folder_is_found(klass: Class) -> None:
    klass.student("ada", {ONE: notebook("one", "one = 1"), "hw/two.ipynb": notebook("two", "two = 2")})
    assert klass.one(EARLY).notes[1].startswith("'two.ipynb' was read as 02-two.ipynb")
    assert set(klass.files()) == {ONE, "two.ipynb"}


def test_work_in_a_folder_goes_before_what_is_as_released_at_the_root(klass: Class) -> None:
    klass.student("ada", {ONE: notebook("one", "one = 1"), TWO: stub("two"), f"work/{TWO}": notebook("two", "two = 2")})
    result = klass.one(EARLY)
    assert f"'work/{TWO}' was taken from a folder; it belongs at the root" in result.notes
    assert klass.files()[f"work_{TWO}"] == notebook("two", "two = 2")
    submission = Source(klass.course, klass.assignment).submission("ada", sorted(klass.folder().glob("*.ipynb")))
    node = submission.notebook("02-two").node
    assert node is not None and "two = 2" in [cell.source for cell in node.cells]


STUBS = {ONE: stub("one"), TWO: stub("two")}
UNTOUCHED = {
    "a folder and another name": ({**STUBS, "homework/HW 1 final.ipynb": solved()[ONE]}, "homework/HW 1 final.ipynb"),
    "two folders with one name": (
        {**STUBS, "hw1/hw.ipynb": solved()[ONE], "hw2/hw.ipynb": solved()[TWO], "hw.ipynb": b"{}"},
        "hw2/hw.ipynb",
    ),
    "the other one's name": ({**STUBS, f"homework/{TWO}": solved()[ONE]}, f"homework/{TWO}"),
    "released in one folder, worked on in another": (
        {TWO: stub("two"), f"a/{ONE}": stub("one"), f"z/{ONE}": solved()[ONE]},
        f"z/{ONE}",
    ),
    "one that cannot be read": ({**STUBS, ONE: b"<<<<<<< HEAD", "homework/mine.ipynb": solved()[ONE]}, "mine.ipynb"),
}
"""Work in a folder, beside files as they were released: the repository, and what the line has to name."""


@pytest.mark.parametrize("case", UNTOUCHED)
def test_work_anywhere_goes_before_a_file_as_released(klass: Class, case: str) -> None:
    files, named = UNTOUCHED[case]
    klass.student("ada", files)
    result = klass.one(EARLY)
    assert result.state is State.COLLECTED and named in result.line
    submission = Source(klass.course, klass.assignment).submission("ada", sorted(klass.folder().glob("*.ipynb")))
    done = {cell.source for each in submission.notebooks if each.node for cell in each.node.cells}
    assert "one = 0" in done and ("two = 0" in done) is (solved()[TWO] in files.values())


def test_work_in_a_folder_that_cannot_be_read_is_told(klass: Class) -> None:
    klass.student("ada", {**STUBS, "homework/mine.ipynb": b"<<<<<<< HEAD"})
    assert "'homework/mine.ipynb' lies in a folder and was not taken: it is not JSON" in klass.one(EARLY).line


def test_what_is_no_work_on_a_notebook_is_left_in_its_folder_in_silence(klass: Class) -> None:
    other = notebook("three", "three = 3")
    klass.student("ada", {**solved(), TWO: stub("two"), f"copy/{TWO}": stub("two"), "lectures/l1.ipynb": other})
    assert klass.one(EARLY) == Result("ada", State.COLLECTED)
    assert set(klass.files()) == {ONE, TWO}


@pytest.mark.parametrize("better", ["week1", "week2"])
def test_of_copies_in_folders_the_one_with_the_answer_counts(klass: Class, better: str) -> None:
    files: dict[str, bytes | None] = {f"{each}/{ONE}": stub("one") for each in ("week1", "week2")}
    klass.student("ada", {**files, f"{better}/{ONE}": notebook("one", "one = 5"), TWO: stub("two")})
    assert klass.one(EARLY).state is State.COLLECTED
    submission = Source(klass.course, klass.assignment).submission("ada", sorted(klass.folder().glob("*.ipynb")))
    done = {cell.source for each in submission.notebooks if each.node for cell in each.node.cells}
    assert "one = 5" in done


@pytest.mark.parametrize("target", [f"real/{ONE}", "real/x.ipynb"])
def test_a_link_does_not_hide_the_notebook_that_it_leads_to(klass: Class, target: str) -> None:
    bare = klass.student("ada", {target: notebook("one", "one = 5"), TWO: stub("two")})
    remotes.link(bare, ONE, target)
    line = klass.one(EARLY).line
    assert f"'{ONE}' is a link" in line and f"'{target}' was taken from a folder" in line


def test_a_repository_within_the_repository_is_told(klass: Class) -> None:
    bare = klass.student("ada", {"README.md": b"x"})
    remotes.entry(bare, "work", remotes.SUBMODULE, "1" * 40)
    assert "'work' is a repository of its own, and what is in it was not pushed here" in klass.one(EARLY).line


def test_branches_that_do_not_count_are_named_where_nothing_is_done(klass: Class) -> None:
    bare = klass.student("ada", {ONE: stub("one"), TWO: stub("two")})
    push(bare, solved(), "all of it", branch="dev")
    assert klass.one(EARLY).line.endswith("nothing is done yet (there are other branches, which do not count: 'dev')")


def branch(bare: Path, name: str, files: Mapping[str, bytes | None] | None = None, message: str = "work") -> str:
    """A branch of the default one, with a commit of its own where some files are given; its tip."""
    remotes.reset(bare, remotes.git(bare, "rev-parse", "main"), name)
    return push(bare, files, message, branch=name) if files else remotes.git(bare, "rev-parse", name)


def test_newer_work_on_another_branch_is_told_in_one_line(klass: Class) -> None:
    bare = klass.student("ada", solved(1))
    branch(bare, "dev", solved(2))
    told = "ada: newer work is on another branch, which does not count: 'dev'"
    assert [klass.one(EARLY).line for _ in range(2)] == [told, told]
    assert klass.files() == solved(1)
    remotes.reset(bare, remotes.git(bare, "rev-parse", "dev"))
    assert klass.one(LATER).line == ""
    assert klass.files() == solved(2)


def test_work_that_comes_to_another_branch_later_is_told(klass: Class) -> None:
    bare = klass.student("ada", {ONE: stub("one"), TWO: stub("two")})
    assert klass.one(EARLY).line == "ada: as released: nothing is done yet"
    branch(bare, "dev")
    assert klass.one(EARLY).line == "ada: as released: nothing is done yet"
    push(bare, solved(1), "work", branch="dev")
    assert klass.one(LATER).line.endswith("nothing is done yet (there are other branches, which do not count: 'dev')")
    push(bare, solved(2), "too late", branch="dev")
    assert "'dev'" in klass.one(AFTER).line


def test_a_merged_branch_is_silent(klass: Class) -> None:
    bare = klass.student("ada", solved(1))
    base = remotes.git(bare, "rev-parse", "main")
    ways = {}
    for number, way in enumerate(("merged", "squashed", "rebased"), start=2):
        remotes.reset(bare, base, way)
        push(bare, {f"{way}.txt": b"notes", **solved(number)}, way, branch=way)
        ways[way] = push(bare, {f"{way}.py": b"x = 1"}, "and more", branch=way)
    tree = remotes.git(bare, "rev-parse", "merged^{tree}")
    merge = remotes.git(bare, "commit-tree", "-m", "merge", "-p", base, "-p", ways["merged"], tree)
    remotes.reset(bare, merge)
    push(bare, {"squashed.txt": b"notes", "squashed.py": b"x = 1", **solved(3)}, "all of it at once")
    push(bare, {"rebased.txt": b"notes", **solved(4)}, "rebased")
    push(bare, {"rebased.py": b"x = 1"}, "and more", date="1800000000 +0000")
    assert klass.one(EARLY).line == ""
    push(bare, solved(5), "and more", branch="squashed")
    assert klass.one(LATER).line.endswith("which does not count: 'squashed'")


def test_a_branch_that_was_left_behind_is_silent(klass: Class) -> None:
    bare = klass.student("ada", solved(1))
    branch(bare, "try", solved(2))
    assert "'try'" in klass.one(EARLY).line
    push(bare, solved(3), "another way")
    assert klass.one(LATER) == Result("ada", State.COLLECTED)


def test_a_branch_that_was_merged_too_late_is_told_once(klass: Class) -> None:
    bare = klass.student("ada", solved(1))
    klass.one(EARLY)
    remotes.reset(bare, branch(bare, "dev", solved(2)))
    (note,) = klass.one(AFTER).notes
    assert note.startswith("pushed after the last look before the deadline")


def test_thirty_branches_of_a_bot_are_one_line(klass: Class) -> None:
    bare = klass.student("ada", solved(1))
    for number in range(30):
        branch(bare, f"bot/pip-{number:02}", {"requirements.txt": f"torch=={number}".encode()})
    (note,) = klass.one(EARLY).notes
    assert note == (
        "newer work is on 30 other branches, which do not count: 'bot/pip-00', 'bot/pip-01', 'bot/pip-02' and 27 more"
    )


def test_feedback_on_a_branch_of_another_name_is_nobodys_work(klass: Class) -> None:
    bare = klass.student("ada", solved(1))
    branch(bare, "grades", {"FEEDBACK.md": b"3 of 4"}, "Feedback\n\n[skip ci]\n\nAutograder-Report: 0123\n")
    assert klass.one(EARLY) == Result("ada", State.COLLECTED)
    push(bare, {"FEEDBACK.md": b"Autograder-Report: is fine"}, "Not Autograder-Report: mine", branch="mine")
    assert klass.one(LATER).line.endswith("which does not count: 'mine'")


def test_of_two_branches_that_one_look_finds_the_later_date_is_newer(klass: Class) -> None:
    for name, date in (("ada", "1800000000 +0000"), ("bob", "1600000000 +0000"), ("cyd", remotes.LONG_AGO)):
        push(klass.student(name, solved(1)), solved(2), "beside it", branch="dev", date=date)
    lines = {name: result.line for name, result in klass.collect(EARLY).items()}
    assert lines == {"ada": "ada: newer work is on another branch, which does not count: 'dev'", "bob": "", "cyd": ""}


def test_what_is_in_the_way_of_one_student_costs_no_other(klass: Class) -> None:
    for name in ("ada", "bob"):
        klass.student(name, solved())
    (klass.course.root / "submitted").mkdir()
    (klass.course.root / "submitted" / "ada").write_text("a file")
    found = klass.collect(EARLY)
    assert (found["ada"].state, found["bob"].state) == (State.IN_THE_WAY, State.COLLECTED)
    assert "submitted/ada" in found["ada"].line


def test_links_submodules_and_folders_in_place_of_notebooks_are_left_out(klass: Class) -> None:
    bare = klass.student("ada", {"README.md": b"x"})
    remotes.link(bare, ONE, "/etc/passwd")
    remotes.entry(bare, TWO, remotes.SUBMODULE, "1" * 40)
    push(bare, {"03.ipynb/x": b"x", f"a/{TWO}": notebook("two", "two = 2")}, "more")
    assert klass.one(EARLY).notes[:3] == (
        "'01-one.ipynb' is a link and was left out; commit the file itself",
        "'02-two.ipynb' is a submodule and was left out; commit the file itself",
        "'03.ipynb' is a folder and was left out; commit the file itself",
    )
    assert klass.files() == {TWO: notebook("two", "two = 2")}


ASCII: Mapping[str, str] = {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
"""A locale that cannot write what is not ASCII; Python would take another by itself."""
COLLECTING = """
import json, sys
from pathlib import Path
from tests.classroom.test_collect import EARLY, small_class

for name, result in small_class(Path(sys.argv[1])).collect(EARLY, json.loads(sys.argv[2])).items():
    print(ascii((name, str(result.state), result.line)))
print(sys.getfilesystemencoding())
"""


def in_ascii(root: Path, addresses: Mapping[str, str] | None = None) -> list[str]:
    """What comes of a class where the locale has ASCII alone; the repositories are there."""
    command = [sys.executable, "-c", COLLECTING, str(root), json.dumps(addresses)]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], env={**os.environ, **ASCII}, capture_output=True)
    assert not done.returncode, done.stderr.decode()
    *lines, locale = done.stdout.decode().splitlines()
    assert locale == "ascii"
    return lines


def test_a_name_that_the_locale_cannot_write_is_its_students_line(klass: Class, tmp_path: Path) -> None:
    klass.student("ada", solved(1))
    files = {"l\u00f6sung.ipynb": notebook("one", "one = 3"), "\u540d.ipynb": notebook("two", "two = 3")}
    klass.student("bob", files)
    bare = klass.student("cyd", solved(2))
    branch(bare, "\u00e9t\u00e9", solved(3))
    ada, bob, cyd = in_ascii(tmp_path)
    assert ada == "('ada', 'collected', '')"
    assert r"'l\xf6sung.ipynb' is called 'l_sung-" in bob and r"'\u540d.ipynb' is called '_-" in bob
    assert "collected" in bob and sorted(klass.files("bob").values()) == sorted(filter(None, files.values()))
    assert cyd.startswith("('cyd', 'collected'") and r"\xe9t\xe9" in cyd


NAMES = ["\u00dcbung 1 (final).ipynb", "\u540d.ipynb", "u\u0308bung.ipynb"]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_another_locale_is_no_edit(klass: Class, tmp_path: Path, name: str) -> None:
    bare = klass.student("ada", {name: notebook("one", "one = 3")})
    klass.one(EARLY)
    (line,) = in_ascii(tmp_path)
    assert line.startswith("('ada', 'unchanged'") and "edited" not in line
    push(bare, solved(2), "more")
    (line,) = in_ascii(tmp_path)
    assert line.startswith("('ada', 'collected'") and klass.files()[ONE] == solved(2)[ONE]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_written_where_it_cannot_be_is_no_edit(klass: Class, tmp_path: Path, name: str) -> None:
    klass.student("ada", {name: notebook("one", "one = 3")})
    (line,) = in_ascii(tmp_path)
    assert "'collected'" in line
    result = klass.one(EARLY)
    assert result.state == State.UNCHANGED and "edited" not in result.line


@pytest.mark.parametrize("name", NAMES)
def test_an_edit_is_seen_in_any_locale(klass: Class, tmp_path: Path, name: str) -> None:
    klass.student("ada", {name: notebook("one", "one = 3")})
    klass.one(EARLY)
    (klass.folder() / name).write_bytes(notebook("one", "one = 4"))
    (line,) = in_ascii(tmp_path)
    assert "was edited since it was collected, and stays so" in line
    (klass.folder() / name).rename(klass.folder() / "other.ipynb")
    assert "was edited since it was collected, and stays so" in klass.one(EARLY).line


CONFIG = """
from pathlib import Path
from autograder.course import Assignment, Course, Exercise, Notebook

NOTEBOOKS = tuple(
    Notebook(name=name, exercises=(Exercise(id=name[3:], questions=(1,), provides=(name[3:],)),))
    for name in ("01-one", "02-two")
)
COURSE = Course(
    id="c", title="C", root=Path(__file__).parent, seed="s", assignments=(Assignment(name="work", notebooks=NOTEBOOKS),)
)
"""


def test_the_command_tells_names_that_the_locale_cannot_write(klass: Class, tmp_path: Path) -> None:
    klass.student("ada", solved(1))
    klass.student("bob", {**solved(2), "l\u00f6sung.ipynb": notebook("one", "one = 3")})
    (tmp_path / "course_config.py").write_text(CONFIG, encoding="utf-8")
    roster = "id,repository\njos\u00e9,hosts/ada.git\nada,hosts/ada.git\nbob,hosts/bob.git\n"
    (tmp_path / "roster.csv").write_text(roster, encoding="utf-8")
    command = [sys.executable, "-m", "autograder", "collect", "roster.csv"]
    env = {**os.environ, **ASCII, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, errors="replace")
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert r"jos\xe9: this machine's locale (ascii) has no '\xe9'; set LC_ALL=C.UTF-8 and collect again" in done.stderr
    assert r"bob: 'l\xf6sung.ipynb' is called 'l_sung-" in done.stdout
    assert klass.files("ada") == solved(1)


@pytest.mark.parametrize("name", ["jos\u00e9", "\u540d", "z\u0308e"])
def test_an_id_that_the_locale_cannot_write_is_its_students_line(klass: Class, tmp_path: Path, name: str) -> None:
    klass.student("ada", solved(1))
    address = str(tmp_path / "hosts" / "ada.git")
    first, ada = in_ascii(tmp_path, {name: address, "ada": address})
    assert "not replaced" in first and "set LC_ALL=C.UTF-8 and collect again" in first
    assert ada == "('ada', 'collected', '')"


@pytest.mark.parametrize("name", ["n" * 237, "n" * 240, "n" * 244, "n" * 250, "n" * 300, "\u00e9" * 125])
def test_an_id_that_is_no_file_name_is_its_students_line(klass: Class, name: str) -> None:
    """Too long for the mirror, for the record of looks or for what was laid out; nothing is begun for it."""
    address = str(klass.student("ada", solved(1)))
    found = klass.collect(EARLY, {name: address, "ada": address})
    first = found[name]
    assert first.state == State.IN_THE_WAY
    assert first.line.startswith(f"{name}: no file can be called '{name}")
    assert "(File name too long); give the student another id, a short one, in the roster and collect" in first.line
    assert found["ada"].state == State.COLLECTED
    assert [path.name for path in (klass.course.root / "submitted").iterdir()] == ["ada"]
    assert {path.name.partition(".")[0] for path in klass.mirror().path.parent.iterdir()} == {"ada", "lock"}


def test_a_record_that_cannot_be_read_is_its_students_line(klass: Class) -> None:
    address = str(klass.student("ada", solved(1)))
    klass.mirror("bob").record.path.mkdir(parents=True)
    found = klass.collect(EARLY, {"bob": address, "ada": address})
    assert "bob.looks.jsonl" in found["bob"].line and found["ada"].state == State.COLLECTED


@pytest.mark.parametrize("number", [errno.EILSEQ, errno.ENAMETOOLONG, errno.EINVAL])
def test_a_name_that_a_file_system_does_not_take_costs_its_file_alone(
    klass: Class, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    klass.student("ada", {**solved(1), "odd.ipynb": notebook("one", "one = 2")})
    klass.student("bob", solved(1))
    write = Path.write_bytes

    def refusing(path: Path, data: bytes) -> int:
        if path.name == "odd.ipynb":
            raise OSError(number, "not here", str(path))
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", refusing)
    found = klass.collect(EARLY)
    assert found["bob"] == Result("bob", State.COLLECTED)
    assert found["ada"].line == "ada: 'odd.ipynb' cannot have its name here (not here); rename it and push again"
    assert klass.files("ada") == solved(1)


@pytest.mark.parametrize("partial", [False, True], ids=["fetched", "left on the host"])
def test_a_large_file_is_left_out(klass: Class, partial: bool) -> None:
    bare = klass.student("ada")
    remotes.git(bare, "config", "core.bigFileThreshold", "1m")
    remotes.git(bare, "config", "uploadpack.allowFilter", str(partial).lower())
    push(bare, {**solved(), ONE: b"0" * (21 << 20)}, "work")
    result = klass.one(EARLY)
    assert result.line == (
        "ada: '01-one.ipynb' is larger than 20 MB and was left out; clear its outputs and push again; "
        "01-one.ipynb was not submitted"
    )
    assert list(klass.files()) == [TWO]
    large = remotes.git(bare, "rev-parse", f"main:{ONE}")
    known = klass.mirror().git.run("cat-file", "--batch-check", given=f"{large}\n".encode())
    assert known.endswith("missing") is partial
    push(bare, solved(2), "smaller")
    assert klass.one(LATER) == Result("ada", State.COLLECTED)


@pytest.mark.parametrize("partial", [False, True], ids=["fetched", "left on the host"])
def test_large_files_that_are_no_notebooks_are_told(klass: Class, partial: bool) -> None:
    bare = klass.student("ada")
    remotes.git(bare, "config", "core.bigFileThreshold", "1m")
    remotes.git(bare, "config", "uploadpack.allowFilter", str(partial).lower())
    push(bare, {**solved(), "runs/model.pt": b"0" * (26 << 20), "small.pt": b"0"}, "work")
    said = "ada: 'runs/model.pt' is larger than 20 MB, and not collected: only notebooks are"
    assert klass.one(EARLY) == Result("ada", State.COLLECTED, (said.removeprefix("ada: "),))
    assert klass.files() == solved()
    assert klass.one(LATER).line == said  # as long as it lies there


def test_names_that_no_file_should_have_are_made_plain(klass: Class) -> None:
    odd = ["\x1b[31mred.ipynb", "a\nb.ipynb", "c:d?.ipynb", "x" * 240 + ".ipynb", "\u202exx.ipynb", "-rf.ipynb"]
    klass.student("ada", {**solved(), **dict.fromkeys(odd, b"{}")})
    klass.one(EARLY)
    names = set(klass.files()) - {ONE, TWO}
    assert len(names) == len(odd)
    assert all(name.isprintable() and len(name) <= 200 and not set(name) & set('/:?\\*"<>|') for name in names)


def test_a_name_that_is_not_utf_8_is_made_plain(klass: Class) -> None:
    bare = klass.student("ada", solved())
    remotes.fast_import(bare, [b"M 100644 inline \xff\xfe.ipynb\ndata 2\n{}\n"], "latin", "main")
    assert klass.one(EARLY).state is State.COLLECTED
    assert set(klass.files()) == {ONE, TWO, "_xff_xfe.ipynb"}


def test_more_notebooks_than_anybody_reads_are_left_out(klass: Class) -> None:
    klass.student("ada", {**{f"{number}.ipynb": b"{}" for number in range(30)}, **solved()})
    assert "12 notebooks more than the 20 that it may have were left out" in klass.one(EARLY).notes
    assert len(klass.files()) == 20 and {ONE, TWO} < set(klass.files())


def test_nothing_changes_where_the_same_commit_lies_there(klass: Class) -> None:
    klass.student("ada", solved())
    klass.one(EARLY)
    before = {path: path.stat() for path in [klass.folder(), *klass.folder().iterdir()]}
    assert klass.one(AFTER) == Result("ada", State.UNCHANGED)
    after = {path: path.stat() for path in [klass.folder(), *klass.folder().iterdir()]}
    assert {path: (each.st_ino, each.st_mtime_ns) for path, each in before.items()} == {
        path: (each.st_ino, each.st_mtime_ns) for path, each in after.items()
    }


def test_a_time_that_an_instructor_corrected_stays_as_long_as_the_commit_does(klass: Class) -> None:
    bare = klass.student("ada", solved(1))
    klass.one(EARLY)
    (klass.folder() / "timestamp.txt").write_text("2027-01-01 00:00:00 UTC")
    assert klass.one(LATER) == Result("ada", State.UNCHANGED)
    assert klass.time() == datetime(2027, 1, 1, tzinfo=UTC)
    push(bare, solved(2), "more")
    assert klass.one(LATER) == Result("ada", State.COLLECTED)
    assert klass.time() == LATER


def test_work_that_was_edited_since_is_left_and_told(klass: Class) -> None:
    bare = klass.student("ada", solved(1))
    klass.one(EARLY)
    (klass.folder() / ONE).write_bytes(b"mended by hand")
    assert klass.one(EARLY).notes == ("submitted/ada/work was edited since it was collected, and stays so",)
    sha = push(bare, solved(2), "more")
    result = klass.one(LATER)
    assert (result.state, klass.files()[ONE]) == (State.IN_THE_WAY, b"mended by hand")
    assert result.line == (
        f"ada: submitted/ada/work was edited since it was collected and is not replaced by {sha[:7]}; "
        "move it away and collect again"
    )
    klass.folder().rename(klass.folder().with_name("away"))
    assert klass.one(LATER).state is State.COLLECTED and klass.files() == solved(2)


def test_work_that_came_another_way_is_left_and_told(klass: Class) -> None:
    klass.student("ada", solved(1))
    klass.folder().mkdir(parents=True)
    (klass.folder() / ONE).write_bytes(b"by mail")
    result = klass.one(EARLY)
    assert result.state is State.IN_THE_WAY
    assert result.notes[0].startswith("submitted/ada/work was not made by this command and is not replaced by ")
    assert [path.name for path in klass.folder().parent.iterdir()] == ["work"] and klass.files() == {ONE: b"by mail"}


def test_a_link_in_place_of_the_folder_is_left(klass: Class, tmp_path: Path) -> None:
    klass.student("ada", solved(1))
    (elsewhere := tmp_path / "elsewhere").mkdir()
    klass.folder().parent.mkdir(parents=True)
    klass.folder().symlink_to(elsewhere)
    assert klass.one(EARLY).state is State.IN_THE_WAY
    assert not list(elsewhere.iterdir())


def test_who_is_not_asked_about_is_left_alone(klass: Class) -> None:
    klass.student("ada", solved(1))
    other = klass.folder("zoe") / ONE
    other.parent.mkdir(parents=True)
    other.write_bytes(b"hers")
    assert list(klass.collect(EARLY)) == ["ada"]
    assert other.read_bytes() == b"hers"


@pytest.mark.parametrize("moved", [True, False])
def test_a_run_that_was_ended_in_the_middle_loses_nothing(klass: Class, moved: bool) -> None:
    bare = klass.student("ada", solved(1))
    klass.one(EARLY)
    place = klass.folder()
    (unfinished := place.with_name(".work.new")).mkdir()
    (unfinished / ONE).write_bytes(b"hal")
    if moved:
        place.rename(place.with_name(".work.old"))
    assert klass.one(LATER) == Result("ada", State.UNCHANGED)
    assert klass.files() == solved(1)
    push(bare, solved(2), "more")
    assert klass.one(LATER).state is State.COLLECTED
    assert [path.name for path in place.parent.iterdir()] == ["work"] and klass.files() == solved(2)


def test_a_run_that_was_ended_before_it_remembered_is_made_good(klass: Class) -> None:
    klass.student("ada", solved(1))
    klass.one(EARLY)
    (klass.course.root / "repositories" / "work" / "ada.collected.json").unlink()
    assert klass.one(LATER).state is State.COLLECTED
    assert klass.one(LATER).state is State.UNCHANGED
    assert klass.time() == EARLY


def test_the_only_branch_counts_where_the_default_one_is_not_there(klass: Class) -> None:
    bare = klass.student("ada")
    push(bare, solved(1), "work", branch="master")
    push(bare, {"FEEDBACK.md": b"x"}, "feedback", branch="feedback")
    result = klass.one(EARLY)
    assert result.line == "ada: its default branch is not there; 'master', the only one, counts"
    assert klass.files() == solved(1)


def test_several_branches_without_a_default_one_are_not_guessed_among(klass: Class) -> None:
    bare = klass.student("ada")
    for branch in ("a", "b"):
        push(bare, solved(1), "work", branch=branch)
    result = klass.one(EARLY)
    assert (result.state, result.line) == (
        State.NOT_SUBMITTED,
        "ada: nothing collected: its default branch is not there, and it has several others ('a', 'b'); "
        "have a default branch set",
    )
    remotes.default_branch(bare, "b")
    assert klass.one(LATER).state is State.COLLECTED


def test_the_default_branch_counts_whatever_it_is_called(klass: Class) -> None:
    bare = klass.student("ada", solved(1))
    push(bare, solved(2), "work", branch="tres/cool \u00fc".replace(" ", "-"))
    remotes.default_branch(bare, "tres/cool-\u00fc")
    assert klass.one(EARLY) == Result("ada", State.COLLECTED)
    assert klass.files() == solved(2)


def test_the_branch_of_the_feedback_is_nobodys_work(klass: Class) -> None:
    bare = klass.student("ada")
    push(bare, solved(1), "feedback", branch="feedback")
    remotes.default_branch(bare, "feedback")
    assert klass.one(EARLY).state is State.NOT_SUBMITTED
    assert not klass.mirror().git.run("for-each-ref")


def test_a_branch_that_becomes_a_folder_of_branches_is_followed(klass: Class) -> None:
    bare = klass.student("ada", solved(1))
    sha = push(bare, solved(2), "work", branch="a")
    klass.one(EARLY)
    remotes.delete(bare, "a")
    remotes.reset(bare, sha, "a/b")
    assert klass.one(LATER) == Result("ada", State.UNCHANGED)


def test_of_thousands_of_branches_one_is_looked_at(klass: Class) -> None:
    bare = klass.student("ada")
    sha = push(bare, solved(1), "work")
    many = "".join(f"create refs/heads/b{number} {sha}\n" for number in range(3000))
    remotes.git(bare, "update-ref", "--stdin", given=many.encode())
    assert klass.one(EARLY).line == "ada: it has 3001 branches, and only the default one is looked at"
    assert len(klass.mirror().git.run("for-each-ref").splitlines()) == 2
    assert klass.files() == solved(1)
    remotes.delete(bare)
    assert klass.one(LATER).line.startswith("ada: it has 3000 branches, and only the default one is looked at; its ")
    assert not klass.mirror().record.read()[0][-1].branches


def bomb(bare: Path, levels: int, width: int) -> None:
    """A commit of few objects and a great many paths."""
    tree = remotes.git(bare, "mktree", given=b"")
    mode, kind = "100644", "blob"
    tree = remotes.git(bare, "hash-object", "-w", "--stdin", given=b"{}")
    for _ in range(levels):
        rows = "".join(f"{mode} {kind} {tree}\t{number}.ipynb\n" for number in range(width))
        tree, mode, kind = remotes.git(bare, "mktree", given=rows.encode()), "040000", "tree"
    commit = remotes.git(bare, "commit-tree", "-m", "boom", tree)
    remotes.reset(bare, commit)


def test_a_tree_that_nobody_can_list_is_told(klass: Class) -> None:
    bomb(klass.student("ada"), levels=8, width=10)
    klass.student("bob", solved())
    found = klass.collect(EARLY)
    assert found["bob"].state is State.COLLECTED
    assert found["ada"].state is State.NOT_SUBMITTED
    assert "its folders cannot be listed (git ls-tree said more than 16 MB); only its root" in found["ada"].line


def test_addresses_that_lead_nowhere_are_told_and_cost_the_others_nothing(klass: Class) -> None:
    good = klass.student("ada", solved())
    nowhere = klass.hosts / "nowhere.git"
    (text := klass.hosts / "text").write_text("not a repository")
    found = klass.collect(EARLY, {"eve": str(nowhere), "ada": str(good), "bob": str(text)})
    assert found["ada"].state is State.COLLECTED
    assert found["eve"].line == (
        f"eve: unreachable: '{nowhere}' does not appear to be a git repository; "
        "check its address, and that you may read it"
    )
    assert found["bob"].state is State.UNREACHABLE


@pytest.mark.parametrize("lazily", ["1", "0"], ids=["git as it is", "git before 2.39.4"])
def test_a_shallow_repository_costs_its_student_one_line_and_no_processes(
    klass: Class, monkeypatch: pytest.MonkeyPatch, lazily: str
) -> None:
    """Its first commit has parents that nobody hands out; git would fetch them by another git, without end."""
    good, shallow = klass.student("ada", solved(1)), klass.student("eve", solved(1))
    monkeypatch.setitem(git._SAFE, "GIT_NO_LAZY_FETCH", lazily)
    (shallow / "shallow").write_text(push(shallow, solved(2), "second") + "\n")
    found = klass.collect(EARLY, {"eve": str(shallow), "ada": str(good)})
    assert found["eve"].state is State.UNREACHABLE
    assert "shallow" in found["eve"].line and "git fetch --unshallow" in found["eve"].line
    assert found["ada"].state is State.COLLECTED
    left = [path for path in Path("/proc").glob("[0-9]*/cmdline") if b"negotiationAlgorithm=noop" in _read(path)]
    assert not left


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def test_what_was_seen_counts_also_when_the_host_is_away(klass: Class) -> None:
    bare = klass.student("ada", solved(1))
    klass.one(EARLY)
    push(bare, solved(2), "unseen")
    address = {"ada": str(bare)}
    bare.rename(bare.with_name("moved"))
    assert klass.collect(LATER, address)["ada"].state is State.UNREACHABLE
    assert klass.files() == solved(1)


def test_what_a_git_left_that_was_killed_is_no_obstacle(klass: Class) -> None:
    bare = klass.student("ada", solved(1))
    klass.one(EARLY)
    mirror = klass.mirror().path
    (mirror / "objects" / "pack").mkdir(exist_ok=True)
    half = mirror / "objects" / "pack" / "tmp_pack_x"
    for left in (mirror / "refs" / "remote" / "main.lock", mirror / "packed-refs.lock", half):
        left.touch()
    push(bare, solved(2), "more")
    assert klass.one(LATER) == Result("ada", State.COLLECTED)
    assert not half.exists()


def test_another_address_is_another_repository(klass: Class) -> None:
    wrong, right = klass.student("bob", solved(1)), klass.student("ada", solved(2))
    klass.collect(EARLY, {"ada": str(wrong)})
    assert klass.files() == solved(1)
    result = klass.collect(AFTER, {"ada": str(right)})["ada"]
    assert result.notes == ("its address has changed; what was seen at the former one (1 look) does not count",)
    assert klass.files() == solved(2)


def renamed(bare: Path, name: str) -> Path:
    """The repository under its account's new name."""
    return bare.rename(bare.with_name(f"{name}.git"))


def test_a_renamed_account_keeps_what_was_seen_in_time(klass: Class) -> None:
    bare = klass.student("d", solved(1))
    klass.collect(EARLY, {"d": str(bare)})
    bare = renamed(bare, "dnew")
    first = remotes.git(bare, "rev-parse", "main")
    late = push(bare, solved(2), "late")
    result = klass.collect(AFTER, {"d": str(bare)})["d"]
    assert (klass.files("d"), klass.time("d")) == (solved(1), EARLY)
    assert result.line == (
        "d: its address has changed; what was seen at the former one (1 look) counts; "
        f"pushed after the last look before the deadline (2027-02-28 23:00:00 UTC): {first[:7]} counts; "
        f"{late[:7]}, first seen 2027-03-02 00:00:00 UTC, needs --late"
    )
    assert "address" not in klass.collect(LONG_AFTER, {"d": str(bare)})["d"].line
    assert klass.files("d") == solved(1)


def test_the_record_says_so_on_a_machine_that_never_saw_the_old_address(klass: Class) -> None:
    bare = klass.student("d", solved(1))
    klass.collect(EARLY, {"d": str(bare)})
    shutil.rmtree(klass.mirror("d").path)
    shutil.rmtree(klass.course.root / "submitted")
    (klass.course.root / "repositories" / "work" / "d.collected.json").unlink()
    bare = renamed(bare, "dnew")
    push(bare, solved(2), "late")
    klass.collect(AFTER, {"d": str(bare)})
    assert (klass.files("d"), klass.time("d")) == (solved(1), EARLY)


def test_an_account_renamed_twice_keeps_what_was_seen_first(klass: Class) -> None:
    bare = klass.student("d", solved(1))
    klass.collect(EARLY, {"d": str(bare)})
    bare = renamed(bare, "dnew")
    klass.collect(LATER, {"d": str(bare)})
    bare = renamed(bare, "dnewer")
    push(bare, solved(2), "late")
    klass.collect(AFTER, {"d": str(bare)})
    assert (klass.files("d"), klass.time("d")) == (solved(1), EARLY)


def test_a_new_repository_without_the_commit_inherits_nothing(klass: Class) -> None:
    old, new = klass.student("old", solved(1)), klass.student("new", solved(2))
    klass.collect(EARLY, {"ada": str(old)})
    result = klass.collect(AFTER, {"ada": str(new)})["ada"]
    assert "what was seen at the former one (1 look) does not count" in result.line and result.late_look
    assert (klass.files(), klass.time()) == (solved(2), AFTER)


def test_two_with_one_repository_whose_account_is_renamed_keep_what_was_seen(klass: Class) -> None:
    bare = klass.student("d", solved(1))
    klass.collect(EARLY, {"ada": str(bare), "bob": str(bare)})
    bare = renamed(bare, "dnew")
    push(bare, solved(2), "late")
    klass.collect(AFTER, {"ada": str(bare), "bob": str(bare)})
    assert [(klass.files(name), klass.time(name)) for name in ("ada", "bob")] == [(solved(1), EARLY)] * 2


@pytest.mark.parametrize("released", [False, True], ids=["of their own", "from one template"])
def test_two_who_swap_repositories_do_not_inherit(klass: Class, released: bool) -> None:
    """What was handed out, and so is in both, is nobody's work in time; and neither is what the other one did."""
    ours, theirs = klass.student("ada"), klass.student("bob")
    if released:
        template = push(ours, {ONE: stub("one"), TWO: stub("two")}, "template")
        remotes.git(theirs, "fetch", "--quiet", str(ours), template)
        remotes.reset(theirs, template)
    else:
        push(ours, solved(1), "in time")
        push(theirs, solved(2), "in time")
    klass.collect(EARLY, {"ada": str(ours), "bob": str(theirs)})
    push(ours, solved(3), "after it")
    push(theirs, solved(4), "after it")
    found = klass.collect(AFTER, {"ada": str(theirs), "bob": str(ours)})
    assert all("does not count" in each.line and each.late_look for each in found.values())
    assert (klass.files("ada"), klass.files("bob")) == (solved(4), solved(3))
    assert (klass.time("ada"), klass.time("bob")) == (AFTER, AFTER)


@pytest.fixture
def silent() -> Iterator[int]:
    """The port of a host that takes a connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        held = []

        def hold() -> None:
            while True:
                try:
                    held.append(server.accept())
                except OSError:
                    return

        thread = threading.Thread(target=hold, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
        thread.join()
        for connection, _ in held:
            connection.close()


@pytest.mark.parametrize("scheme", ["git", "http"])
def test_a_host_that_hangs_costs_its_time_alone_and_leaves_no_process(klass: Class, silent: int, scheme: str) -> None:
    klass = replace(klass, seconds=4)
    good = klass.student("ada", solved())
    started = time.monotonic()
    address = f"{scheme}://127.0.0.1:{silent}/{'x' * 40}"
    found = klass.collect(EARLY, {"eve": address, "ada": str(good)})
    assert found["eve"].notes[0].startswith("unreachable: git ls-remote did not end within 4 s; ")
    assert found["ada"].state is State.COLLECTED
    assert time.monotonic() - started < 15
    time.sleep(0.2)
    assert not [line for line in commands() if str(silent) in line]


def commands() -> list[str]:
    """The command lines of this machine's processes."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.append(path.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            continue
    return found


def test_a_password_in_an_address_reaches_the_host_and_nobody_else(klass: Class, tmp_path: Path) -> None:
    asked: list[tuple[str | None, list[str]]] = []

    class Host(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.headers["Authorization"], commands()))
            self.send_error(404)

        def log_message(self, format: str, *arguments: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Host) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        host = f"127.0.0.1:{server.server_port}"
        found = klass.collect(EARLY, {"ada": f"http://teacher:pa55w@rd@{host}/ada.git"})
        server.shutdown()
        thread.join()
    assert found["ada"].line == (
        f"ada: unreachable: repository 'http://{host}/ada.git/' not found; check its address, and that you may read it"
    )
    (header, running), *_ = asked
    assert header == f"Basic {base64.b64encode(b'teacher:pa55w@rd').decode()}"
    assert [line for line in running if host in line] and not [line for line in running if "pa55w" in line]
    written = [path for path in (tmp_path / "repositories").rglob("*") if path.is_file()]
    assert written and not [path for path in written if b"pa55w" in path.read_bytes()]


def test_a_second_run_at_the_same_time_is_refused(klass: Class) -> None:
    klass.student("ada", solved())
    with locked(klass.course.root / "repositories" / "work"), pytest.raises(CourseError, match="is at work on these"):
        klass.one(EARLY)
    assert klass.one(EARLY).state is State.COLLECTED


def test_without_git_nothing_is_tried(klass: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    klass.student("ada", solved())
    monkeypatch.setenv("PATH", str(klass.hosts))
    with pytest.raises(CourseError, match="git is not installed"):
        klass.one(EARLY)


def test_a_torn_line_in_the_record_is_passed_over_and_told(klass: Class) -> None:
    klass.student("ada", solved())
    klass.one(EARLY)
    record = klass.mirror().record
    record.path.write_bytes(record.path.read_bytes() + b'{"schema": "autogr')
    assert klass.one(LATER).notes == ("ada.looks.jsonl: line 2 is no look, and was passed over",)
    looks, spoilt = record.read()
    assert ([look.at for look in looks], spoilt) == ([EARLY, LATER], [2])


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["push", "force", "delete", "early", "late"]), min_size=1, max_size=7))
def test_whatever_happens_what_the_last_look_in_time_saw_is_collected(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    """The looks' times rise: all early ones come before the late ones."""
    klass = small_class(tmp_path_factory.mktemp("class"))
    bare = klass.student("ada")
    now: dict[str, bytes | None] | None = None
    seen: list[tuple[datetime, dict[str, bytes | None] | None]] = []
    at, passed = EARLY, False
    for number, step in enumerate(steps):
        at += timedelta(minutes=1)
        if step in ("push", "force"):
            now = solved(number)
            (push if step == "push" else remotes.force_push)(bare, now, "work")
        elif step == "delete":
            remotes.delete(bare)
            now = None
        else:
            if step == "late" and not passed:
                at, passed = AFTER, True
            seen.append((at, now))
            klass.one(at)
    by_then = [files for when, files in seen if when <= DUE] or [files for _, files in seen[:1]]
    expected = next((files for files in reversed(by_then) if files is not None), {})
    assert klass.files() == expected


PAST = datetime(2020, 3, 1, 23, 0, tzinfo=UTC)
"""A deadline for the command itself, which has the clock of this machine."""
COMMAND = [sys.executable, "-m", "autograder", "collect", "roster.csv"]


def configured(klass: Class) -> Path:
    """The folder of a course that the command can read."""
    loading = f"COURSE = Course.model_validate_json({klass.course.model_dump_json()!r})"
    config = f"from autograder.course import Course\n\n{loading}\n"
    (klass.course.root / "course_config.py").write_text(config, encoding="utf-8")
    return klass.course.root


def test_a_class_of_ten_takes_a_line_for_each_that_is_odd(tmp_path: Path) -> None:
    klass = small_class(tmp_path, due=PAST)
    in_time = PAST - timedelta(hours=1)
    names = ("ada", "bob", "cy", "di", "ed", "flo", "gus", "hal", "ivy")
    hosts = {name: klass.student(name) for name in names}
    first = {name: push(hosts[name], solved(1), "work") for name in ("ada", "bob", "cy", "di", "flo", "hal")}
    push(hosts["gus"], {"README.md": b"soon"}, "no notebook")
    push(hosts["ivy"], {"hw.ipynb": notebook("one", "one = 1"), TWO: stub("two")}, "renamed")
    klass.collect(in_time)
    second = {"bob": push(hosts["bob"], solved(2), "late"), "cy": remotes.force_push(hosts["cy"], solved(3), "anew")}
    remotes.delete(hosts["di"])
    remotes.git(hosts["hal"], "config", "core.bigFileThreshold", "1m")
    second["hal"] = push(hosts["hal"], {"model.pt": b"0" * (200 << 20), "raw.ipynb": b"1" * (21 << 20)}, "large")
    rows = [*(f"{name},hosts/{name}.git" for name in names), "joe,hosts/jo.git", "kim,", "lea,--upload-pack=id"]
    (tmp_path / "roster.csv").write_text("\n".join(["id,repository", *rows, "mia,hosts/ada.git"]), encoding="utf-8")

    done = subprocess.run(COMMAND, cwd=configured(klass), capture_output=True, text=True, check=False)
    looks = {name: klass.mirror(name).record.read()[0] for name in names}

    def late(name: str) -> str:
        """What is said of a push after the deadline, by the time of the newest look."""
        came = f"{second[name][:7]}, first seen {looks[name][-1].at:%Y-%m-%d %H:%M:%S} UTC, needs --late"
        return f"{first[name][:7]} counts; {came}"

    last = "the last look before the deadline (2020-03-01 22:00:00 UTC)"
    assert done.stdout.splitlines() == [
        f"bob: pushed after {last}: {late('bob')}",
        f"cy: pushed after {last}, with its history rewritten: {late('cy')}",
        f"di: its branches are gone; {first['di'][:7]} counts, last seen 2020-03-01 22:00:00 UTC",
        "ed: nothing handed in: the repository is empty",
        f"gus: no notebook in it ({looks['gus'][0].commit[:7]})",
        f"hal: pushed after {last}: {late('hal')}",
        "ivy: 'hw.ipynb' was read as 01-one.ipynb; keep the name when you submit",
        "13 students: 1 collected, 7 unchanged, 2 not submitted, 1 unreachable, 2 without a repository",
        "times are those of the look that first saw a commit; a commit's own date can be forged and is not used",
        "first looked at after the deadline (2020-03-01 23:00 UTC): mia; what was there counts as of that look; "
        "looks before it, by an hourly workflow for instance, tell who was in time; else raise late.grace_minutes in "
        "course_config.py, or correct timestamp.txt",
    ]
    nowhere = tmp_path / "hosts" / "jo.git"
    assert done.stderr.splitlines() == [
        f"joe: unreachable: '{nowhere}' does not appear to be a git repository; "
        "check its address, and that you may read it",
        "kim: no repository: the roster's 'repository' is empty; fill it in, or give --remote",
        "lea: '--upload-pack=id' is no address of a repository: it begins like an option; correct the roster",
        "ada, mia: the same repository; correct the roster, if they do not work together",
    ]
    assert done.returncode == 2


def test_an_interrupt_ends_the_command_and_what_it_started(klass: Class, silent: int) -> None:
    address = f"http://127.0.0.1:{silent}/x"
    klass.student("ada", solved())
    (klass.course.root / "roster.csv").write_text(f"id,repository\nada,{address}\n", encoding="utf-8")
    with subprocess.Popen(COMMAND, cwd=configured(klass), stderr=subprocess.DEVNULL) as process:
        end = time.monotonic() + 60
        while not [line for line in commands() if address in line] and time.monotonic() < end:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) != 0
    assert not [line for line in commands() if address in line]
