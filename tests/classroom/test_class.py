"""A class of ten, from the release to the feedback in the students' clones: real repositories, real commands."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import nbformat
import pytest

from autograder.authoring.planted import answered
from autograder.notebooks.ipynb import grade_id
from autograder.notebooks.source import Source
from autograder.report import Report
from tests.classroom import remotes
from tests.classroom.repositories import solve, the_course
from tests.demo import found_course
from tests.sample_class import ASSIGNMENT

# What each step does is tried alone and in tests/classroom/test_workflows.py: this finds what they do to one another.
pytestmark = [pytest.mark.proof, pytest.mark.finds("what release, collect, grade and return do to one another")]

NOTEBOOKS = ("01-from-scratch.ipynb", "02-built-ins.ipynb", "03-real-data.ipynb")
LARGE = 200 << 20


@dataclass
class Class:
    """The course's root, and the repositories of its students on the host."""

    root: Path
    hosts: dict[str, Path] = field(default_factory=dict)

    def run(self, *arguments: str, status: int = 0) -> tuple[list[str], list[str]]:
        """The lines that a command of the instructor's says, and those that it complains."""
        done = subprocess.run(
            [sys.executable, "-m", "autograder", *arguments], cwd=self.root, capture_output=True, text=True
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout.splitlines(), done.stderr.splitlines()

    def clone(self, name: str) -> Path:
        """A student's working copy, which may be there already."""
        folder = self.root.parent / "clones" / name
        if not folder.exists():
            folder.parent.mkdir(exist_ok=True)
            remotes.clone(self.hosts[name], folder)
        return folder

    def push(self, name: str, *options: str) -> None:
        """What a student has done so far, on the host."""
        folder = self.clone(name)
        remotes.git(folder, "add", "--all")
        remotes.git(folder, "commit", "--quiet", "--allow-empty", "--message", "my answers")
        remotes.git(folder, "push", "--quiet", *options, "origin", "HEAD:main")

    def refs(self, name: str) -> list[str]:
        """The branches on the host, but for that of the feedback."""
        lines = remotes.git(self.hosts[name], "for-each-ref", "--format=%(refname) %(objectname)").splitlines()
        return [line for line in lines if not line.startswith("refs/heads/feedback ")]

    def due(self, when: datetime) -> None:
        """Sets the due date so that the minutes of grace have just passed at a time."""
        when -= timedelta(minutes=the_course()[0].late.grace_minutes)
        config = self.root / "course_config.py"
        text = config.read_text(encoding="utf-8")
        assert text.count("due=None,") == 1
        given = f"due=datetime.fromisoformat({when.isoformat()!r}),"
        config.write_text("from datetime import datetime\n" + text.replace("due=None,", given), encoding="utf-8")


def solve_half(folder: Path) -> None:
    """Every other answer of the first notebook."""
    source = Source(*the_course()).notebooks["01-from-scratch"]
    chosen = dict(list(source.solutions.items())[::2])
    (folder / NOTEBOOKS[0]).write_text(nbformat.writes(answered(source, chosen)), encoding="utf-8")


def conflict(folder: Path) -> None:
    """What git leaves in a notebook when two histories meet."""
    path = folder / NOTEBOOKS[0]
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    lines[20:20] = ["<<<<<<< HEAD\n", lines[20], "=======\n", lines[20], ">>>>>>> other\n"]
    path.write_text("".join(lines), encoding="utf-8")


@pytest.fixture(scope="module")
def klass(tmp_path_factory: pytest.TempPathFactory) -> Class:
    """The release, a repository for each student made from it, and what they have pushed by the first look."""
    top = tmp_path_factory.mktemp("class")
    klass = Class(found_course(top / "course", seed="of-this-class"))
    template = top / "template"
    said, _ = klass.run("release", "--classroom", str(template))
    assert any(line.startswith("student repository written") for line in said)
    remotes.git(template, "init", "--quiet", "--initial-branch", "main")
    remotes.git(template, "add", "--all")
    remotes.git(template, "commit", "--quiet", "--message", "Release")
    for name in ("ada", "bea", "cid", "dan", "eve", "fay", "gil", "hal", "jon"):
        klass.hosts[name] = remotes.remote(top / "hosts", name)
        if name != "eve":
            remotes.git(template, "push", "--quiet", str(klass.hosts[name]), "main")
    for name in ("ada", "dan", "gil", "hal"):
        solve(klass.clone(name))
    for name in ("bea", "cid"):
        solve_half(klass.clone(name))
    for name in NOTEBOOKS:
        (klass.clone("fay") / name).unlink()
    conflict(klass.clone("jon"))
    with (klass.clone("gil") / "model.pt").open("wb") as file:
        file.truncate(LARGE)
    for name in set(klass.hosts) - {"eve"}:
        klass.push(name)
    roster = [f"{name},{bare}" for name, bare in klass.hosts.items()]
    roster.append(f"ida,{top / 'hosts' / 'nobody.git'}")
    (klass.root / "roster.csv").write_text("\n".join(["id,repository", *sorted(roster)]) + "\n", encoding="utf-8")
    return klass


def about(name: str, lines: Sequence[str]) -> str:
    """The one line in which a student is named."""
    [line] = [line for line in lines if line.startswith(f"{name}:")]
    return line


def test_a_class_of_ten(klass: Class, practice_python: Path) -> None:
    practise(klass, practice_python)
    said, complained = klass.run("collect", "roster.csv", status=2)
    assert "is empty" in about("eve", said)
    assert "no notebook" in about("fay", said)
    assert "'model.pt' is larger than 20 MB" in about("gil", said)
    assert "merge conflict" in about("jon", said) and "as released" not in about("jon", said)
    assert "nobody.git" in about("ida", complained) and len(complained) == 1
    assert not [line for line in said if line.startswith(("ada:", "bea:", "cid:", "dan:", "hal:"))]

    klass.due(datetime.now(UTC))
    for name in ("cid", "dan"):
        (solve if name == "cid" else solve_half)(klass.clone(name))
    remotes.git(klass.clone("dan"), "checkout", "--quiet", "--orphan", "anew")
    klass.push("cid")
    klass.push("dan", "--force")
    remotes.delete(klass.hosts["hal"])
    before = {name: klass.refs(name) for name in klass.hosts}
    said, complained = klass.run("collect", "roster.csv", status=2)
    assert "pushed after" in about("cid", said) and "--late" in about("cid", said)
    assert "history rewritten" in about("dan", said)
    assert "branches are gone" in about("hal", said)
    assert len(complained) == 1

    scores = grade(klass)
    assert scores == {"ada": 90, "bea": scores["cid"], "cid": scores["bea"], "dan": 90, "gil": 90, "hal": 90, "jon": 0}
    assert 20 < scores["bea"] < 60

    give_back(klass, scores)
    assert {name: klass.refs(name) for name in klass.hosts} == before

    again, _ = klass.run("collect", "roster.csv", status=2)
    assert "7 unchanged" in "\n".join(again)
    told, _ = klass.run("return", "roster.csv", "--reports", "reports.jsonl", status=2)
    assert "6 already returned" in "\n".join(told)
    assert {name: klass.refs(name) for name in klass.hosts} == before


def practise(klass: Class, python: Path) -> None:
    """What students see when they run the practice: all is done, or something is missing, each with a hint."""
    for name, status in (("ada", 0), ("bea", 1)):
        done = subprocess.run(
            [str(python), "practice.py"], cwd=klass.clone(name), capture_output=True, text=True, timeout=300
        )
        assert done.returncode == status, done.stdout + done.stderr
        assert ("90 of 90 points" in done.stdout) is (status == 0)


def grade(klass: Class) -> dict[str, int]:
    """The grade of record: nbgrader's and the command's, which agree."""
    klass.run("grade", "submitted", "--json", "reports.jsonl", "--csv", "grades.csv", "--gradebook", status=2)
    lines = (klass.root / "reports.jsonl").read_text(encoding="utf-8").splitlines()
    reports = [Report.from_json(line) for line in lines]
    kept = (Report.from_json(path.read_bytes()) for path in (klass.root / "reports" / ASSIGNMENT).glob("*.json"))
    assert {each.submission: each.score for each in kept} == {each.submission: each.score for each in reports}
    with (klass.root / "grades.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == len(reports)
    return {report.submission: report.score or 0 for report in reports}


def give_back(klass: Class, scores: dict[str, int]) -> None:
    """A look, then the push; each student pulls the branch and reads their score."""
    options = ("return", "roster.csv", "--reports", "reports.jsonl")
    said, complained = klass.run(*options, status=2)
    assert not [name for name in klass.hosts if "feedback" in remotes.git(klass.hosts[name], "for-each-ref")]
    assert "--dry-run" in "\n".join(complained)
    klass.run(*options, "--dry-run", status=2)
    said, complained = klass.run(*options, status=2)
    assert "6 returned" in "\n".join(said)
    assert "hal" in about("hal", complained)  # whose branches are gone: feedback would become the default one
    for name in set(scores) - {"hal"}:
        folder = klass.clone(name)
        remotes.git(folder, "fetch", "--quiet", "origin")
        remotes.git(folder, "switch", "--quiet", "feedback")
        remotes.git(folder, "pull", "--quiet")
        assert f"{scores[name]} of 90" in (folder / "FEEDBACK.md").read_text(encoding="utf-8")
        assert "<html" in (folder / "feedback.html").read_text(encoding="utf-8")
        files = set(remotes.git(folder, "ls-tree", "--name-only", "HEAD").splitlines())
        assert not [file for file in files if not file.startswith("feedback") and file != "FEEDBACK.md"]


def test_answers_are_those_of_the_release(klass: Class) -> None:
    """The half that was solved is half of the answers that count."""
    text = remotes.git(klass.hosts["bea"], "show", f"main:{NOTEBOOKS[0]}")
    node = nbformat.reads(text, 4)
    open_ones = [cell for cell in node.cells if grade_id(cell) and "NotImplementedError" in cell.source]
    assert 5 < len(open_ones) < 20
