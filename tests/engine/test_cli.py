"""The command as it is run: one line for each thing that is wrong, and everything else is graded."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest

from autograder.course import Course
from autograder.render import read
from tests.engine.test_judge import SUITE
from tests.sample_class import ASSIGNMENT, write

pytestmark = pytest.mark.finds("the command's exit status, streams and files, as a process")

RIGHT = "def mse(a, b):\n    return ((a - b) ** 2).mean()"

CONFIG = """
from pathlib import Path
from autograder.course import Assignment, Course, Exercise, Notebook

HERE = Path(__file__).resolve().parent
NOTEBOOKS = [("01-from-scratch", "mse", "mse"), ("02-built-ins", "loss-function", "loss_fn")]
COURSE = Course(
    id="small", title="Small", root=HERE, seed="secret-seed", suites=HERE / "hidden",
    assignments=[Assignment(name="linear-regression", notebooks=[
        Notebook(name=name, exercises=[Exercise(id=each, questions=[13], provides=[provides])])
        for name, each, provides in NOTEBOOKS
    ])],
)
"""


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    status: int
    out: str
    lines: list[str]
    """Of standard error."""


def run(*arguments: str | Path, cwd: Path, command: tuple[str, ...] = (sys.executable, "-m", "autograder")) -> Done:
    environment = {name: each for name, each in os.environ.items() if not name.startswith("PY")}
    done = subprocess.run(
        [*command, *map(str, arguments)],
        cwd=cwd,
        env={**environment, "NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return Done(done.returncode, done.stdout, done.stderr.splitlines())


@pytest.fixture
def root(small_course: Course, tmp_path: Path) -> Path:
    """A course of its own, with a suite."""
    folder = tmp_path / "course"
    shutil.copytree(small_course.root, folder)
    (folder / "hidden" / ASSIGNMENT).mkdir(parents=True)
    (folder / "hidden" / ASSIGNMENT / "test_own.py").write_text(SUITE)
    (folder / "course_config.py").write_text(CONFIG)
    return folder


def one_line(done: Done, *says: str) -> None:
    """Exit status 2, and one line that says all of this."""
    assert done.status == 2, done
    assert len(done.lines) == 1, done.lines
    for each in says:
        assert each in done.lines[0]


# Grading


def test_what_is_bad_is_one_line_each_and_the_rest_is_graded(small_course: Course, root: Path, tmp_path: Path) -> None:
    write(small_course, tmp_path / "class" / "ada" / ASSIGNMENT, {"mse": RIGHT}, "release")
    broken = [{"edit": "text", "notebook": "02-built-ins.ipynb", "text": "{"}]
    write(small_course, tmp_path / "class" / "bob" / ASSIGNMENT, {"mse": RIGHT}, "release", broken)
    (tmp_path / "class" / "cy" / ASSIGNMENT).mkdir(parents=True)
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes.txt").write_text("")
    (tmp_path / "bad.zip").write_text("")
    targets = {name: tmp_path / name for name in ("json", "html", "junit", "csv")}
    options = [part for name, path in targets.items() for part in (f"--{name}", path)]
    bad = [tmp_path / name for name in ("none", "empty", "notes.txt", "bad.zip")]
    done = run("grade", *bad, tmp_path / "class", *options, cwd=root)
    assert done.status == 2
    named = ["none", "empty", "notes.txt", "cy", "bad: bad.zip: not a zip", "bob: 02-built-ins.ipynb: it is not JSON"]
    assert len(done.lines) == len(named), done.lines
    for name, line in zip(named, done.lines, strict=True):
        assert name in line
    assert "ada" in done.out
    assert "bob" in done.out

    reports = read(targets["json"])
    scores = [(each.submission, each.score, each.max_score) for each in reports]
    assert scores == [("bad", 0, 3), ("ada", 3, 3), ("bob", 3, 3)]
    assert [each.unreadable for each in reports] == [("bad.zip",), (), ("02-built-ins.ipynb",)]
    assert sorted(each.name for each in targets["html"].iterdir()) == ["ada.html", "bad.html", "bob.html", "index.html"]
    page = (targets["html"] / "index.html").read_text(encoding="utf-8")
    assert "ada.html" in page
    assert "bob.html" in page
    cases = ElementTree.parse(targets["junit"]).getroot().iter("testcase")
    assert len(list(cases)) == 6
    with targets["csv"].open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert [row[0] for row in rows[1:]] == ["bad", "ada", "bob"]
    assert "secret-seed" not in done.out + "".join(path.read_text() for path in tmp_path.glob("html/*"))


def test_a_submission_of_a_course_elsewhere(small_course: Course, root: Path, tmp_path: Path) -> None:
    write(small_course, tmp_path / "ada", {"mse": RIGHT}, "release")
    done = run("grade", "ada", "--course", root / "solutions", cwd=tmp_path)
    assert (done.status, done.lines) == (0, [])
    assert "3/3" in done.out


def test_a_files_name_does_nothing_to_a_terminal_or_a_runner(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ada"
    folder.mkdir()
    (folder / "x\x1b]0;owned\x07\n::error::owned\nb.ipynb").write_text("{")
    done = run("grade", folder, cwd=root)
    assert done.status == 2
    assert "\x1b" not in "".join(done.lines)
    assert not any(line.lstrip().startswith("::") for line in done.lines)
    assert any("x\\x1b]0;owned" in line for line in done.lines)


def test_a_grader_error_is_status_1_and_no_score(small_course: Course, root: Path, tmp_path: Path) -> None:
    suite = root / "hidden" / ASSIGNMENT / "test_own.py"
    suite.write_text(SUITE.replace('expect.that(True, "it answers")', "raise TypeError"))
    write(small_course, tmp_path / "ada", {"mse": RIGHT}, "release")
    done = run("grade", tmp_path / "ada", "--json", tmp_path / "json", cwd=root)
    assert done.status == 1
    assert [each.score for each in read(tmp_path / "json")] == [None]
    assert "mse::test_it_answers" in "".join(done.lines)


def test_a_page_for_each_of_several_submissions_of_one_name(small_course: Course, root: Path, tmp_path: Path) -> None:
    for place in ("a", "b", "c"):
        write(small_course, tmp_path / place / "ada", {}, "release")
    folders = [tmp_path / place / "ada" for place in ("a", "b", "c")]
    assert run("grade", *folders, "--html", tmp_path / "html", cwd=root).status == 0
    pages = sorted(each.name for each in (tmp_path / "html").glob("*.html"))
    assert len(pages) == 4
    index = (tmp_path / "html" / "index.html").read_text(encoding="utf-8")
    assert all(f'/{page}"' in index for page in pages if page != "index.html")


@pytest.mark.parametrize(
    ("option", "target"),
    [("--json", "folder"), ("--html", "file"), ("--csv", "none/x")],
)
def test_a_target_that_cannot_be_written_is_one_line(
    small_course: Course, root: Path, tmp_path: Path, option: str, target: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("")
    write(small_course, tmp_path / "ada", {"mse": RIGHT}, "release")
    one_line(run("grade", tmp_path / "ada", option, tmp_path / target, cwd=root), str(tmp_path / target.split("/")[0]))


def test_an_old_journal_is_kept_when_nothing_is_graded(root: Path, tmp_path: Path) -> None:
    (tmp_path / "json").write_text("a report\n")
    run("grade", tmp_path / "none", "--json", tmp_path / "json", cwd=root)
    assert (tmp_path / "json").read_text() == "a report\n"


# What is asked for wrongly


def test_an_unknown_assignment(root: Path) -> None:
    one_line(run("grade", ".", "--assignment", "hw9", cwd=root), "'hw9'", ASSIGNMENT)


@pytest.mark.parametrize("command", [("grade", "."), ("check",)])
def test_no_course(tmp_path: Path, command: tuple[str, ...]) -> None:
    one_line(run(*command, cwd=tmp_path), "course_config.py", "--course")


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda root: (root / "course_config.py").write_text("def"), "SyntaxError"),
        (lambda root: shutil.rmtree(root / "assignments"), "01-from-scratch.ipynb"),
        (lambda root: shutil.rmtree(root / "solutions"), "solutions"),
        (lambda root: shutil.rmtree(root / "hidden"), "hidden"),
        (lambda root: (root / "hidden" / ASSIGNMENT / "test_own.py").write_text("def"), "test_own.py"),
    ],
    ids=["config", "assignments", "solutions", "suites", "suite"],
)
def test_a_broken_course_is_one_line(
    small_course: Course, root: Path, tmp_path: Path, spoil: Callable[[Path], object], says: str
) -> None:
    write(small_course, tmp_path / "ada", {}, "release")
    spoil(root)
    one_line(run("grade", tmp_path / "ada", cwd=root), says)


@pytest.mark.parametrize("arguments", [("grade",), ("grade", ".", "--jobs", "0"), ("mark",), ("grade", "--nothing")])
def test_wrong_usage_is_status_2(root: Path, arguments: tuple[str, ...]) -> None:
    done = run(*arguments, cwd=root)
    assert done.status == 2
    assert any("--help" in line or "Error" in line for line in done.lines)


# Other commands


def test_doctor(tmp_path: Path) -> None:
    done = run("doctor", cwd=tmp_path)
    assert (done.status, done.lines) == (0, [])
    for word in ("torch", "sandbox", "rlimits"):
        assert word in done.out


def test_release(root: Path, tmp_path: Path) -> None:
    before = (root / "assignments" / ASSIGNMENT / "01-from-scratch.ipynb").read_bytes()
    path = root / "solutions" / ASSIGNMENT / "01-from-scratch.ipynb"
    stub = "def mse(a, b):\\n    ### BEGIN SOLUTION\\n    return 5\\n    ### END SOLUTION"
    path.write_text(path.read_text().replace("def mse(a, b):\\n    return ((a - b) ** 2).mean()", stub))
    (root / "nbgrader_config.py").write_text(
        "from autograder.frontends.nbgrader import configure\nconfigure(get_config(), __file__)\n"
    )
    done = run("release", cwd=root)
    assert done.status == 0, done
    after = (root / "assignments" / ASSIGNMENT / "01-from-scratch.ipynb").read_bytes()
    assert after != before
    assert b"return 5" not in after
    assert b"NotImplementedError" in after


def test_the_script_is_the_module(root: Path) -> None:
    script = (str(Path(sys.executable).with_name("autograder")),)
    wrong = ("grade", ".", "--assignment", "hw9")
    assert run(*wrong, cwd=root) == run(*wrong, cwd=root, command=script)
    as_script, as_module = run("--help", cwd=root, command=script), run("--help", cwd=root)
    assert as_script.out.splitlines()[1:] == as_module.out.splitlines()[1:]


# For the instructor's eyes


def test_what_a_check_asked_and_expected_is_explained(small_course: Course, root: Path, tmp_path: Path) -> None:
    sums = "def mse(a, b):\n    return ((a - b) ** 2).sum()"
    for student, answer in (("ada", sums), ("bob", RIGHT)):
        write(small_course, tmp_path / "class" / student / ASSIGNMENT, {"mse": answer}, "release")
    done = run("grade", tmp_path / "class", "--explain", "ada:mse", cwd=root)
    assert (done.status, done.lines) == (0, [])
    for part in ("ada", "mse", "1/3", "test_value", "asked", "mse(tensor(1, 2)", "came", "expected", "missed"):
        assert part in done.out
    assert "bob" not in done.out
    assert "loss_fn" not in done.out


def test_what_an_exception_said_and_where_is_explained(small_course: Course, root: Path, tmp_path: Path) -> None:
    text = "def mse(a, b):\n    gap = a - b\n    return gap.numell()"
    write(small_course, tmp_path / "ada", {"mse": text}, "release")
    done = run("grade", tmp_path / "ada", "--explain", "ada:mse", "--explain", "ada:loss-function", cwd=root)
    assert (done.status, done.lines) == (0, [])
    assert "return gap.numell()" in done.out
    assert "AttributeError: 'Tensor' object has no attribute 'numell'" in done.out
    assert "in line 3 of its cell" in done.out
    assert "loss-function" in done.out


def test_a_students_text_does_nothing_where_it_is_explained(small_course: Course, root: Path, tmp_path: Path) -> None:
    write(
        small_course,
        tmp_path / "ada",
        {"mse": "def mse(a, b):\n    return '\\x1b]0;owned\\x07[red]::error::x'"},
        "release",
    )
    done = run("grade", tmp_path / "ada", "--explain", "ada:mse", cwd=root)
    assert done.status == 0
    assert "\x1b" not in done.out
    assert "[red]" in done.out
    assert "::error" not in done.out


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ("bob:mse", ["no submission of 'bob'", "there is ada"]),
        ("ada:fit", ["no exercise 'fit'", "mse"]),
        ("mse", ["no submission of ''"]),
    ],
)
def test_who_and_what_cannot_be_explained_is_said(
    small_course: Course, root: Path, tmp_path: Path, wanted: str, says: list[str]
) -> None:
    write(small_course, tmp_path / "ada", {}, "release")
    one_line(run("grade", tmp_path / "ada", "--explain", wanted, cwd=root), *says)


def test_an_explanation_is_written_nowhere(small_course: Course, root: Path, tmp_path: Path) -> None:
    write(small_course, tmp_path / "ada", {}, "release")
    one_line(
        run("grade", tmp_path / "ada", "--explain", "ada:mse", "--csv", tmp_path / "x.csv", cwd=root), "writes nothing"
    )
