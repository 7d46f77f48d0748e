"""Gradescope: what is in the zip, and one submission at a time in its folder layout, by its own scripts.

No test here ran on Gradescope itself. What stands in for it, and for what, is told in tests/classroom/gradescope.py.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import jsonschema
import nbformat
import pytest
from typer.testing import CliRunner

from autograder.cli import app
from autograder.course import Course, CourseError
from autograder.frontends.gradescope.archive import contents, pack
from autograder.frontends.gradescope.submission import numbers, submitted
from autograder.notebooks import nested
from autograder.notebooks.source import Source
from autograder.render.gradescope import results
from autograder.report import Outcome
from autograder.sandbox.installation import OWN
from tests.classroom.gradescope import APT_LOG, Run, by_gradescope, run, run_setup, set_up, unpack
from tests.classroom.repositories import the_course
from tests.hostile.corpus import TOKEN, attacks
from tests.sample_class import ASSIGNMENT, compose, expected, write
from tests.unit.reports import HOSTILE, check, exercise, report

pytestmark = pytest.mark.finds("what the scripts do in Gradescope's layout, in processes of their own")

SAMPLES = ("perfect", "half-way", "untouched", "missing-notebook", "damaged-garbage", "exit-at-top")
THEFTS = ("read-by-every-door", "read-the-hidden-suites", "solutions-for-points")
SCHEMA = json.loads((Path(__file__).parent.parent / "schemas" / "gradescope-results.json").read_text(encoding="utf-8"))
SECRET_TEST = """
import pytest

@pytest.mark.exercise("mse", questions=[13], points=1)
def test_something_goes_wrong_here(student):
    raise RuntimeError("SECRET-OF-THE-SUITE")
"""


@dataclass(frozen=True)
class Image:
    """A set-up layout, and the zip that it was made from."""

    root: Path
    archive: Path


@pytest.fixture(scope="session")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    folder = tmp_path_factory.mktemp("gradescope")
    archive = pack(*the_course(), folder / "autograder.zip").path
    set_up(archive, folder / "root")
    return Image(folder / "root", archive)


@pytest.fixture(scope="session")
def sample_runs(image: Image, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Run]:
    """Each sample's run; two at a time, so that they would meet if they could."""
    folder = tmp_path_factory.mktemp("samples")
    course, _ = the_course()
    with ThreadPoolExecutor(2) as pool:
        waiting = {name: pool.submit(run, image.root, compose(course, name, folder / name)) for name in SAMPLES}
        return {name: each.result() for name, each in waiting.items()}


# The zip


def a_course(folder: Path) -> Course:
    """A copy of the course with everything in it that must not get into the zip."""
    course, _ = the_course()
    for name in ("solutions", "assignments", "source_data"):
        shutil.copytree(course.root / name, folder / name)
    for name in ("course_config.py", "nbgrader_config.py", "constraints.txt", "pyproject.toml"):
        shutil.copy(course.root / name, folder / name)
    for name in (
        "gradebook.db",
        "roster.csv",
        ".git/config",
        ".env",
        "submitted/ada/linear-regression/01-from-scratch.ipynb",
        "feedback/ada/linear-regression/page.html",
        "reports/linear-regression/ada.json",
        "repositories/linear-regression/ada.git/HEAD",
        "tests/test_course.py",
        "solutions/another-assignment/01.ipynb",
        "assignments/another-assignment/01.ipynb",
        "solutions/linear-regression/.ipynb_checkpoints/01-from-scratch-checkpoint.ipynb",
        "source_data/__pycache__/old.pyc",
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(TOKEN)
    return course.model_copy(update={"root": folder})


def test_the_zip_holds_the_grader_and_one_assignment_and_nothing_else(tmp_path: Path) -> None:
    course = a_course(tmp_path)
    found = contents(course, course.assignment(ASSIGNMENT))
    outside = {name for name in found if not name.startswith("autograder/")}
    data = ["README.md", "crops.csv", "penguins-held-back.csv", "penguins.csv", "questions.toml"]
    notebooks = ["01-from-scratch.ipynb", "02-built-ins.ipynb", "03-real-data.ipynb", "crops.csv", "penguins.csv"]
    assert outside == {
        "assignment.txt",
        "constraints.txt",
        "course_config.py",
        "requirements.txt",
        "run_autograder",
        "setup.sh",
        *(f"source_data/{name}" for name in data),
        *(f"{folder}/{ASSIGNMENT}/{name}" for folder in ("solutions", "assignments") for name in notebooks),
    }
    suites = {path.name for path in course.suite_folder(course.assignment(ASSIGNMENT)).glob("*.py")}
    assert {name for name in found if "suites" in name} == {f"autograder/suites/{ASSIGNMENT}/{name}" for name in suites}
    assert not [name for name in found if "__pycache__" in name]
    assert not [name for name, content in found.items() if TOKEN.encode() in content]


def test_the_same_course_gives_the_same_bytes(tmp_path: Path) -> None:
    course = a_course(tmp_path)
    for name in ("first.zip", "second.zip"):
        pack(course, course.assignment(ASSIGNMENT), tmp_path / name)
        os.utime(course.root / "course_config.py", (1, 1))
        (course.root / "constraints.txt").chmod(0o600)
    assert (tmp_path / "first.zip").read_bytes() == (tmp_path / "second.zip").read_bytes()


def test_both_scripts_and_nothing_else_can_be_run(image: Image) -> None:
    with zipfile.ZipFile(image.archive) as opened:
        modes = {entry.filename: stat.S_IMODE(entry.external_attr >> 16) for entry in opened.infolist()}
    assert {name for name, mode in modes.items() if mode != 0o644} == {"run_autograder", "setup.sh"}
    assert modes["run_autograder"] == modes["setup.sh"] == 0o755


def test_a_suite_outside_of_the_course_is_named(tmp_path: Path) -> None:
    course, assignment = the_course()
    elsewhere = course.model_copy(update={"suites": tmp_path})
    with pytest.raises(CourseError, match=f"{tmp_path}.* lies outside of the course; move it to"):
        contents(elsewhere, assignment)


def test_the_command_refuses_the_published_seed(tmp_path: Path) -> None:
    course, _ = the_course()
    done = CliRunner().invoke(app, ["gradescope", "--course", str(course.root), "--out", str(tmp_path / "a.zip")])
    assert isinstance(done.exception, CourseError)
    assert "the seed is the published one" in str(done.exception)
    assert not (tmp_path / "a.zip").exists()


def test_the_command_says_what_to_do_in_gradescope(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    course, assignment = the_course()
    monkeypatch.setattr(Course, "insist_on_own_seed", lambda _: None)
    done = CliRunner().invoke(
        app, ["gradescope", ASSIGNMENT, "--course", str(course.root), "--out", str(tmp_path / "a.zip")]
    )
    assert done.exit_code == 0
    assert "with 90 autograder points, and manual grading with 10 points" in done.output
    assert "1.5 GB of memory" in done.output
    assert f"{len(contents(course, assignment))} files" in done.output


# The image


def test_the_environment_has_what_grading_needs_and_no_jupyter(image: Image) -> None:
    listed = subprocess.run(
        [str(image.root / "venv/bin/python"), "-m", "pip", "list", "--format=json"], capture_output=True, check=True
    )
    names = {each["name"].lower() for each in json.loads(listed.stdout)}
    assert {"torch", "pytest", "landlock", "pyseccomp"} <= names
    assert not names & {"nbgrader", "jupyterlab", "nbclient", "ipykernel", "autograder"}


def test_setup_asks_for_what_the_sandbox_stands_on_without_questions(image: Image) -> None:
    asked = (image.root / APT_LOG).read_text()
    assert "bubblewrap" in asked and "libseccomp2" in asked
    assert all("-y" in line for line in asked.splitlines() if "install" in line)
    assert "sandbox: strong" in (image.root / "setup.log").read_text(encoding="utf-8")


def test_a_base_image_with_an_old_python_gets_a_newer_one_or_says_what_to_choose(image: Image, tmp_path: Path) -> None:
    unpack(image.archive, tmp_path / "source")
    added = f'echo "$0 $*" >> "{tmp_path / APT_LOG}"'
    done = run_setup(tmp_path, {"python3": "exit 1", "python3.12": "exit 1", "add-apt-repository": added})
    assert done.returncode == 1
    assert done.stderr.strip() == (
        "setup.sh: there is no Python 3.11 or newer in this base image; choose another one, such as Ubuntu 24.04"
    )
    asked = (tmp_path / APT_LOG).read_text()
    assert "add-apt-repository -y ppa:deadsnakes/ppa" in asked and "python3.12-venv" in asked
    assert not (tmp_path / "venv").exists()


# Submissions


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_has_the_score_of_the_other_doors_exercise_by_exercise(
    sample_runs: Mapping[str, Run], name: str
) -> None:
    done = sample_runs[name]
    assert done.status == 0 and done.results is not None, done.shown
    jsonschema.validate(done.results, SCHEMA)
    wanted = expected(name)
    entries = done.results["tests"]
    assert {each["extra_data"]["exercise"]: each.get("score", 0) for each in entries} == wanted["scores"]
    assert done.results["score"] == wanted["score"]
    assert sum(each.get("max_score", 0) for each in entries) == done.results["extra_data"]["max_score"] == 90
    assert all(type(each[key]) is int for each in entries for key in ("score", "max_score") if key in each)
    missed = {name.partition("::")[0] for name in wanted["missed"]}
    assert {each["extra_data"]["exercise"] for each in entries if each["status"] == "failed"} == missed
    for note in wanted["notes"]:
        assert note in done.results["output"]
    hints = {hint for _, _, hint in wanted["missed"].values()}
    shown = "\n".join(each["output"] for each in entries)
    assert all(hint in shown for hint in hints)


def test_practice_has_a_status_and_no_points(sample_runs: Mapping[str, Run]) -> None:
    found = sample_runs["perfect"].results
    assert found is not None
    practice = [each for each in found["tests"] if "practice" in each["name"]]
    assert [each["number"] for each in practice] == ["3.1", "3.2", "3.3"]
    assert all(each["status"] == "passed" and "score" not in each and "max_score" not in each for each in practice)
    assert "10 more points are given by a person." in found["output"]


def test_nothing_hidden_is_in_what_is_shown(sample_runs: Mapping[str, Run]) -> None:
    course, assignment = the_course()
    hidden = [path.read_text(encoding="utf-8") for path in course.suite_folder(assignment).glob("*.py")]
    hidden += [path.read_text(encoding="utf-8") for path in course.source_folder(assignment).glob("*.ipynb")]
    lines = {line.strip() for text in hidden for line in text.splitlines() if len(line.strip()) >= 20}
    lines |= {json.loads(line.rstrip(",")).strip() for line in lines if line.startswith('"') and line.endswith('\\n",')}
    assert len(lines) > 2000
    for name, done in sample_runs.items():
        assert len(done.shown.splitlines()) == 1, name
        shown = json.dumps(done.results, ensure_ascii=False).replace("\\n", "\n").replace('\\"', '"')
        assert not [line for line in lines if line in shown and line not in _released()], name


def _released() -> str:
    course, assignment = the_course()
    texts = [path.read_text(encoding="utf-8") for path in course.release_folder(assignment).glob("*.ipynb")]
    return "\n".join(texts)


def test_a_submission_without_a_notebook_is_told_what_to_submit(image: Image, tmp_path: Path) -> None:
    (tmp_path / "handed-in").mkdir()
    (tmp_path / "handed-in" / "essay.pdf").write_text("%PDF")
    found = by_gradescope(image.archive, tmp_path / "handed-in", image.root)
    jsonschema.validate(found, SCHEMA)
    assert found["score"] == 0
    assert found["output"].splitlines()[0] == (
        "There is no notebook in this submission. "
        "Submit 01-from-scratch.ipynb, 02-built-ins.ipynb and 03-real-data.ipynb, with these names."
    )
    assert {each["status"] for each in found["tests"]} == {"failed"}


# Where there is no score


def _breaks(root: Path) -> None:
    suite = root / "source" / "autograder" / "suites" / ASSIGNMENT
    (suite / "test_99_broken.py").write_text(SECRET_TEST, encoding="utf-8")
    (root / "results" / "results.json").write_text('{"score": 90}', encoding="utf-8")  # of an earlier run


def test_a_fault_of_the_grader_is_no_zero_and_told_to_the_instructor(image: Image, tmp_path: Path) -> None:
    course, _ = the_course()
    done = run(image.root, write(course, tmp_path / "ada", {}), change=_breaks)
    assert (done.status, done.results) == (1, None)
    assert "the grader failed in mse::test_something_goes_wrong_here" in done.shown
    assert len(done.shown.splitlines()) == 1 and "SECRET-OF-THE-SUITE" not in done.shown


def _without_landlock() -> None:
    import pyseccomp

    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    for number in (444, 445, 446):
        rules.add_rule(pyseccomp.ERRNO(errno.ENOSYS), number)
    rules.load()


@pytest.mark.skipif(sys.platform != "linux", reason="needs seccomp to take things away")
def test_where_the_sandbox_is_weak_nothing_is_run_and_there_is_no_zero(image: Image, tmp_path: Path) -> None:
    course, _ = the_course()
    done = run(image.root, write(course, tmp_path / "ada", {}), before=_without_landlock)
    assert (done.status, done.results) == (1, None)
    assert done.shown.startswith("No score, and no results.json: this machine lacks Landlock")
    assert len(done.shown.splitlines()) == 1


# Thieves

READING = """
import json
read = []
for path in json.loads({paths!r}):
    try:
        with open(path, "rb") as file:
            file.read(1)
        read.append(path)
    except OSError:
        pass
print("READ" + json.dumps(read) + "END")
"""

JUDGING = """
import sys
from pathlib import Path
from autograder.course import load_course
from autograder.judging.judge import Judge
course = load_course(Path(sys.argv[1]))
with Judge(course, course.assignments[0], outputs=True) as judge:
    judged = judge.grade(judge.source.submission("thief", sorted(Path(sys.argv[2]).glob("*.ipynb"))))
print(judged.report.sandbox.namespaces, judged.outputs)
"""


def _read(shown: str) -> set[str]:
    return set(json.loads(shown.partition("READ")[2].partition("END")[0]))


def test_a_notebook_can_read_of_the_layout_what_its_worker_runs_and_nothing_else(image: Image, tmp_path: Path) -> None:
    """Without bubblewrap on the PATH, as in a container, where it does not start."""
    course, _ = the_course()
    submission = image.root / "submission"
    write(course, submission, {})
    for name in ("results/results.json", "submission_metadata.json"):
        (image.root / name).parent.mkdir(exist_ok=True)
        (image.root / name).write_text("{}")
    venv = image.root / "venv"
    wanted = [path for path in image.root.rglob("*") if path.is_file() and not path.is_relative_to(venv)]
    cell = READING.format(paths=json.dumps([str(path) for path in wanted]))
    (tmp_path / "cell.py").write_text(cell)
    outside = subprocess.run([sys.executable, str(tmp_path / "cell.py")], capture_output=True, text=True, check=True)
    assert _read(outside.stdout) == set(map(str, wanted)), "the cell reads whatever nobody keeps from it"

    notebook = submission / "01-from-scratch.ipynb"
    node = nbformat.reads(notebook.read_text(encoding="utf-8"), 4)
    node.cells.insert(1, nbformat.v4.new_code_cell(cell, id="thief"))
    notebook.write_text(nbformat.writes(node), encoding="utf-8")
    done = subprocess.run(
        [str(venv / "bin" / "python"), "-P", "-c", JUDGING, str(image.root / "source"), str(submission)],
        env={"PATH": "", "PYTHONPATH": str(image.root / "source")},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("()"), "no namespaces"
    package = image.root / "source" / "autograder"
    own = {*(package / each for each in OWN if each.endswith(".py")), *(package / "worker").rglob("*")}
    assert _read(done.stdout) == {str(path) for path in own if path.is_file()}
    assert not list(venv.rglob("probes*.py")), "no suite lies in the environment, which a worker may read"


@pytest.mark.parametrize("name", THEFTS)
def test_a_theft_gains_nothing(image: Image, tmp_path: Path, name: str) -> None:
    course, _ = the_course()
    attack = next(each for each in attacks() if each.name == name)
    source = image.root / "source"
    (tmp_path / "secret.txt").write_text(TOKEN)
    values = {
        "SECRET": str(tmp_path / "secret.txt"),
        "OUTSIDE": str(image.root),
        "NEIGHBOUR": str(tmp_path),
        "SUITES": str(source / "autograder" / "suites" / ASSIGNMENT),
        "SOLUTIONS": str(source / "solutions" / ASSIGNMENT),
        "GRADEBOOK": str(source / "course_config.py"),
    }
    done = run(image.root, attack.compose(course, tmp_path / "thief", values))
    assert done.results is not None, done.shown
    assert attack.least <= done.results["score"] <= attack.most
    assert TOKEN not in json.dumps(done.results) + done.shown


# What is read as the submission


def _notebook(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{}")
    return path


def test_notebooks_are_found_in_folders_and_zips_of_a_submission(tmp_path: Path) -> None:
    _, assignment = the_course()
    (tmp_path / "scratch").mkdir()
    top, inner, packed = (tmp_path / name for name in ("top", "inner", "packed"))
    flat = _notebook(top / "01-from-scratch.ipynb")
    assert submitted(top, assignment, tmp_path / "scratch").notebooks == (flat,)
    parts = {_notebook(inner / "a" / "01-from-scratch.ipynb"), _notebook(inner / "b" / "02-built-ins.ipynb")}
    assert set(submitted(inner, assignment, tmp_path / "scratch").notebooks) == parts
    deep = _notebook(top / "repository-main" / "hw" / "02-built-ins.ipynb")
    assert submitted(top, assignment, tmp_path / "scratch").notebooks == (flat, deep)
    packed.mkdir()
    with zipfile.ZipFile(packed / "homework.zip", "w") as archive:
        archive.write(flat, "hw/01-from-scratch.ipynb")
        archive.writestr("../02-built-ins.ipynb", "{}")
    found = submitted(packed, assignment, tmp_path / "scratch")
    assert [path.name for path in found.notebooks] == ["01-from-scratch.ipynb"]
    assert found.name == "submission"
    assert [name for name, _ in found.refused] == ["../02-built-ins.ipynb"]


def test_a_linked_folder_is_not_followed(tmp_path: Path) -> None:
    course, assignment = the_course()
    (tmp_path / "submission").mkdir()
    (tmp_path / "scratch").mkdir()
    (tmp_path / "submission" / ASSIGNMENT).symlink_to(course.source_folder(assignment))
    assert submitted(tmp_path / "submission", assignment, tmp_path / "scratch").notebooks == ()


# The results of reports


def test_a_report_without_a_score_has_no_results() -> None:
    with pytest.raises(ValueError, match="has no score"):
        results(report(exercise("mse", check(outcome=Outcome.GRADER_ERROR))), 1.0)


def test_students_words_are_text_that_does_nothing() -> None:
    """Markup is left as it is: the format says that it is text. Control characters are spelled out."""
    missed = [check(f"test_{place}", Outcome.FAILED, message=text) for place, text in enumerate(HOSTILE)]
    found = results(report(exercise("mse", *missed), notes=HOSTILE), 1.0)
    jsonschema.validate(found, SCHEMA)
    assert {found[key] for key in ("output_format", "test_output_format", "test_name_format")} == {"text"}
    assert not [each for each in found["tests"] if {"output_format", "name_format"} & set(each)]
    written = json.dumps(found, ensure_ascii=False)
    written.encode()
    assert not set(written) & set("\x1b\u202e\u200b\u2028\x85")


def test_every_exercise_has_a_number_of_its_own() -> None:
    _, assignment = the_course()
    found = numbers(assignment)
    assert list(found) == [each.id for each in assignment.exercises]
    assert len(set(found.values())) == len(found)
    assert (found["linear-models"], found["fit"]) == ("1.1", "2.8")


def test_of_two_with_one_name_the_deeper_is_read_where_the_other_is_as_released(tmp_path: Path) -> None:
    course, assignment = the_course()
    (tmp_path / "scratch").mkdir()
    name = "01-from-scratch.ipynb"
    for base, folder in ((course.release_folder(assignment), "."), (course.source_folder(assignment), "homework")):
        (tmp_path / "in" / folder).mkdir(parents=True, exist_ok=True)
        shutil.copy(base / name, tmp_path / "in" / folder / name)
    found = submitted(tmp_path / "in", assignment, tmp_path / "scratch")
    assert (found.notebooks, found.nested) == ((tmp_path / "in" / name,), (tmp_path / "in" / "homework" / name,))
    source = Source(course, assignment)
    submission = nested.submitted(source, found.name, found.notebooks, {}, found.nested)
    (first, *_) = submission.notebooks
    assert first.node is not None and not source.notebooks[first.notebook.name].untouched(first.node)
    assert f"'homework/{name}' was taken from a folder; it belongs beside the others" in submission.notes
