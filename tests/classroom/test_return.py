"""Feedback goes to one branch of each repository, after a look, and once; whatever is in the way costs one line."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from autograder import cli
from autograder.frontends.repositories.git import Git, GitError
from autograder.frontends.repositories.returning import Returning
from autograder.report import Outcome, Report
from tests.classroom import remotes
from tests.classroom.remotes import git
from tests.unit.reports import check, exercise

WORK = "linear-regression"
CONFIG = f"""
from pathlib import Path
from autograder.course import Assignment, Course, Exercise, Notebook

COURSE = Course(id="small", title="Small: a course", root=Path(__file__).resolve().parent, seed="s", assignments=[
    Assignment(name="{WORK}", notebooks=[
        Notebook(name="01-one", exercises=[Exercise(id="mse", questions=[13], provides=["mse"])]),
    ]),
])
"""


def reported(student: str, message: str = "The mean is taken over rows.", **more: Any) -> Report:
    checks = (check(), check("test_mean", Outcome.FAILED, 4, message=message, hint="Use `torch.mean`."))
    return Report(assignment=WORK, submission=student, exercises=(exercise("mse", *checks),), **more)


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    status: int
    out: list[str]
    err: list[str]


@dataclass
class Class:
    """A course, the host of its students' repositories, and its roster."""

    root: Path
    run: Callable[..., Done]
    addresses: dict[str, str] = field(default_factory=dict)

    def student(self, name: str, report: Report | None = None, **files: bytes) -> Path:
        """A student with a repository, in which something lies, and a report."""
        bare = remotes.remote(self.root / "hosts", name)
        remotes.push(bare, {"01-one.ipynb": b"{}", **files}, "work")
        self.addresses[name] = str(bare)
        self.report(report or reported(name))
        return bare

    def report(self, report: Report) -> None:
        """As nbgrader's autograde keeps it."""
        folder = self.root / "reports" / WORK
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{report.submission}.json").write_text(report.to_json() + "\n")

    @property
    def record(self) -> Path:
        return self.root / "repositories" / WORK

    def give_back(self, *options: str, look: bool = False) -> Done:
        rows = [f"{name},{address}" for name, address in self.addresses.items()]
        (self.root / "roster.csv").write_text("\n".join(["id,repository", *rows]) + "\n")
        return self.run("return", "roster.csv", *options, *(["--dry-run"] if look else []))

    def both(self, *options: str) -> Done:
        """A look, and the command after it."""
        self.give_back(*options, look=True)
        return self.give_back(*options)


@pytest.fixture
def klass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Class:
    (tmp_path / "course_config.py").write_text(CONFIG)
    monkeypatch.chdir(tmp_path)
    for name, value in remotes.WHO.items():
        if name.startswith("GIT_CONFIG"):
            monkeypatch.setenv(name, value)

    def run(*arguments: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["autograder", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return Done(int(ended.value.code or 0), said.out.splitlines(), said.err.splitlines())

    return Class(tmp_path, run)


def refs(bare: Path) -> str:
    """Every reference of a repository with what it points to."""
    return git(bare, "for-each-ref", "--format=%(refname) %(objectname)")


def others(bare: Path, branch: str = "feedback") -> list[str]:
    return [line for line in refs(bare).splitlines() if not line.startswith(f"refs/heads/{branch} ")]


def tip(bare: Path, branch: str = "feedback") -> str:
    return git(bare, "rev-parse", f"refs/heads/{branch}")


def names(bare: Path, commit: str = "feedback") -> list[str]:
    return git(bare, "ls-tree", "-r", "--name-only", commit).splitlines()


def test_a_student_pulls_the_branch_and_reads(klass: Class) -> None:
    bare = klass.student("ada")
    remotes.push(bare, {"x": b"1"}, "more", branch="try-out")
    before = refs(bare)
    look = klass.give_back(look=True)
    assert look == Done(
        0,
        [
            f"ada: 2 of 6 points, would go to {bare}, as a new branch 'feedback'",
            "1 to return",
            f"look at {klass.record / 'looked-at'}, then run this again without --dry-run",
        ],
        [],
    )
    assert refs(bare) == before
    assert "**2 of 6 points.**" in (klass.record / "looked-at" / "ada" / "FEEDBACK.md").read_text()
    done = klass.give_back()
    assert done == Done(0, [f"ada: 2 of 6 points, returned to {bare}, branch 'feedback'", "1 returned"], [])
    assert others(bare) == before.splitlines()
    clone = remotes.clone(bare, klass.root / "clone")
    git(clone, "checkout", "--quiet", "feedback")
    assert sorted(path.name for path in clone.iterdir()) == [".git", "FEEDBACK.md", "feedback.html"]
    text = (clone / "FEEDBACK.md").read_text()
    assert "**2 of 6 points.**" in text and "> **Hint:** Use `torch.mean`." in text
    assert "<title>" in (clone / "feedback.html").read_text()
    assert git(clone, "log", "--format=%an <%ae> %s %b") == (
        "Small: a course <noreply@small.invalid> Feedback: linear-regression [skip ci]\n\n"
        f"Autograder-Report: {json.loads((klass.record / 'ada.returned.jsonl').read_text())['report']}"
    )
    assert abs(int(git(clone, "log", "--format=%ct")) - time.time()) < 60
    git(clone, "fsck", "--strict")


def test_nothing_is_pushed_without_a_look(klass: Class) -> None:
    bare = klass.student("ada")
    before = refs(bare)
    done = klass.give_back()
    assert done.status == 2
    assert done.out == [
        f"ada: 2 of 6 points, would go to {bare}, as a new branch 'feedback', and waits: nobody has looked at it",
        "1 not looked at",
    ]
    assert done.err == ["what nobody has looked at is not returned: run this with --dry-run, look, and run it again"]
    assert refs(bare) == before


def test_a_second_run_pushes_nothing_and_needs_no_look(klass: Class) -> None:
    bare = klass.student("ada")
    klass.both()
    before = refs(bare)
    slower = reported("ada", seconds=99.0)
    klass.report(slower)
    klass.addresses["ada"] = f"file://{bare}/"  # another spelling of the same place
    for look in (False, True, False):
        assert klass.give_back(look=look) == Done(0, ["1 already returned"], [])
    assert refs(bare) == before


def test_a_new_report_goes_on_top_after_a_look_of_its_own(klass: Class) -> None:
    bare = klass.student("ada")
    klass.both()
    first = tip(bare)
    klass.report(reported("ada", "Another."))
    assert "and waits: nobody has looked at it" in klass.give_back().out[0]
    assert tip(bare) == first
    assert f"on top of {first[:8]} of its branch 'feedback'" in klass.give_back(look=True).out[0]
    assert klass.give_back().status == 0
    assert git(bare, "rev-parse", "feedback^") == first
    klass.report(reported("ada"))  # the first one again: news, as another stands there
    assert klass.both().out[-1] == "1 returned"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("report", "the report changed since it was looked at"),
        ("tip", "the branch 'feedback' moved since it was looked at"),
        ("place", "the repository is another than when it was looked at"),
        ("branch", "nobody has looked at it"),
        ("file", "nobody has looked at it"),
    ],
)
def test_what_changed_since_the_look_waits(klass: Class, change: str, why: str) -> None:
    bare = klass.student("ada")
    klass.both()
    klass.report(reported("ada", "Another."))
    klass.student("bob")
    klass.give_back(look=True)
    options: list[str] = []
    if change == "report":
        klass.report(reported("ada", "A third."))
    elif change == "tip":
        remotes.push(bare, {"FEEDBACK.md": b"mine"}, "a note", branch="feedback")
    elif change == "place":
        moved = bare.rename(bare.with_name("moved.git"))
        klass.addresses["ada"] = str(moved)
        bare = moved
    elif change == "branch":
        options = ["--branch", "notes"]
    else:
        (klass.record / "looked-at.json").write_text('{"schema": ')
    before = refs(bare)
    done = klass.give_back(*options)
    assert done.status == 2
    [line] = [line for line in done.out if line.startswith("ada: ")]
    assert line.endswith(f"and waits: {why}")
    assert refs(bare) == before
    assert done.out[-1] == ("2 not looked at" if change in ("branch", "file") else "1 returned, 1 not looked at")


def test_what_a_student_pushed_onto_the_branch_is_kept(klass: Class) -> None:
    bare = klass.student("ada")
    klass.both()
    theirs = remotes.push(
        bare, {"notes.md": b"my notes", "deep/er.py": b"1", "FEEDBACK.md": b"mine"}, "thanks", branch="feedback"
    )
    klass.report(reported("ada", "Another."))
    assert klass.both().out[-1] == "1 returned"
    assert git(bare, "rev-parse", "feedback^") == theirs
    assert names(bare) == ["FEEDBACK.md", "deep/er.py", "feedback.html", "notes.md"]
    assert git(bare, "show", "feedback:notes.md") == "my notes"
    assert "2 of 6 points" in git(bare, "show", "feedback:FEEDBACK.md")


def test_a_student_merges_back_and_forth_and_loses_nothing(klass: Class) -> None:
    bare = klass.student("ada")
    git(bare, "config", "uploadpack.allowFilter", "true")
    klass.both()
    clone = remotes.clone(bare, klass.root / "clone")
    git(clone, "checkout", "--quiet", "feedback")
    git(clone, "merge", "--quiet", "--allow-unrelated-histories", "-m", "mine too", "main")
    git(clone, "push", "--quiet", "origin", "feedback")
    klass.report(reported("ada", "Another."))
    assert klass.both().out[-1] == "1 returned"
    git(clone, "pull", "--quiet", "--ff-only")
    git(clone, "checkout", "--quiet", "main")
    git(clone, "merge", "--quiet", "feedback")
    assert (clone / "01-one.ipynb").read_bytes() == b"{}"
    assert (clone / "FEEDBACK.md").is_file()


@pytest.mark.parametrize("look_first", [True, False])
def test_a_branch_of_somebody_else_is_left(klass: Class, look_first: bool) -> None:
    bare = klass.student("ada")
    git(bare, "branch", "feedback", "main")  # as GitHub Classroom made one for its pull request
    before = refs(bare)
    if look_first:
        klass.give_back(look=True)
    done = klass.give_back()
    assert done == Done(
        2,
        ["1 withheld"],
        [
            f"ada: not returned to {bare}: its branch 'feedback' was made by somebody else, GitHub Classroom maybe; "
            "take another: --branch NAME"
        ],
    )
    assert refs(bare) == before
    assert klass.both("--branch", "graded").status == 0
    assert others(bare, "graded") == before.splitlines()


def test_a_branch_that_was_deleted_comes_back_with_a_new_report_only(klass: Class) -> None:
    bare = klass.student("ada")
    klass.both()
    remotes.delete(bare, "feedback")
    before = refs(bare)
    assert klass.both() == Done(0, ["1 already returned"], [])
    assert refs(bare) == before
    klass.report(reported("ada", "Another."))
    assert klass.both().out[-1] == "1 returned"
    assert names(bare) == ["FEEDBACK.md", "feedback.html"]


def test_a_lost_record_does_no_harm(klass: Class) -> None:
    bare = klass.student("ada")
    klass.both()
    before = refs(bare)
    shutil.rmtree(klass.record)
    klass.report(reported("ada", seconds=3.0))
    assert klass.give_back() == Done(0, ["1 already returned"], [])
    assert refs(bare) == before
    shutil.rmtree(klass.record)
    theirs = remotes.push(bare, {"FEEDBACK.md": b"mine"}, "a note", branch="feedback")
    assert klass.both().out[-1] == "1 returned"
    assert git(bare, "rev-parse", "feedback^") == theirs


def test_a_line_of_the_record_that_was_cut_off_spoils_no_other(klass: Class) -> None:
    bare = klass.student("ada")
    klass.both()
    record = klass.record / "ada.returned.jsonl"
    record.write_bytes(record.read_bytes() + b'\n{"schema": "autogr')
    assert klass.give_back() == Done(0, ["1 already returned"], [])
    klass.report(reported("ada", "Another."))
    klass.both()
    assert klass.give_back() == Done(0, ["1 already returned"], [])
    assert len(git(bare, "rev-list", "feedback").splitlines()) == 2


def test_a_forged_trailer_gets_the_feedback_on_top(klass: Class) -> None:
    """It says that the report was returned; the record says that it was not."""
    bare = klass.student("ada")
    klass.give_back(look=True)
    report = json.loads((klass.record / "looked-at.json").read_text())["students"]["ada"]["report"]
    theirs = remotes.push(bare, {"FEEDBACK.md": b"100 of 6"}, f"x\n\nAutograder-Report: {report}\n", branch="feedback")
    assert klass.both().out[-1] == "1 returned"
    assert git(bare, "rev-parse", "feedback^") == theirs
    assert "2 of 6 points" in git(bare, "show", "feedback:FEEDBACK.md")


def test_a_branch_that_moves_while_it_is_pushed_is_not_overwritten(
    klass: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = klass.student("ada")
    klass.both()
    klass.report(reported("ada", "Another."))
    klass.give_back(look=True)
    theirs: list[str] = []
    run = Git.run

    def late(self: Git, *arguments: str, **more: Any) -> str:
        if arguments[0] == "push":
            theirs.append(remotes.force_push(bare, {"mine": b"1"}, "quick", branch="feedback"))
        return run(self, *arguments, **more)

    monkeypatch.setattr(Git, "run", late)
    done = klass.give_back()
    assert done.status == 2
    assert done.err == [
        f"ada: not returned to {bare}: the branch 'feedback' moved meanwhile; look again with --dry-run"
    ]
    assert [tip(bare)] == theirs


def test_a_branch_that_appears_while_it_is_pushed_is_not_overwritten(
    klass: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = klass.student("ada")
    klass.give_back(look=True)
    run = Git.run

    def late(self: Git, *arguments: str, **more: Any) -> str:
        if arguments[0] == "push":
            remotes.push(bare, {"mine": b"1"}, "quick", branch="feedback")
        return run(self, *arguments, **more)

    monkeypatch.setattr(Git, "run", late)
    assert klass.give_back().err[0].endswith("moved meanwhile; look again with --dry-run")
    assert names(bare) == ["mine"]


def test_a_push_whose_answer_was_lost_counts(klass: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    klass.student("ada")
    klass.give_back(look=True)
    run = Git.run

    def silent(self: Git, *arguments: str, **more: Any) -> str:
        said = run(self, *arguments, **more)
        if arguments[0] == "push":
            raise GitError("the connection was closed")
        return said

    with monkeypatch.context() as patched:
        patched.setattr(Git, "run", silent)
        assert klass.give_back().out[-1] == "1 returned"
    assert klass.give_back() == Done(0, ["1 already returned"], [])


ASCII = {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}


@pytest.mark.parametrize("name", ["jos\u00e9", "\u540d", "\u0434\u0430"])
def test_an_id_that_the_locale_cannot_write_is_its_students_line(klass: Class, name: str) -> None:
    """In reports of ``grade --json``, which hold names that no file of this machine could have."""
    ada, other = klass.student("ada"), klass.student("bob")
    klass.addresses = {name: str(other), "ada": str(ada)}
    (klass.root / "all.jsonl").write_text("".join(reported(each).to_json() + "\n" for each in (name, "ada")))
    rows = "".join(f"{each},{address}\n" for each, address in klass.addresses.items())
    (klass.root / "roster.csv").write_text(f"id,repository\n{rows}")
    before = refs(other)
    command = [sys.executable, "-m", "autograder", "return", "roster.csv", "--reports", "all.jsonl"]
    env = {**os.environ, **ASCII, "PYTHONPATH": str(Path(__file__).parents[2])}
    look, done = (
        subprocess.run(each, cwd=klass.root, env=env, capture_output=True, text=True, errors="replace")
        for each in ([*command, "--dry-run"], command)
    )
    assert (look.returncode, done.returncode) == (2, 2)
    assert "Traceback" not in look.stderr + done.stderr
    assert "not returned: this machine's locale (ascii) has no" in look.stderr
    assert "set LC_ALL=C.UTF-8 and return again" in look.stderr
    assert "1 returned" in done.stdout
    assert names(ada) == ["FEEDBACK.md", "feedback.html"]
    assert refs(other) == before


@pytest.fixture
def daemon(klass: Class) -> Iterator[str]:
    """git's own server on this machine, which runs the hooks of what it serves."""
    hosts = klass.root / "hosts"
    hosts.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = ["--export-all", "--enable=receive-pack", "--reuseaddr", "--listen=127.0.0.1", f"--port={port}"]
    environment = {**os.environ, **remotes.WHO}
    command = ["git", "daemon", *options, f"--base-path={hosts}", str(hosts)]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, start_new_session=True) as server:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"git://127.0.0.1:{port}"
        os.killpg(server.pid, 15)


def hook(bare: Path, text: str, name: str = "pre-receive") -> None:
    (bare / "hooks").mkdir(exist_ok=True)
    (bare / "hooks" / name).write_text(f"#!/bin/sh\n{text}\n")
    (bare / "hooks" / name).chmod(0o755)


def test_whatever_one_remote_does_costs_one_line(klass: Class, daemon: str) -> None:
    bares = {name: klass.student(name) for name in ("ada", "bob", "cyd", "dan", "eve", "fay", "gus", "hal", "ivy")}
    klass.addresses["ada"] = f"{daemon}/ada.git"
    klass.addresses["bob"] = f"{daemon}/bob.git"
    hook(bares["bob"], "echo 'no pushes on \x1b[31mSundays' >&2; exit 1")
    klass.addresses["cyd"] = str(klass.root / "nowhere.git")
    klass.addresses["dan"] = ""
    empty = remotes.remote(klass.root / "hosts", "empty")
    klass.addresses["eve"] = str(empty)
    git(bares["fay"], "branch", "feedback", "main")
    remotes.default_branch(bares["fay"], "feedback")
    git(bares["gus"], "config", "receive.denyCreates", "true")
    git(bares["gus"], "config", "receive.maxInputSize", "10")
    git(bares["ivy"], "branch", "feedback/first", "main")
    klass.addresses["hal"] = "https://user:secret@127.0.0.1:9/hal.git"
    before = {name: refs(bare) for name, bare in bares.items()}
    done = klass.both()
    assert done.status == 2
    assert done.out == [
        f"ada: 2 of 6 points, returned to {daemon}/ada.git, branch 'feedback'",
        "1 returned, 8 withheld",
    ]
    told = dict(line.split(": ", 1) for line in done.err)
    assert len(done.err) == 8 and set(told) == bares.keys() - {"ada"}
    assert told["bob"] == f"not returned to {daemon}/bob.git: no pushes on \\x1b[31mSundays"
    assert told["cyd"].startswith(f"not returned to {klass.root}/nowhere.git: ")
    assert (
        told["dan"] == "not returned: no repository: the roster's 'repository' is empty; fill it in, or give --remote"
    )
    assert "the repository is empty, and its first branch would become the default one" in told["eve"]
    assert "'feedback' is the repository's default branch; take another: --branch NAME" in told["fay"]
    assert told["gus"].startswith(f"not returned to {bares['gus']}: ")
    assert told["hal"].startswith("not returned to https://127.0.0.1:9/hal.git: ") and "secret" not in str(done)
    assert "its branches leave no room for one called 'feedback'; take another: --branch NAME" in told["ivy"]
    assert refs(empty) == ""
    for name, bare in bares.items():
        assert (others(bare) if name == "ada" else refs(bare).splitlines()) == before[name].splitlines()
    assert "secret" not in "".join(path.read_text() for path in klass.record.iterdir() if path.is_file())


def test_no_program_of_a_repository_on_this_machine_is_run(klass: Class) -> None:
    bare = klass.student("ada")
    for name in ("pre-receive", "update", "post-receive", "post-update", "reference-transaction", "proc-receive"):
        hook(bare, f"touch {klass.root}/ran; exit 1", name)
    git(bare, "config", "receive.procReceiveRefs", "refs/heads/x")
    git(bare, "config", "core.alternateRefsCommand", f"touch {klass.root}/ran; true")
    git(bare, "config", "gc.recentObjectsHook", f"touch {klass.root}/ran; true")
    (bare / "objects" / "info" / "alternates").write_text(f"{klass.student('bob')}/objects\n")
    klass.addresses["ada"] = f"file://{bare}"
    assert klass.both().out[-1] == "2 returned"
    assert not (klass.root / "ran").exists()


def test_a_remote_that_never_answers_costs_its_time(klass: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.cli.repositories.returning.Returning", partial(Returning, seconds=0.5))
    klass.student("ada")
    klass.student("bob")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        klass.addresses["bob"] = address = f"git://127.0.0.1:{silent.getsockname()[1]}/bob.git"
        done = klass.give_back(look=True)
    assert done.out[1] == "1 to return, 1 withheld"
    assert done.err == [f"bob: not returned to {address}: git ls-remote did not end within 0.5 s"]


def test_a_report_without_a_score_is_ours_to_mend(klass: Class) -> None:
    broken = Report(
        assignment=WORK, submission="ada", exercises=(exercise("mse", check(outcome=Outcome.GRADER_ERROR)),)
    )
    bare = klass.student("ada", broken)
    klass.student("bob")
    before = refs(bare)
    done = klass.both()
    assert done.status == 1
    assert done.out[-1] == "1 returned, 1 without a score"
    assert done.err == ["ada: not returned: the grader failed on part of it; mend that, grade again"]
    assert refs(bare) == before


def test_reports_and_the_roster_need_not_agree(klass: Class) -> None:
    klass.student("ada")
    klass.student("bob")
    klass.student("cyd")
    for name in ("bob", "cyd"):
        (klass.root / "reports" / WORK / f"{name}.json").unlink()
    klass.report(reported("zoe"))
    (klass.root / "reports" / WORK / "torn.json").write_text('{"schema": ')
    done = klass.both()
    assert done.status == 2
    assert done.out[1:] == ["no report: bob, cyd", "1 returned"]
    assert done.err == [
        f"{klass.root}/reports/{WORK}/torn.json: holds no whole report; autograde it again",
        "zoe: has a report, and is not in the roster; add a line, or move the work away",
    ]


@pytest.mark.parametrize(
    ("inside", "written"),
    [("Ada", "ada"), ("jos\u00e9", "jose\u0301"), ("jose\u0301", "jos\u00e9"), ("Stra\u00dfe", "STRASSE")],
)
def test_another_spelling_of_an_id_is_the_same_student(klass: Class, inside: str, written: str) -> None:
    bare = klass.student(inside)
    for path in (klass.root / "reports" / WORK).iterdir():
        path.unlink()
    klass.report(reported(written))
    done = klass.both()
    assert done.out[-1] == "1 returned" and not [line for line in done.out if line.startswith("no report")]
    assert [line for line in done.err if "the roster spells it" in line] or inside == "jose\u0301"
    assert "2 of 6 points" in git(bare, "show", "feedback:FEEDBACK.md")


def test_who_is_not_in_the_roster_is_told_with_whom_they_resemble(klass: Class) -> None:
    klass.student("lovelace")
    klass.report(reported("lovlace"))
    assert klass.both().err == [
        "lovlace: has a report, and is not in the roster, which has 'lovelace'; rename the folder if it is theirs"
    ]


def test_reports_come_from_a_file_of_the_grader(klass: Class) -> None:
    bare = klass.student("ada")
    shutil.rmtree(klass.root / "reports")
    lines = [
        reported("ada", "From the file.").to_json(),
        reported("ada").model_copy(update={"assignment": "x"}).to_json(),
    ]
    (klass.root / "reports.jsonl").write_text("\n".join(lines) + "\n")
    done = klass.both("--reports", "reports.jsonl")
    assert done.out[-1] == "1 returned"
    assert done.err == ["ada: its report is of the assignment 'x', and is left out"]
    assert "From the file." in git(bare, "show", "feedback:FEEDBACK.md")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--reports", "none.jsonl"], "cannot read 'none.jsonl': No such file or directory"),
        (["--branch", "main"], "--branch 'main' is where students work; take another, such as 'feedback'"),
        (["--branch", "a b"], "--branch 'a b' cannot be a branch's name; take one such as 'feedback'"),
        (["--branch", "-x"], "--branch '-x' cannot be a branch's name"),
        (["--branch", "a..b"], "--branch 'a..b' cannot be a branch's name"),
        (["--remote", "https://host/x"], "--remote 'https://host/x': it needs {id} or {github_username}"),
        (["--assignment", "x"], "unknown assignment 'x'"),
    ],
)
def test_what_is_given_wrongly_is_told_in_one_line(klass: Class, options: Sequence[str], says: str) -> None:
    klass.student("ada")
    done = klass.give_back(*options)
    assert done.status == 2 and len(done.err) == 1 and says in done.err[0]


def test_what_a_person_wrote_goes_along_and_is_news(klass: Class) -> None:
    bare = klass.student("ada")
    klass.both()
    assert names(bare) == ["FEEDBACK.md", "feedback.html"]
    folder = klass.root / "feedback" / "ada" / WORK
    folder.mkdir(parents=True)
    (folder / "01-one.html").write_text("well said")
    (folder / "notes.html").write_text("a private note")
    assert klass.both().out[-1] == "1 returned"
    assert git(bare, "show", "feedback:01-one.html") == "well said"
    assert names(bare) == ["01-one.html", "FEEDBACK.md", "feedback.html"]
    assert "What a person gave and wrote stands in `01-one.html`." in git(bare, "show", "feedback:FEEDBACK.md")
    assert klass.both() == Done(0, ["1 already returned"], [])
    (folder / "01-one.html").write_text("even better")
    assert klass.both().out[-1] == "1 returned"
    shutil.rmtree(folder)  # another machine, which has no pages: nothing new
    assert klass.both() == Done(0, ["1 already returned"], [])


def test_pages_older_than_the_report_stay_here(klass: Class) -> None:
    bare = klass.student("ada")
    folder = klass.root / "feedback" / "ada" / WORK
    folder.mkdir(parents=True)
    (folder / "01-one.html").write_text("on the first attempt")
    os.utime(folder / "01-one.html", (1, 1))
    done = klass.both()
    assert done.out[-1] == "1 returned" and done.status == 2
    assert done.err == [
        "ada: nbgrader's pages are older than the report, and are left out; "
        f"run `nbgrader generate_feedback {WORK} --force`"
    ]
    assert names(bare) == ["FEEDBACK.md", "feedback.html"]


@pytest.mark.parametrize("instead", ["nothing", "a link", "a folder"])
@pytest.mark.parametrize("gone", [["02-two"], ["01-one"], ["01-one", "03-three"]])
def test_pages_of_some_notebooks_alone_stay_here(klass: Class, gone: list[str], instead: str) -> None:
    more = "".join(f"        Notebook(name={name!r}, exercises=[]),\n" for name in ("02-two", "03-three"))
    (klass.root / "course_config.py").write_text(CONFIG.replace("    ]),\n", f"{more}    ]),\n"))
    bare = klass.student("ada")
    folder = klass.root / "feedback" / "ada" / WORK
    folder.mkdir(parents=True)
    for name in ("01-one", "02-two", "03-three"):
        page = folder / f"{name}.html"
        if name not in gone:
            page.write_text("well said")
        elif instead == "a link":
            page.symlink_to(klass.root / "course_config.py")
        elif instead == "a folder":
            page.mkdir()
    done = klass.both()
    assert done.out[-1] == "1 returned" and done.status == 2
    assert done.err == [
        f"ada: nbgrader's pages lack {' and '.join(f'{name}.html' for name in gone)}, and are left out; "
        f"run `nbgrader generate_feedback {WORK} --force`"
    ]
    assert names(bare) == ["FEEDBACK.md", "feedback.html"]
    assert "What a person gave" not in git(bare, "show", "feedback:FEEDBACK.md")


LATE = """assignments=[
    Assignment(
        name="linear-regression", due=datetime(2027, 10, 30, 23, 59, tzinfo=ZoneInfo("Europe/Berlin")), notebooks=["""


@pytest.mark.parametrize(
    ("at", "says"),
    [
        ("2027-10-31 22:30:00.000000 UTC", "**2 of 6 points.**|After the penalty: 1 point (2, less 1).|1 day late"),
        ("2027-10-31 23:30:00 UTC", "After the penalty: 0 points (2, less 2).|2 days late"),
        ("2027-11-01T00:30:00+01:00", "After the penalty: 0 points (2, less 2).|2 days late"),
        ("2027-10-30 21:59:00 UTC", "**2 of 6 points.**"),
        ("some day", "**2 of 6 points.**"),
    ],
)
def test_feedback_tells_the_score_after_the_penalty_and_why(klass: Class, at: str, says: str) -> None:
    config = CONFIG.replace('assignments=[\n    Assignment(name="linear-regression", notebooks=[', LATE)
    config = config.replace("import Assignment,", "import Assignment, LatePolicy,").replace(
        "\n])", "\n], late=LatePolicy(percent_per_day=50))"
    )
    (klass.root / "course_config.py").write_text(
        "from datetime import datetime\nfrom zoneinfo import ZoneInfo\n" + config
    )
    bare = klass.student("ada")
    folder = klass.root / "submitted" / "ada" / WORK
    folder.mkdir(parents=True)
    (folder / "timestamp.txt").write_text(at)
    assert klass.both().out[-1] == "1 returned"
    text = git(bare, "show", "feedback:FEEDBACK.md").replace("`", "")
    for each in says.split("|"):
        assert each in text
        assert "**" in each or each in git(bare, "show", "feedback:feedback.html")
    assert ("late" in text) == ("late" in says)


def test_two_with_one_repository_get_it_once_or_not_at_all(klass: Class) -> None:
    bare = klass.student("ada")
    klass.addresses["bob"] = f"file://{bare}"
    klass.report(reported("bob"))
    done = klass.both()
    assert done.out[-2:] == ["bob: has the repository and the report of ada", "1 returned, 1 returned with another"]
    assert done.status == 0
    before = refs(bare)
    klass.report(reported("bob", "Another."))
    done = klass.both()
    assert done.err == [
        "ada, bob: not returned: they have the same repository and different reports; correct the roster"
    ]
    assert done.status == 2 and refs(bare) == before


def test_hostile_files_on_the_branch_are_nobody_s_trouble(klass: Class) -> None:
    bare = klass.student("ada")
    git(bare, "config", "uploadpack.allowFilter", "true")
    klass.both()
    for name in ("FEEDBACK.md", "a\tb", 'quo"te\nline', "\udcff".encode("utf-8", "surrogateescape").decode("latin-1")):
        remotes.link(bare, name, "/etc/passwd", branch="feedback")
    remotes.entry(bare, "module", remotes.SUBMODULE, "1" * 40, branch="feedback")
    remotes.push(bare, {"big.bin": os.urandom(1 << 20), "feedback.html/x": b"1"}, "a folder", branch="feedback")
    klass.report(reported("ada", "Another."))
    assert klass.both().out[-1] == "1 returned"
    assert "Another." in git(bare, "show", "feedback:FEEDBACK.md")
    assert git(bare, "ls-tree", "feedback", "FEEDBACK.md").startswith("100644 blob")
    assert git(bare, "ls-tree", "feedback", "feedback.html").startswith("100644 blob")
    assert len(git(bare, "ls-tree", "-z", "feedback").rstrip("\0").split("\0")) == 7


def test_a_class_is_served_at_once(klass: Class) -> None:
    bares = [klass.student(f"student-{number:02}") for number in range(12)]
    look = klass.give_back("--jobs", "6", look=True)
    assert [line.split(":")[0] for line in look.out[:12]] == [bare.stem for bare in bares]
    assert klass.give_back("--jobs", "6").out[-1] == "12 returned"
    assert all(names(bare) == ["FEEDBACK.md", "feedback.html"] for bare in bares)
