"""On a kernel without Landlock or without seccomp: grading refuses in one line, unless told to go on, and then says so.

The kernel is a real one that is made to lack them: a filter on system calls, put on before the command starts.
"""

from __future__ import annotations

import errno
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.course import Course
from tests.sample_class import ASSIGNMENT, write

if sys.platform != "linux":
    pytest.skip("needs seccomp to take things away", allow_module_level=True)

import pyseccomp

pytestmark = pytest.mark.finds("what is said on a kernel without the sandbox's layers")


def _without_landlock() -> None:
    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    for number in (444, 445, 446):  # by number: an older libseccomp does not know their names
        rules.add_rule(pyseccomp.ERRNO(errno.ENOSYS), number)
    rules.load()


def _without_seccomp() -> None:
    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    rules.add_rule(pyseccomp.ERRNO(errno.ENOSYS), "seccomp")
    rules.add_rule(pyseccomp.ERRNO(errno.EINVAL), "prctl", pyseccomp.Arg(0, pyseccomp.EQ, 22))
    rules.load()


LACKING: dict[str, Callable[[], None]] = {"Landlock": _without_landlock, "seccomp": _without_seccomp}


def grade(course: Course, lacking: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What the command says on such a kernel."""
    return subprocess.run(
        [sys.executable, "-m", "autograder", "grade", *arguments, "--course", str(course.root)],
        capture_output=True,
        text=True,
        timeout=120,
        preexec_fn=LACKING[lacking],
    )


@pytest.mark.parametrize("lacking", LACKING)
def test_grading_refuses_in_one_line(course: Course, tmp_path: Path, lacking: str) -> None:
    folder = write(course, tmp_path / "ada" / ASSIGNMENT, {}, start="release")
    done = grade(course, lacking, str(folder), "--json", str(tmp_path / "out.jsonl"))
    assert done.returncode == 2
    assert done.stderr.strip().startswith(f"this machine lacks {lacking}:")
    assert "--allow-weak-sandbox" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stdout + done.stderr


def test_told_to_go_on_it_grades_and_says_so_everywhere(course: Course, tmp_path: Path) -> None:
    folder = write(course, tmp_path / "ada" / ASSIGNMENT, {}, start="release")
    files = ["--json", str(tmp_path / "out.jsonl"), "--html", str(tmp_path / "pages")]
    done = grade(course, "Landlock", str(folder), "--allow-weak-sandbox", *files)
    assert done.returncode == 0, done.stderr
    report = json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8"))
    assert report["score"] == 0
    assert (report["sandbox"]["landlock"], report["sandbox"]["strong"]) == (0, False)
    assert "Weak sandbox: without Landlock" in done.stdout
    for page in (tmp_path / "pages").glob("*.html"):
        assert "Weak sandbox" in page.read_text(encoding="utf-8")
