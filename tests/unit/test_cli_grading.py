"""The command ``grade``: what it makes of its options before and after anything is graded."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from autograder.cli import main
from autograder.cli.grading import write_pages
from autograder.course import load_course
from autograder.course.roster import read_roster
from tests.unit.reports import BROKEN, FULL, MIXED

COURSE = Path(__file__).parents[2]
TWO = """
from pathlib import Path
from autograder.course import Assignment, Course, Notebook

COURSE = Course(
    id="c", title="C", root=Path(__file__).resolve().parent, seed="s",
    assignments=[Assignment(name=name, notebooks=[Notebook(name="nb", exercises=[])]) for name in ("hw", "warm-up")],
)
"""


def refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    """The one line with which the command ends at status 2."""
    monkeypatch.setattr(sys, "argv", ["autograder", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    [line] = capsys.readouterr().err.splitlines()
    return line


@pytest.mark.parametrize(
    ("first", "shown"),
    [
        ("id,first_name,last_name\nada,Ada,L\nkim,Kim,P\n", ["Ada L", "Kim P", "nothing handed in"]),
        ("identifier,github_username\nada,al\nkim,\n", [">ada<", ">kim<", "nothing handed in"]),
        ("id;last_name\nADA;L\ngrace;\nlinus;T\n", [">L<", ">grace<", ">T<"]),
    ],
    ids=["names", "ids alone", "another case"],
)
def test_a_class_page_has_the_names_of_the_roster(tmp_path: Path, first: str, shown: list[str]) -> None:
    (tmp_path / "roster.csv").write_text(first, encoding="utf-8")
    write_pages([MIXED, FULL, BROKEN], load_course(COURSE), tmp_path, read_roster(tmp_path / "roster.csv"))
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert [each for each in shown if each not in page] == []
    assert ("nothing handed in" in page) == ("kim" in first)


def test_a_roster_is_for_the_class_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "roster.csv").write_text("id\nada\n", encoding="utf-8")
    options = ("grade", tmp_path, "--course", COURSE, "--roster")
    assert "--html" in refused(monkeypatch, capsys, *options, tmp_path / "roster.csv")
    assert "none.csv" in refused(monkeypatch, capsys, *options, tmp_path / "none.csv", "--html", tmp_path / "pages")


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """A course of two assignments, with an empty folder for each of them and one of no assignment's."""
    (tmp_path / "course_config.py").write_text(TWO, encoding="utf-8")
    for folder in ("one/ada/hw", "both/ada/hw", "both/bob/warm-up", "none/ada/week-1"):
        (tmp_path / folder).mkdir(parents=True)
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["one"], "expected *.ipynb or <student>/hw/*.ipynb"),
        (["one/ada"], "<student>/hw/*.ipynb"),
        (["both", "--assignment", "warm-up"], "<student>/warm-up/*.ipynb"),
        (["both"], "folders of hw and warm-up in what was given; say --assignment"),
        (["none"], "say --assignment with one of: hw, warm-up"),
        (["one", "--assignment", "nothing"], "unknown assignment 'nothing'"),
    ],
)
def test_what_is_graded_is_of_the_assignment_that_its_folders_say(
    two: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    monkeypatch.chdir(two)
    assert says in refused(monkeypatch, capsys, "grade", *arguments)


@pytest.mark.parametrize("command", ["grade x", "collect x", "return x", "release", "check", "gradescope"])
def test_the_assignment_is_spelled_in_one_way(
    two: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    monkeypatch.chdir(two)
    arguments = command.split()
    assert "unknown assignment 'nothing'" in refused(monkeypatch, capsys, *arguments, "--assignment", "nothing")
    assert "say --assignment with one of: hw, warm-up" in refused(monkeypatch, capsys, *arguments)
    if len(arguments) == 1:
        assert "unknown assignment 'nothing'" in refused(monkeypatch, capsys, command, "nothing")
        assert "both named" in refused(monkeypatch, capsys, command, "hw", "--assignment", "warm-up")
