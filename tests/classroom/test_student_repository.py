"""A student repository holds what a student needs and nothing that is hidden; its practice run is fair and robust."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from typer.testing import CliRunner

from autograder.authoring import consistency
from autograder.cli import app
from autograder.course import Course, CourseError, load_course
from autograder.frontends.repositories import classroom
from autograder.frontends.repositories.classroom import badges, checks, files_of, pins, write_repository
from autograder.judging.judge import Judge
from tests.classroom.repositories import cell, edit, left_behind, practice, solve, the_course, write_tests
from tests.demo import found_course
from tests.sample_class import ASSIGNMENT

pytestmark = pytest.mark.finds("what pytest of 2022 and of today make of the practice run, kernels and all")

COURSE, LINEAR = the_course()
IDS = [exercise.id for exercise in LINEAR.exercises]
OURS = {
    ".devcontainer/devcontainer.json",
    ".github/workflows/classroom.yml",
    ".gitignore",
    "01-from-scratch.ipynb",
    "02-built-ins.ipynb",
    "03-real-data.ipynb",
    "README.md",
    "checks.json",
    "crops.csv",
    "notebook_checks.py",
    "penguins.csv",
    "practice.py",
    "public_checks_test.py",
    "requirements.txt",
}


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_everything_that_a_student_needs_is_there(released: Path) -> None:
    assert set(tree(released)) >= OURS
    assert not [name for name in tree(released) if name.endswith((".jinja", ".pyc", ".new"))]


def test_notebooks_and_tables_are_those_of_the_release(released: Path) -> None:
    assert tree(COURSE.release_folder(LINEAR)).items() <= tree(released).items()


def test_it_is_the_same_every_time(released: Path, tmp_path: Path) -> None:
    again = write_repository(COURSE, LINEAR, tmp_path / "deep" / "down")
    assert tree(again.folder) == tree(released)
    assert not again.updated


def test_versions_are_those_of_the_constraints(released: Path) -> None:
    lines = (released / "requirements.txt").read_text().splitlines()
    pinned = [line for line in lines if "==" in line]
    constraints = (COURSE.root / "constraints.txt").read_text().splitlines()
    assert [line.partition("==")[0] for line in pinned] == list(classroom.NEEDED)
    assert set(pinned) <= set(constraints)
    assert lines[-1] == "pytest>=7.2"


def test_a_course_without_constraints_names_what_is_installed_here(tmp_path: Path) -> None:
    assert pins(COURSE.model_copy(update={"root": tmp_path})) == pins(COURSE)


def test_a_pin_that_is_missing_is_named(tmp_path: Path) -> None:
    (tmp_path / "constraints.txt").write_text("torch==2.13.0\n# numpy==2\n")
    with pytest.raises(CourseError, match=r"constraints\.txt does not pin 'numpy'"):
        pins(COURSE.model_copy(update={"root": tmp_path}))


def test_the_checks_are_the_released_cells(released: Path) -> None:
    written = json.loads((released / "checks.json").read_text())
    assert [each["id"] for each in written["exercises"]] == IDS
    assert sum(each["points"] for each in written["exercises"]) == 90
    for each in written["exercises"]:
        node = nbformat.reads((released / each["notebook"]).read_text(), 4)
        assert each["source"] == cell(node.cells, each["check_cell"]).source
        assert each["bonus"] == (each["points"] == 0)
        assert [question["number"] for question in each["questions"]] == list(exercise(each["id"]).questions)
        assert all(question["topic"] for question in each["questions"])


def exercise(name: str) -> Any:
    return LINEAR.notebook_of(name).exercise(name)


def test_the_readme_links_every_notebook_and_opens_it_elsewhere(released: Path) -> None:
    assert "Open in" not in (released / "README.md").read_text(), "the published address leads nowhere"
    course = COURSE.model_copy(update={"address": "https://raw.githubusercontent.com/o/r/main/assignments"})
    text = files_of(course, LINEAR)["README.md"].decode()
    for notebook in LINEAR.notebooks:
        assert f"[{notebook.filename}]({notebook.filename})" in text
        links = badges(course, LINEAR, notebook)
        assert set(links) == {"Colab", "Binder", "Kaggle"}
        assert all(f"]({link})" in text for link in links.values())
    assert "**What it is not**: your grade" in text
    assert max(map(len, (line for line in text.splitlines() if not line.startswith("|")))) <= 120


@pytest.mark.parametrize(
    ("address", "services"),
    [("", []), ("https://example.org/course/", ["Kaggle"]), ("https://raw.githubusercontent.com/o/r/main", None)],
)
def test_badges_are_those_that_can_work(address: str, services: list[str] | None, tmp_path: Path) -> None:
    course = COURSE.model_copy(update={"address": address})
    links = badges(course, LINEAR, LINEAR.notebooks[0])
    assert list(links) == (["Colab", "Binder", "Kaggle"] if services is None else services)
    assert not [link for link in links.values() if "//" in link.replace("https://", "")]
    text = files_of(course, LINEAR)["README.md"].decode()
    assert text.count("Open in") == len(links) * len(LINEAR.notebooks)
    assert ("fresh copy" in text) is bool(links)
    rows = [line for line in text.splitlines() if line.startswith("| [")]
    assert {row.count(" | ") for row in rows} == {3 if links else 2}


def test_the_readme_says_when_it_is_due() -> None:
    due = datetime(2027, 3, 1, 23, 59, tzinfo=ZoneInfo("Europe/Berlin"))
    text = files_of(COURSE, LINEAR.model_copy(update={"due": due}))["README.md"].decode()
    assert "**Due** Monday, 01 March 2027, 23:59 (CET)." in text
    assert "**Due**" not in files_of(COURSE, LINEAR)["README.md"].decode()


def test_an_update_leaves_what_is_not_ours(released: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(released, tmp_path / "repository")
    git = folder / ".git" / "HEAD"
    git.parent.mkdir()
    git.write_text("ref: refs/heads/main\n")
    (folder / "notes.txt").write_text("mine")
    (folder / "crops.csv").write_text("old")
    elsewhere = tmp_path / "elsewhere.md"
    elsewhere.write_text("mine")
    (folder / "README.md").unlink()
    (folder / "README.md").symlink_to(elsewhere)
    written = write_repository(COURSE, LINEAR, folder)
    assert written.updated and written.foreign == ("notes.txt",)
    assert tree(folder) == {**tree(released), "notes.txt": b"mine", ".git/HEAD": b"ref: refs/heads/main\n"}
    assert elsewhere.read_text() == "mine"


@pytest.mark.parametrize("place", ["solutions/new", "assignments", "assignments/linear-regression", "source_data"])
def test_no_folder_that_belongs_to_the_course(copied: Course, place: str) -> None:
    before = tree(copied.root)
    with pytest.raises(CourseError, match=r"belongs to the course; name another folder$"):
        write_repository(copied, LINEAR, copied.root / place)
    assert tree(copied.root) == before


@pytest.mark.parametrize("place", [".", ".."])
def test_no_folder_that_holds_a_course(copied: Course, place: str) -> None:
    with pytest.raises(CourseError, match=r"holds a course, with its solutions; name a folder"):
        write_repository(copied, LINEAR, copied.root / place)


def test_no_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CourseError, match=r"file' is a file; name a folder"):
        write_repository(COURSE, LINEAR, tmp_path / "file")


def test_no_other_course(tmp_path: Path) -> None:
    (tmp_path / "course_config.py").write_text("")
    with pytest.raises(CourseError, match="holds a course"):
        write_repository(COURSE, LINEAR, tmp_path)


def test_data_must_not_take_the_place_of_our_files(copied: Course) -> None:
    (copied.release_folder(LINEAR) / "README.md").write_text("data")
    with pytest.raises(CourseError, match=r"solutions/linear-regression/README.md: .* 'README.md' of its own; rename"):
        files_of(copied, LINEAR)


def test_without_a_release_the_next_step_is_named(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"is not there; run `autograder release linear-regression`$"):
        files_of(COURSE.model_copy(update={"root": tmp_path}), LINEAR)


@pytest.fixture
def copied(tmp_path: Path) -> Course:
    """The course in a folder of its own, released."""
    root = found_course(tmp_path / "course", seed="of-this-class")
    shutil.copytree(COURSE.root / "assignments", root / "assignments")
    return load_course(root)


def test_the_command_writes_it_and_says_what_comes_next(copied: Course, released: Path, tmp_path: Path) -> None:
    folder = tmp_path / "template"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    done = CliRunner().invoke(app, ["release", "--course", str(copied.root), "--classroom", str(folder)])
    assert done.exit_code == 0, done.output
    assert f"student repository updated: {folder}" in done.output
    assert "left alone there: notes.txt" in done.output
    assert "git init" in done.output and "git push" in done.output
    assert tree(folder) == {**tree(released), "notes.txt": b"mine"}


def test_the_command_refuses_before_it_releases(copied: Course) -> None:
    before = tree(copied.root)
    arguments = ["release", "--course", str(copied.root), "--classroom", str(copied.root / "solutions")]
    done = subprocess.run([sys.executable, "-m", "autograder", *arguments], capture_output=True, text=True)
    assert done.returncode == 2
    assert "belongs to the course" in " ".join(done.stderr.split())
    assert tree(copied.root) == before


# Nothing hidden


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with Judge(COURSE.with_weak_sandbox(), LINEAR) as opened:
        yield opened


def test_nothing_hidden_is_in_it(judge: Judge) -> None:
    assert list(consistency._leaks(judge)) == []


def hidden_line() -> str:
    lines = (COURSE.suite_folder(LINEAR) / "test_01b_model_and_loss.py").read_text().splitlines()
    return max(lines, key=len).strip()


def solution(name: str) -> str:
    path = COURSE.source_folder(LINEAR) / LINEAR.notebook_of(name).filename
    return str(cell(nbformat.reads(path.read_text(), 4).cells, name).source)


@pytest.mark.parametrize(
    ("file", "planted", "says"),
    [
        ("README.md.jinja", lambda: f"Look at {COURSE.seed}.", COURSE.seed),
        ("practice.py", lambda: "CHECKED = 'test_mean_is_taken_over_every_element'", "test_mean_is_taken"),
        (".github/hint.yml", lambda: f"# {hidden_line()}", "of the hidden suite"),
        ("more/data.json", lambda: json.dumps({"a": [solution("mse")]}), "holds the solution of 'mse'"),
        ("notebook_checks.py", lambda: "assert why_random_is_wrong == 'C'", "value of 'why_random_is_wrong'"),
        ("notes.txt", lambda: solution("fit").replace("    ", "  "), "holds the solution of 'fit'"),
    ],
    ids=["seed", "hidden check", "line of a suite", "solution in JSON", "answer", "solution"],
)
def test_a_planted_leak_is_found(
    judge: Judge, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, file: str, planted: Callable[[], str], says: str
) -> None:
    templates = shutil.copytree(classroom.TEMPLATES, tmp_path / "templates")
    path = templates / file
    path.parent.mkdir(exist_ok=True)
    path.write_text((path.read_text() if path.exists() else "") + f"\n{planted()}\n")
    monkeypatch.setattr(classroom, "TEMPLATES", templates)
    (found,) = consistency._leaks(judge)
    assert found.startswith(f"a student repository's {file.removesuffix('.jinja')} ")
    assert says in found and found.endswith(f"take it out of {templates}")


# The practice run, in an environment that has nothing but the requirements and pytest 7.2


def test_a_solved_repository_passes_all(practice_python: Path, released: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(released, tmp_path / "repository")
    solve(folder)
    assert practice(practice_python, folder) == dict.fromkeys(IDS, "")


def test_an_untouched_repository_fails_all(practice_python: Path, released: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(released, tmp_path / "repository")
    told = practice(practice_python, folder, cwd=tmp_path)
    assert list(told) == IDS
    assert [name for name, why in told.items() if not why] == []
    assert told["linear-models"] == "the name is_linear is not bound yet: expected a dictionary"
    assert told["mse"] == "not answered yet: `raise NotImplementedError()` still stands there"
    assert not [why for why in told.values() if "Traceback" in why or "\x1b" in why or "\n" in why]


def test_mishaps_cost_what_they_must(practice_python: Path, released: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(released, tmp_path / "repository")
    solve(folder)

    def first(cells: list[Any]) -> None:
        cell(cells, "weighted-sum").source = "def predict_one(features, weights, bias):\n    return bias"
        cell(cells, "check-weighted-sum").source = "print('all is well')"
        cell(cells, "check-nudge").source = "assert False, 'spoilt'"
        cells.remove(cell(cells, "check-slope"))
        doubled = cell(cells, "check-descend")
        cells.insert(1, nbformat.from_dict({**doubled, "id": "copy-1"}))
        cells.append(nbformat.from_dict({**doubled, "id": "copy-2"}))

    edit(folder, "01-from-scratch.ipynb", first)
    edit(folder, "02-built-ins.ipynb", lambda cells: cell(cells, "batches").update(source="import os\nos._exit(0)"))
    (folder / "03-real-data.ipynb").unlink()
    told = practice(practice_python, folder)
    assert told["weighted-sum"].startswith("predict_one([1.0, 2.0, 3.0], [4.0, 5.0, 6.0], 7.0): ")
    assert {told[name] for name in ("nudge", "slope", "descend")} == {""}
    assert "updates_per_epoch" in told["batches"]
    assert told["batches"].endswith("(the cell of the answer: it ended the kernel, as os._exit does)")
    missing = {told[each.id] for each in LINEAR.notebooks[2].exercises}
    assert missing == {"03-real-data.ipynb is missing; put it beside public_checks_test.py, under this name"}
    assert {name for name, why in told.items() if why} == {
        "weighted-sum",
        "batches",
        *(each.id for each in LINEAR.notebooks[2].exercises),
    }


NOBODY: Mapping[str, Sequence[str]] = {}
LIMITS: Any = {"cell_seconds": 3, "seconds_after_timeout": 2, "notebook_seconds": 120}


def small(
    released: Path,
    folder: Path,
    limits: Any = LIMITS,
    leans_on: Mapping[str, Sequence[str]] = NOBODY,
    /,
    **answers: str,
) -> Path:
    """A repository with one notebook of small exercises, which need no torch: each answer binds the exercise's name."""
    folder.mkdir()
    for name in ("notebook_checks.py", "practice.py"):
        shutil.copy(released / name, folder)
    write_tests(folder, {name: f"test_{name}" for name in answers})
    exercises, cells = [], []
    for name, answer in answers.items():
        check = f"assert {name}() == 1, f'expected 1, got {{{name}()}}'"
        ids: list[tuple[str, str]] = [(name, answer), (f"check-{name}", check)]
        cells += [new_code_cell(text, metadata={"nbgrader": {"grade_id": each}}) for each, text in ids]
        exercises.append(
            {
                "id": name,
                "notebook": "n.ipynb",
                "check_cell": f"check-{name}",
                "points": 1,
                "source": check,
                "test": f"test_{name}",
                "leans_on": list(leans_on.get(name, ())),
                "questions": [],
                "bonus": False,
            }
        )
    (folder / "checks.json").write_text(json.dumps({**limits, "exercises": exercises}))
    (folder / "n.ipynb").write_text(nbformat.writes(new_notebook(cells=cells)))
    return folder


RIGHT = "{} = lambda: 1"
STUBBORN = """
def {}():
    while True:
        try:
            while True:
                sum(range(1000))
        except BaseException:
            pass
"""
COLOURED = "{}_text = chr(27) + '[31mred' + chr(27) + '[0m'\ndef {}(): raise ValueError({}_text)"
LOUD = "import sys, warnings\nwarnings.warn('old')\ndef {}():\n    print('help', file=sys.stderr)\n    return 1"


BAD = {
    "before": (RIGHT, ""),
    "loop": ("def {}():\n    while True: pass", "it did not end within 3 seconds"),
    "between": (RIGHT, ""),
    "top": ("while True: pass", "{unbound}it did not end within 2 seconds)"),
    "stubborn": (STUBBORN, "it did not end within 2 seconds and could not be interrupted"),
    "exits": ("import os\ndef {}(): os._exit(3)", "it ended the kernel, as os._exit does"),
    "leaves": ("import os\nos.kill(os.getpid(), 9)", "{unbound}it ended the kernel, as os._exit does)"),
    "quits": ("import sys\nsys.exit()", "{unbound}SystemExit)"),
    "shuts": ("exit()", "{unbound}it ended the kernel, as os._exit does)"),
    "broken": ("def {}(:", "{unbound}SyntaxError: invalid syntax (line 1))"),
    "wrong": ("{} = lambda: 2", "expected 1, got 2"),
    "coloured": (COLOURED, "ValueError: red"),
    "loud": (LOUD, ""),
    "prints": ("print('y' * 10_000_000)\n{} = lambda: 1", ""),
    "last": (RIGHT, ""),
}
"""Exercise -> its answer, and what its test says."""


def expected(name: str) -> str:
    unbound = f"NameError: name {name!r} is not defined\n(the cell of the answer: "
    return BAD[name][1].replace("{unbound}", unbound)


@pytest.mark.parametrize(
    ("newest", "names"),
    [(False, list(BAD)), (True, ["before", "loop", "leaves", "wrong", "loud", "last"])],
    ids=["pytest 7.2", "pytest of today"],
)
def test_one_bad_cell_costs_its_own_exercise(
    practice_python: Path, released: Path, tmp_path: Path, newest: bool, names: list[str]
) -> None:
    answers = {name: BAD[name][0].replace("{}", name) for name in names}
    folder = small(released, tmp_path / "small", **answers)
    python = Path(sys.executable) if newest else practice_python
    told = practice(python, folder, "-W", "error", "-p", "no:cacheprovider")
    assert told == {name: expected(name) for name in names}


def test_nobody_is_asked(practice_python: Path, released: Path, tmp_path: Path) -> None:
    folder = small(released, tmp_path / "small", asks="asks = lambda: int(input())")
    assert practice(practice_python, folder)["asks"].startswith("StdinNotImplementedError: ")


def test_a_notebook_is_not_begun_for_ever(practice_python: Path, released: Path, tmp_path: Path) -> None:
    names = [f"exit{number}" for number in range(8)]
    folder = small(released, tmp_path / "small", **dict.fromkeys(names, "import os\nos._exit(0)"))
    told = practice(practice_python, folder)
    assert told["exit0"].endswith("(the cell of the answer: it ended the kernel, as os._exit does)")
    assert told["exit7"] == "this notebook ended its kernel 6 times, and the rest of it was not run"


def test_a_notebook_has_a_time_of_its_own(practice_python: Path, released: Path, tmp_path: Path) -> None:
    slow = "import time\ntime.sleep(2.5)\n{} = lambda: 1"
    answers = {name: slow.replace("{}", name) for name in ("one", "two", "three", "four")}
    folder = small(released, tmp_path / "small", {**LIMITS, "notebook_seconds": 6}, **answers)
    told = practice(practice_python, folder)
    assert told["one"] == ""
    assert told["four"] == "not run: the notebook as a whole took longer than 6 seconds"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_no_kernel_outlives_a_run_that_is_stopped(
    practice_python: Path, released: Path, tmp_path: Path, number: signal.Signals
) -> None:
    answer = "from pathlib import Path\nPath('begun').touch()\nwhile True: pass"
    folder = small(released, tmp_path / "small", {**LIMITS, "cell_seconds": 60}, one=answer)
    with subprocess.Popen([practice_python, "-m", "pytest"], cwd=folder, stdout=subprocess.DEVNULL) as run:
        wait_until((folder / "begun").exists)
        run.send_signal(number)
        run.wait(timeout=30)
    wait_until(lambda: not left_behind(folder))


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "n.ipynb cannot be read as a notebook: "),
        (b"\xff\xfe\x00", "n.ipynb cannot be read as a notebook: "),
        (b'{"cells": 3, "nbformat": 4}', "n.ipynb cannot be read as a notebook: "),
        (b'{\n<<<<<<< HEAD\n"cells": []\n', "a merge conflict, <<<<<<<, stands in it; settle it with git"),
    ],
    ids=["empty", "not text", "no cells", "merge conflict"],
)
def test_an_unreadable_notebook_is_told_in_one_line(
    practice_python: Path, released: Path, tmp_path: Path, data: bytes, says: str
) -> None:
    folder = small(released, tmp_path / "small", one=RIGHT, two=RIGHT)
    (folder / "n.ipynb").write_bytes(data)
    told = practice(practice_python, folder)
    assert len(set(told.values())) == 1
    assert says in told["one"] and "\n" not in told["one"]


def test_without_its_list_of_checks_it_says_so(practice_python: Path, released: Path, tmp_path: Path) -> None:
    folder = small(released, tmp_path / "small", one=RIGHT)
    (folder / "checks.json").write_text("{")
    done = subprocess.run([practice_python, "-m", "pytest"], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 2
    assert "checks.json cannot be read" in done.stdout and "Traceback" not in done.stdout


def test_checks_without_topics_are_written_too(copied: Course) -> None:
    (copied.data_folder / "questions.toml").unlink()
    first = checks(copied, copied.assignment(ASSIGNMENT))["exercises"][0]
    assert first["questions"] == [{"number": 1, "topic": ""}]


def test_the_package_holds_every_file_of_a_repository(tmp_path: Path) -> None:
    """As a wheel is built: dot files are easily passed over."""
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(COURSE.root / name, tmp_path)
    package = COURSE.root / "autograder"
    shutil.copytree(package, tmp_path / "autograder", ignore=shutil.ignore_patterns("__pycache__", "suites"))
    command = [sys.executable, "-W", "ignore", "-c", "import setuptools; setuptools.setup()", "-q"]
    subprocess.run([*command, "build_py", "--build-lib", "built"], cwd=tmp_path, check=True, capture_output=True)
    built = tree(tmp_path / "built" / "autograder" / "templates" / "repository")
    wanted = tree(classroom.TEMPLATES)
    assert set(built) == {name for name in wanted if not set(Path(name).parts) & {*classroom.SKIPPED}}


def test_processes_of_a_kernel_end_with_it(practice_python: Path, released: Path, tmp_path: Path) -> None:
    sleeps = "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])"
    answer = f"import subprocess, sys\n{sleeps}\none = lambda: 1"
    folder = small(released, tmp_path / "small", one=answer)
    assert practice(practice_python, folder) == {"one": ""}  # which looks for them, too


# What waits for another exercise

STUB = "raise NotImplementedError()"
WAITS: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "a chain": (
        {"a": "a = lambda: 2", "b": "b = lambda: a()", "c": "c = lambda: b()", "d": "d = lambda: 1"},
        {"a": "expected 1, got 2", "b": "waits for a", "c": "waits for a"},
    ),
    "not answered": (
        {"a": "def a():\n    raise NotImplementedError()", "b": "b = lambda: a()", "c": "c = lambda: 1"},
        {"a": "not answered yet: `raise NotImplementedError()` still stands there", "b": "waits for a"},
    ),
    "two roots": (
        {"a": "a = lambda: 2", "b": "b = lambda: 2", "c": "c = lambda: a() + b()", "d": "d = lambda: 1"},
        {"a": "expected 1, got 2", "b": "waits for a", "c": "waits for a"},
    ),
    "its own": (
        {"a": "a = lambda: 2", "b": STUB, "c": "c = lambda: (", "d": ""},
        {
            "a": "expected 1, got 2",
            "b": "NameError: name 'b' is not defined",
            "c": "NameError: name 'c' is not defined",
            "d": "waits for a",
        },
    ),
    "nothing above": (
        {"a": "a = lambda: 1", "b": "b = lambda: 2", "c": "c = lambda: b()"},
        {"b": "expected 1, got 2", "c": "waits for b"},
    ),
    "it does not end": (
        {"a": "def a():\n    while True: pass", "b": "b = lambda: a()", "c": "c = lambda: 1"},
        {"a": "it did not end within 3 seconds", "b": "waits for a"},
    ),
}
"""Answers of exercises each of which leans on all above it, and how what their tests say begins."""


@pytest.mark.parametrize("name", WAITS)
def test_what_leans_on_a_mistake_waits_for_it(released: Path, tmp_path: Path, name: str) -> None:
    answers, says = WAITS[name]
    ids = list(answers)
    leans_on = {each: ids[:place] for place, each in enumerate(ids)}
    folder = small(released, tmp_path / "small", LIMITS, leans_on, **answers)
    told = {each: why for each, why in practice(Path(sys.executable), folder).items() if why}
    assert list(told) == list(says)
    assert not [each for each, why in told.items() if not why.startswith(says[each])], told


def run_practice(folder: Path, *asked: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "PYTEST_"))}
    command = [sys.executable, "practice.py", *asked]
    return subprocess.run(command, cwd=folder, env=kept, capture_output=True, text=True, check=False)


def test_one_exercise_is_run_and_its_notebook_up_to_there(released: Path, tmp_path: Path) -> None:
    answers = {
        "one": "one = lambda: 2",
        "two": "two = lambda: one()",
        "three": "from pathlib import Path\nPath('three').touch()\nthree = lambda: 1",
    }
    folder = small(released, tmp_path / "small", LIMITS, {"two": ["one"]}, **answers)
    done = run_practice(folder, "one")
    assert done.returncode == 1
    assert "  missing  one  0 of 1\n           expected 1, got 2\n" in done.stdout
    assert "  two  " not in done.stdout and "  three  " not in done.stdout
    done = run_practice(folder, "two")
    assert "  later    two  0 of 1, waits for one\n           expected 1, got 2\n" in done.stdout
    assert not (folder / "three").exists()
    done = run_practice(folder, "three", "one")
    assert "  done     three  1 of 1\n" in done.stdout and "  missing  one    0 of 1\n" in done.stdout
    assert (folder / "three").exists()
    assert run_practice(folder, "three").returncode == 0


@pytest.mark.parametrize(
    ("asked", "like"), [("tow", "two"), ("Two", "two"), ("--help", "one, two"), ("x::y", "one, two")]
)
def test_an_exercise_that_there_is_not_is_told_in_one_line(
    released: Path, tmp_path: Path, asked: str, like: str
) -> None:
    folder = small(released, tmp_path / "small", one=RIGHT, two=RIGHT)
    done = run_practice(folder, asked)
    assert done.returncode == 2 and not done.stdout
    assert done.stderr == f"practice: there is no exercise {asked!r}: say python practice.py with one of {like}\n"


SPREADING: dict[str, tuple[str, str, str]] = {
    "sum for mean": ("mse", "def mse(t1, t2):\n    return ((t1 - t2) ** 2).sum()", "gradients train"),
    "float64 weights": (
        "init-parameters",
        "def init_parameters(n, m):\n"
        "    return [torch.randn(*s, dtype=torch.float64, requires_grad=True) for s in ((m, n), (m,))]",
        "model gradients",
    ),
    "float64 data": (
        "to-tensors",
        "def to_tensors(table):\n    return torch.tensor(table[:, :3]), torch.tensor(table[:, 3:])",
        "slope",
    ),
    "bias forgotten": ("model", "def model(x):\n    return x @ w.T", "gradients"),
}
"""A mistake in an answer of the course, and some of the exercises in which it shows."""


@pytest.mark.parametrize(
    "name", [each if each == "float64 weights" else pytest.param(each, marks=pytest.mark.proof) for each in SPREADING]
)
def test_one_mistake_is_one_exercise_that_is_missing(released: Path, tmp_path: Path, name: str) -> None:
    where, answer, waiting = SPREADING[name]
    folder = shutil.copytree(released, tmp_path / "repository")
    solve(folder)
    edit(folder, "01-from-scratch.ipynb", lambda cells: cell(cells, where).update(source=answer))
    done = run_practice(folder)
    words = {
        line.split()[1]: line.split()[0] for line in done.stdout.splitlines() if " of " in line and line[:2] == "  "
    }
    assert [each for each, word in words.items() if word == "missing"] == [where], done.stdout
    assert set(waiting.split()) <= {each for each, word in words.items() if word == "later"}
    assert f"waits for {where}" in done.stdout
