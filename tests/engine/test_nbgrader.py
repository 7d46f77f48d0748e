"""nbgrader's commands on a small course: what a person gave survives, what lies beside a notebook does no harm."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tests.classroom import remotes

pytestmark = pytest.mark.finds("what nbgrader's own commands do with the gradebook")

HOME = Path(__file__).parents[2]
NAME = "hw"
CONFIG = """
from datetime import UTC, datetime
from pathlib import Path
from autograder.course import Assignment, Course, Exercise, LatePolicy, Notebook, WrittenAnswer
ROOT = Path(__file__).resolve().parent
NOTEBOOK = Notebook(
    name="nb",
    exercises=(Exercise(id="mse", questions=(13,), provides=("mse",)),),
    written=(WrittenAnswer(id="why", questions=(13,), points=2),),
)
COURSE = Course(
    id="small", title="Small", root=ROOT, seed="s", suites=ROOT / "suites",
    assignments=(Assignment(name="hw", notebooks=(NOTEBOOK,), due=datetime(2026, 3, 1, tzinfo=UTC)),),
    late=LatePolicy(percent_per_day=50),
)
"""
SUITE = """
import pytest

@pytest.mark.exercise("mse", questions=[13], points=4)
def test_it_is_the_mean(student, expect):
    import numpy as np
    a = np.array([[1.0, 3.0]])
    expect.close(student.call("mse", student.tensor(a), student.tensor(0 * a)), np.array(5.0))
"""
RIGHT = "def mse(a, b):\n    return ((a - b) ** 2).mean()"
WRONG = "def mse(a, b):\n    return ((a - b) ** 2).sum()"


def marks(name: str, points: int = 0, **flags: bool) -> dict[str, Any]:
    nbgrader = {
        "grade_id": name,
        "schema_version": 3,
        "grade": False,
        "locked": False,
        "solution": False,
        "task": False,
    }
    return {"nbgrader": {**nbgrader, **flags, **({"points": points} if points else {})}}


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course folder whose gradebook knows the assignment."""
    root = tmp_path_factory.mktemp("nbgrader") / "course"
    (root / "suites" / NAME).mkdir(parents=True)
    (root / "solutions" / NAME).mkdir(parents=True)
    (root / "course_config.py").write_text(CONFIG)
    (root / "suites" / NAME / "test_small.py").write_text(SUITE)
    shutil.copy(HOME / "nbgrader_config.py", root)
    (root / "source_data").mkdir()
    (root / "source_data" / "table.csv").write_text("1,2\n")
    (root / "solutions" / NAME / "table.csv").symlink_to("../../source_data/table.csv")
    answer = f"### BEGIN SOLUTION\n{RIGHT}\n### END SOLUTION"
    cells = [
        new_code_cell("import torch", id="imports"),
        new_code_cell(answer, id="mse", metadata=marks("mse", solution=True)),
        new_code_cell("assert mse", id="check-mse", metadata=marks("check-mse", 4, grade=True, locked=True)),
        new_markdown_cell("Why?\n\nYOUR ANSWER HERE", id="why", metadata=marks("why", 2, grade=True, solution=True)),
    ]
    nbformat.write(new_notebook(cells=cells), root / "solutions" / NAME / "nb.ipynb")
    run(root, "autograder", "release")
    return root


@pytest.fixture
def root(released: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(released, tmp_path / "course"))


def run(root: Path, *command: str, status: int = 0) -> str:
    """What a command says; it must end with ``status``."""
    program, *arguments = command
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    done = subprocess.run(
        [program, *arguments], cwd=root, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


def hand_in(root: Path, student: str, answer: str, text: str = "Because.", where: str = "submitted") -> Path:
    folder = root / where / student / NAME
    folder.mkdir(parents=True, exist_ok=True)
    node = nbformat.read(root / "assignments" / NAME / "nb.ipynb", as_version=4)
    for cell in node.cells:
        cell.source = {"mse": answer, "why": text}.get(cell.id, cell.source)
    nbformat.write(node, folder / "nb.ipynb")
    return folder


@contextmanager
def grades(root: Path, student: str = "ada") -> Iterator[dict[str, Any]]:
    """Cell -> grade in the gradebook, and ``comment-<cell>`` -> comment; changes are kept."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from nbgrader.api import Gradebook

        with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
            notebook = gradebook.find_submission_notebook("nb", NAME, student)
            yield {
                **{grade.cell.name: grade for grade in notebook.grades},
                **{f"comment-{comment.cell.name}": comment for comment in notebook.comments},
                "notebook": notebook,
            }
            gradebook.db.commit()


def test_a_linked_table_is_released_as_a_file(released: Path) -> None:
    table = released / "assignments" / NAME / "table.csv"
    assert table.is_file() and not table.is_symlink() and table.read_text() == "1,2\n"


def test_what_a_person_gave_survives_and_a_changed_answer_is_flagged(root: Path) -> None:
    hand_in(root, "ada", WRONG)
    run(root, "nbgrader", "autograde", NAME)
    with grades(root) as found:
        assert (found["check-mse"].auto_score, found["check-mse"].needs_manual_grade) == (0, False)
        assert (found["why"].auto_score, found["why"].needs_manual_grade) == (None, True)
        assert "Not yet" in found["comment-mse"].auto_comment
        found["check-mse"].manual_score, found["why"].manual_score = 3, 1.5
        found["check-mse"].needs_manual_grade = found["why"].needs_manual_grade = False
        found["comment-why"].manual_comment = "Nice."

    run(root, "nbgrader", "autograde", NAME, "--force")
    with grades(root) as found:
        assert (found["check-mse"].score, found["why"].score) == (3, 1.5)
        assert found["comment-why"].comment == "Nice."
        assert not found["check-mse"].needs_manual_grade and not found["why"].needs_manual_grade

    hand_in(root, "ada", WRONG, "Another reason.")
    run(root, "nbgrader", "autograde", NAME, "--force")
    with grades(root) as found:
        assert (found["why"].score, found["why"].needs_manual_grade) == (1.5, True)
        assert not found["check-mse"].needs_manual_grade

    hand_in(root, "ada", RIGHT, "Another reason.")
    run(root, "nbgrader", "autograde", NAME, "--force")
    with grades(root) as found:
        assert (found["check-mse"].auto_score, found["check-mse"].score) == (4, 3)
        assert found["check-mse"].needs_manual_grade and found["why"].needs_manual_grade


def test_what_lies_beside_a_notebook_does_no_harm(root: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("of another student")
    folder = hand_in(root, "ada", RIGHT)
    (folder / "mine.txt").symlink_to(secret)
    (folder / "endless").symlink_to("/dev/zero")
    os.mkfifo(folder / "pipe")
    (folder / "notes.txt").write_text("my notes")
    (folder / "timestamp.txt").write_text("the day before yesterday, around noon")
    late = hand_in(root, "bob", RIGHT)
    (late / "timestamp.txt").write_text("2026-03-01 05:00:00 UTC")
    hand_in(root, "cy", RIGHT)
    (hand_in(root, "di", RIGHT) / "timestamp.txt").symlink_to("/dev/zero")
    os.mkfifo(hand_in(root, "ed", RIGHT) / "timestamp.txt")

    said = run(root, "nbgrader", "autograde", NAME)
    assert "timestamp.txt.unreadable" in said
    graded = root / "autograded" / "ada" / NAME
    assert {path.name for path in graded.iterdir()} == {
        *("nb.ipynb", "notes.txt", "table.csv", "timestamp.txt.unreadable")
    }
    for student, penalty in (("ada", None), ("bob", 2), ("cy", None), ("di", None), ("ed", None)):
        with grades(root, student) as found:
            assert (found["check-mse"].auto_score, found["notebook"].late_submission_penalty) == (4, penalty)

    with grades(root, "bob") as found:
        found["why"].manual_score, found["why"].needs_manual_grade = 2, False
    run(root, "nbgrader", "generate_feedback", NAME)
    assert {path.name for path in (root / "feedback" / "ada" / NAME).iterdir()} <= {
        *("nb.html", "total.htm", "notes.txt", "table.csv", "timestamp.txt.unreadable")
    }
    page = (root / "feedback" / "bob" / NAME / "nb.html").read_text()
    assert "6 points, less 3 as the submission came late" in page
    total = (root / "feedback" / "bob" / NAME / "total.htm").read_text()
    assert ">3<small> / 6" in total and 'href="./nb.html"' in total


def test_grades_from_anywhere_go_into_the_gradebook(root: Path, tmp_path: Path) -> None:
    hand_in(root, "ada", RIGHT, where="elsewhere")
    hand_in(root, "bob", WRONG, where="elsewhere")
    late = hand_in(root, "cy", RIGHT, where="late")
    (late / "timestamp.txt").write_text("2026-03-01 05:00:00 UTC")
    run(root, "autograder", "grade", "late", "--gradebook")
    with grades(root, "cy") as found:
        assert found["notebook"].late_submission_penalty == 2
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        for path in (root / "elsewhere").rglob("*.ipynb"):
            archive.write(path, path.relative_to(root / "elsewhere"))
    said = run(root, "autograder", "grade", str(tmp_path / "class.zip"), "--gradebook", "--csv", "scores.csv")
    assert "nbgrader" not in said and "Traceback" not in said
    assert [line.split(",")[2] for line in (root / "scores.csv").read_text().splitlines()] == ["score", "4", "0"]
    for student, score in (("ada", 4), ("bob", 0)):
        with grades(root, student) as found:
            assert found["check-mse"].auto_score == score
            assert (root / "autograded" / student / NAME / "nb.ipynb").is_file()

    hand_in(root, "bob", RIGHT, where="elsewhere")
    said = run(root, "autograder", "grade", "elsewhere", "--gradebook", status=2)
    assert "another submission" in said and said.count("\n") <= 12
    with grades(root, "bob") as found:
        assert found["check-mse"].auto_score == 0


def test_what_is_no_file_gains_nothing_and_stops_nobody(root: Path) -> None:
    """A link to the solutions is what zip, tar and git bring along; the others end whoever opens them, or never end."""
    kinds: dict[str, Callable[[Path], object]] = {
        "link": lambda path: path.symlink_to(Path("../../../solutions") / NAME / "nb.ipynb"),
        "absolute": lambda path: path.symlink_to(root / "solutions" / NAME / "nb.ipynb"),
        "dangling": lambda path: path.symlink_to("nowhere"),
        "endless": lambda path: path.symlink_to("/dev/zero"),
        "folder": Path.mkdir,
        "pipe": os.mkfifo,
    }
    for name, make in kinds.items():
        (root / "class" / name / NAME).mkdir(parents=True)
        make(root / "class" / name / NAME / "nb.ipynb")
    for name in ("ada", "zoe"):
        hand_in(root, name, RIGHT, where="class")
    direct = run(root, "autograder", "grade", "class", "--csv", "direct.csv", status=2)
    said = run(root, "autograder", "grade", "class", "--gradebook", "--csv", "scores.csv", status=2)
    assert "Traceback" not in said + direct
    scores = dict(line.split(",")[::2][:2] for line in (root / "scores.csv").read_text().splitlines()[1:])
    assert scores == {**dict.fromkeys(kinds, "0"), "ada": "4", "zoe": "4"}
    assert (root / "scores.csv").read_text() == (root / "direct.csv").read_text()
    for name in kinds:
        assert re.search(rf"^{name}: nb\.ipynb: it is .*; submit the", said, re.MULTILINE), name
        for place in ("submitted", "autograded"):
            for path in (root / place / name).rglob("*"):
                assert path.is_dir() or path.is_symlink() or "BEGIN SOLUTION" not in path.read_text(), path
        with grades(root, name) as found:
            assert found["check-mse"].auto_score == 0


def never(root: Path) -> None:
    (root / "gradebook.db").unlink()


def taken_away(root: Path) -> None:
    shutil.rmtree(root / "assignments")


def grown(root: Path) -> None:
    """A notebook was added to the course since."""
    config = root / "course_config.py"
    more = 'notebooks=(Notebook(name="more", exercises=()), '
    config.write_text(config.read_text().replace("notebooks=(", more))
    nbformat.write(new_notebook(), root / "solutions" / NAME / "more.ipynb")


@pytest.mark.parametrize("what", [never, taken_away, grown])
@pytest.mark.parametrize("command", ["nbgrader autograde hw", "autograder grade submitted --gradebook"])
def test_what_was_not_released_is_one_line(root: Path, command: str, what: Callable[[Path], None]) -> None:
    for name in ("ada", "bob"):
        hand_in(root, name, RIGHT)
    what(root)
    said = run(root, *command.split(), status=1 if command.startswith("nbgrader") else 2)
    assert "Traceback" not in said and said.count("first") == 1
    assert said.splitlines()[-1].endswith("run `autograder release hw` first")
    assert not (root / "autograded").exists()


def test_an_assignment_that_the_course_does_not_have_is_one_line(root: Path) -> None:
    hand_in(root, "ada", RIGHT)
    (root / "submitted" / "ada" / NAME).rename(root / "submitted" / "ada" / "other")
    said = run(root, "nbgrader", "autograde", "other", status=1)
    assert "Traceback" not in said and said.count("\n") <= 2 and "other" in said and NAME in said


def test_a_roster_goes_into_the_gradebook(root: Path) -> None:
    (root / "roster.csv").write_text("id,first_name,last_name\nada,Ada,Byron\nbob,Bob,\n")
    assert "2 students: 2 added, 0 changed" in run(root, "autograder", "roster", "roster.csv")
    (root / "roster.csv").write_text("id,first_name,last_name\nada,Ada,King\nbob,Bob,\n")
    assert "2 students: 0 added, 1 changed" in run(root, "autograder", "roster", "roster.csv")
    (root / "roster.csv").write_text("name\nada\n")
    assert "no column 'id'" in run(root, "autograder", "roster", "roster.csv", status=2)


def test_a_release_that_nbgrader_refuses_says_why_and_leaves_the_former(root: Path) -> None:
    hand_in(root, "ada", RIGHT)
    run(root, "nbgrader", "autograde", NAME)
    before = (root / "assignments" / NAME / "nb.ipynb").read_bytes()
    path = root / "solutions" / NAME / "nb.ipynb"
    node = nbformat.read(path, as_version=4)
    metadata = marks("how", 1, grade=True, solution=True)
    node.cells.append(new_markdown_cell("How?\n\nYOUR ANSWER HERE", id="how", metadata=metadata))
    nbformat.write(node, path)
    config = root / "course_config.py"
    more = 'written=(WrittenAnswer(id="how", questions=(), points=1), '
    config.write_text(config.read_text().replace("written=(", more))
    said = run(root, "autograder", "release", status=2)
    assert "Cannot add or remove cells" in said and "submissions" in said
    assert (root / "assignments" / NAME / "nb.ipynb").read_bytes() == before


def returned(root: Path) -> tuple[str, Path]:
    """What a look says, and the folder of what would be returned."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    done = subprocess.run(
        ["autograder", "return", "roster.csv", "--dry-run"],
        cwd=root,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr, root / "repositories" / NAME / "looked-at" / "ada"


def test_a_page_that_is_older_than_the_grade_is_not_returned(root: Path, tmp_path: Path) -> None:
    bare = remotes.remote(tmp_path / "hosts", "ada")
    remotes.push(bare, {"nb.ipynb": b"{}"}, "work")
    (root / "roster.csv").write_text(f"id,repository\nada,{bare}\n")
    folder = hand_in(root, "ada", RIGHT)
    (folder / "timestamp.txt").write_text("2026-03-01 12:00:00 UTC")
    run(root, "nbgrader", "autograde", NAME)
    with grades(root) as found:
        found["why"].manual_score, found["why"].needs_manual_grade = 2, False
    run(root, "nbgrader", "generate_feedback", NAME)
    said, looked = returned(root)
    assert "are older than" not in said and (looked / "nb.html").is_file()
    text = (looked / "FEEDBACK.md").read_text().replace("`", "")
    assert "After the penalty: 3 of 6 points (6, less 3)." in text
    assert "It came 2026-03-01 12:00 UTC, 1 day late: it was due 2026-03-01 00:00 UTC." in text
    with grades(root) as found:
        found["why"].manual_score = 0
    said, looked = returned(root)
    line = (
        "ada: nbgrader's pages are older than the grade in the gradebook, and are left out; "
        f"run `nbgrader generate_feedback {NAME} --force`"
    )
    assert said.count(line) == 1 and not (looked / "nb.html").exists()
    assert "After the penalty: 2 of 6 points (4, less 2)." in (looked / "FEEDBACK.md").read_text().replace("`", "")
    run(root, "nbgrader", "generate_feedback", NAME, "--force")
    said, looked = returned(root)
    assert "are older than" not in said and (looked / "nb.html").is_file()
    with grades(root) as found:
        found["comment-why"].manual_comment = "Read it again"
    assert line in returned(root)[0]


def test_both_doors_say_who_is_not_in_the_roster_as_the_folder_has_it(root: Path) -> None:
    (root / "roster.csv").write_text("id\nAda\nlovelace\n")
    run(root, "autograder", "roster", "roster.csv")
    hand_in(root, "ada", RIGHT)
    said = run(root, "nbgrader", "autograde", NAME)
    assert said.count("ada: the roster spells it 'Ada'; they are taken for one student") == 1
    hand_in(root, "lovlace", RIGHT)
    said = run(root, "autograder", "grade", "submitted/lovlace", "--gradebook")
    assert said.count("lovlace: not in the roster, which has 'lovelace'; rename the folder if it is theirs") == 1


def test_doors_say_of_work_under_two_spellings_what_exports_say(root: Path) -> None:
    (root / "roster.csv").write_text("id\nAda\nlovelace\n")
    run(root, "autograder", "roster", "roster.csv")
    for name in ("ada", "Ada", "lovlace"):
        hand_in(root, name, RIGHT)
    both = "'Ada' and 'ada' are one id in two spellings, and both handed in; move the work of one away"
    like = "lovlace: not in the roster, which has 'lovelace'; rename the folder if it is theirs"
    said = run(root, "autograder", "grade", "submitted", "--roster", "roster.csv", "--html", "pages")
    assert said.count(both) == said.count(like) == 1
    said = run(root, "autograder", "grade", "submitted", "--gradebook")
    assert said.count(both) == said.count(like) == 1 and "taken for one" not in said
    said = run(root, "nbgrader", "export")
    assert said.count(both) == 1


def test_points_that_do_not_fit_end_autograde_with_a_line(root: Path) -> None:
    hand_in(root, "ada", RIGHT)
    suite = root / "suites" / NAME / "test_small.py"
    suite.write_text(SUITE.replace("points=4", "points=5"))
    told = run(root, "nbgrader", "autograde", NAME, status=1)
    assert "'check-mse' has 4 points, its checks have 5" in told and "Traceback" not in told
    assert not (root / "autograded" / "ada").exists()


def test_a_regrade_tells_who_changed_and_whose_grade_is_older(root: Path) -> None:
    hand_in(root, "ada", WRONG)
    hand_in(root, "zoe", RIGHT)
    told = run(root, "nbgrader", "autograde", NAME)
    assert "of 4 ->" not in told and "ada: 0 of 4" in told and "zoe: 4 of 4" in told
    assert "Sanitizing" not in told and len(told.splitlines()) <= 2 * 3, told
    suite = root / "suites" / NAME / "test_small.py"
    suite.write_text(SUITE.replace("np.array(5.0)", "np.array(10.0)"))
    assert "hw: 2 graded with an older suite: ada, zoe;" in run(root, "nbgrader", "export")
    told = run(root, "nbgrader", "autograde", NAME, "--student", "zoe")
    assert "hw: 1 graded with an older suite: zoe; to grade them anew" in told
    told = run(root, "nbgrader", "autograde", NAME, "--student", "zoe", "--force")
    assert "zoe: 4 of 4 -> 0 of 4 (mse -4)" in told and "older" not in told
    told = run(root, "autograder", "grade", "submitted", "--gradebook")
    assert "regraded: ada: 0 of 4 -> 4 of 4 (mse +4)" in told and "regraded: zoe" not in told
    assert "older" not in run(root, "nbgrader", "export")
