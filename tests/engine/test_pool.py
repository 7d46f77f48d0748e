"""A judge that takes too much is ended, its submission is not graded, and nobody else notices; nothing is left."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest

from autograder.course import Course, Limits
from autograder.judging import batch
from autograder.judging.judge import Judged
from autograder.judging.pool import Pool
from autograder.judging.watchdog import wall_seconds
from autograder.notebooks.intake import Folder
from autograder.notebooks.source import notebook_files
from autograder.report import Outcome, Report
from tests.engine.test_judge import unique, with_suite
from tests.sample_class import ASSIGNMENT, write

pytestmark = pytest.mark.finds("what a judge does when a check has no end")

TAKING = """
import re, time
import numpy as np
import pytest

def more():
    held = []
    while True:
        held.append(bytes(1 << 20))

WAYS = {
    1: lambda: [None for _ in iter(int, 1)],          # processor time, in Python
    2: lambda: sum(1 for _ in range(10**12)),
    3: lambda: re.match(r"(a+)+$", "a" * 64 + "b"),   # in C, with the interpreter held
    4: lambda: sorted(range(10**8), key=str),
    5: lambda: 3 ** (10 ** 9),
    6: more,                                          # memory, bit by bit
    7: lambda: list(range(10**9)),
    8: lambda: time.sleep(1000),                      # nothing but time
    9: lambda: iter(more, None).__next__(),
    10: lambda: np.ones(10**8).cumsum().tolist(),
}

@pytest.mark.exercise("mse", questions=[13], points=3)
def test_mse(student, expect):
    way = int(student.value("way"))
    WAYS.get(way, bool)()
    expect.that(student.value("way") == 0, "way is not 0")
"""

LIMITS = Limits(judge_seconds=2, judge_bytes=300 << 20, submission_seconds=8)


def submission(course: Course, into: Path, name: str, way: int) -> Folder:
    write(course, into / name / ASSIGNMENT, {"mse": f"way = {way}\ndef mse(a, b):\n    return 0"}, "release")
    return Folder(name, tuple(notebook_files(into / name / ASSIGNMENT)))


@pytest.fixture
def tested(small_course: Course, tmp_path: Path) -> Course:
    course = with_suite(small_course, tmp_path / "suites", **{unique(tmp_path): TAKING})
    return course.model_copy(update={"limits": LIMITS})


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_check_without_an_end_costs_nobody_else(tested: Course, tmp_path: Path, jobs: int) -> None:
    assert wall_seconds(LIMITS) == 18
    ways = [0, 1, 0] if jobs == 1 else [0, *range(2, 11), 0]
    folders = [submission(tested, tmp_path, f"s{place}-{way}", way) for place, way in enumerate(ways)]
    found = {folder.name: result for folder, result in batch.grade(tested, tested.assignments[0], folders, jobs)}
    assert len(found) == len(ways)
    for name, report in found.items():
        assert isinstance(report, Report), report
        if name.endswith("-0"):
            assert (report.score, report.ungraded) == (3, "")
        elif not report.ungraded:  # a MemoryError was the check's own, before anybody had to end it
            assert name.endswith(("-4", "-5", "-6", "-7", "-9", "-10"))
            assert not report.score
        else:
            assert report.score is None
            assert report.ungraded.startswith("not graded: judging it took ")
            assert {check.outcome for each in report.exercises for check in each.checks} == {Outcome.GRADER_ERROR}
    assert len([each for each in found.values() if isinstance(each, Report) and each.ungraded]) >= len(ways) // 3


def descendants(pid: int) -> list[psutil.Process]:
    return psutil.Process(pid).children(recursive=True)


def alive(processes: list[psutil.Process]) -> list[str]:
    found = []
    for process in processes:
        try:
            if process.status() != psutil.STATUS_ZOMBIE:
                found.append(f"{process.pid} {' '.join(process.cmdline())[:120]}")
        except psutil.NoSuchProcess:
            pass
    return found


def homes(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("autograder-*")}


@pytest.mark.parametrize("moment", ["while a judge starts", "while a worker runs"])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_nothing_is_left_of_a_command_that_was_killed(
    tested: Course, tmp_path: Path, moment: str, number: signal.Signals
) -> None:
    folders = [submission(tested, tmp_path / "class", name, 8) for name in ("ada", "bob")]
    script = (
        "import pickle, signal, sys\n"
        "from autograder.judging import batch\n"
        "if __name__ == '__main__':\n"
        "    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))\n"
        "    course, folders = pickle.load(open(sys.argv[1], 'rb'))\n"
        "    print('begun', flush=True)\n"
        "    list(batch.grade(course, course.assignments[0], folders, 2))\n"
    )
    (tmp_path / "command.py").write_text(script)
    (tmp_path / "arguments").write_bytes(pickle.dumps((patient(tested), folders)))
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    process = subprocess.Popen(
        [sys.executable, tmp_path / "command.py", tmp_path / "arguments"],
        env={**os.environ, "TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"begun\n"
    deadline = time.monotonic() + 60
    wanted = 2 if "starts" in moment else 4  # of processes that hold torch: two zygotes and, for each, a worker
    while time.monotonic() < deadline:
        seen = descendants(process.pid)
        if len([each for each in seen if "autograder.worker" in " ".join(command(each))]) >= 2 * wanted - 1:
            break
        time.sleep(0.05)
    else:
        pytest.fail("it did not get so far")
    seen = descendants(process.pid)
    process.send_signal(number)
    process.wait(10)
    process.stdout.close()
    until = time.monotonic() + 2
    while alive(seen) and time.monotonic() < until:
        time.sleep(0.05)
    assert alive(seen) == []
    if number is signal.SIGTERM:
        assert homes(temporary) == set()


def command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def patient(course: Course) -> Course:
    return course.model_copy(update={"limits": Limits()})


def test_what_a_killed_sandbox_left_is_taken_away_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from autograder.sandbox.workers import Sandbox

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with Sandbox(Limits()) as living:
        forsaken = tmp_path / "autograder-forsaken"
        (forsaken / "home" / "deep").mkdir(parents=True)
        (forsaken / "lock").touch()
        (tmp_path / "autograder-of-another-kind").mkdir()
        with Sandbox(Limits()) as other:
            assert {path for path in tmp_path.iterdir() if (path / "lock").exists()} == {
                living.home.parent,
                other.home.parent,
            }
    assert [path.name for path in tmp_path.iterdir()] == ["autograder-of-another-kind"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_nothing_is_left_of_a_command_that_has_ended(tested: Course, tmp_path: Path, jobs: int) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(temporary))
        patch.setattr(tempfile, "tempdir", None)
        folders = [submission(tested, tmp_path / "class", name, 0) for name in ("ada", "bob")]
        assert len(list(batch.grade(patient(tested), tested.assignments[0], folders, jobs))) == 2
    tempfile.tempdir = None
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("wait", [0.7, 1.5, 4])
def test_ctrl_c_is_no_traceback_of_a_judge(tested: Course, tmp_path: Path, wait: float) -> None:
    """A terminal sends it to every process of the command, also to those that are still importing."""
    folders = [submission(tested, tmp_path / "class", name, 8) for name in ("ada", "bob")]
    script = (
        "import pickle, sys\n"
        "from autograder.judging import batch\n"
        "if __name__ == '__main__':\n"
        "    course, folders = pickle.load(open(sys.argv[1], 'rb'))\n"
        "    print('begun', flush=True)\n"
        "    try:\n"
        "        list(batch.grade(course, course.assignments[0], folders, 2))\n"
        "    except KeyboardInterrupt:\n"
        "        sys.exit(130)\n"
    )
    (tmp_path / "command.py").write_text(script)
    (tmp_path / "arguments").write_bytes(pickle.dumps((patient(tested), folders)))
    process = subprocess.Popen(
        [sys.executable, tmp_path / "command.py", tmp_path / "arguments"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    time.sleep(wait)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (130, "")


def test_a_judge_that_died_while_it_had_nothing_to_do_is_replaced(tested: Course, tmp_path: Path) -> None:
    folders = [submission(tested, tmp_path / "class", name, 0) for name in ("ada", "bob")]
    with Pool(patient(tested), tested.assignments[0], 1, score_of) as pool:
        assert pool.submit(folders[0]).result() == 3
        for child in psutil.Process().children():
            if "spawn_main" in " ".join(command(child)):
                child.kill()
                child.wait(5)
        assert pool.submit(folders[1]).result() == 3
    assert set(pool.spent) == {"ada", "bob"}


def score_of(judged: Judged) -> int | None:
    return judged.report.score
