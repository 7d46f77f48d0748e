"""Each layer stops something that no other would: taken away alone, that gets through, and nothing else does."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.course import Course, CourseError
from autograder.judging.judge import Judge
from autograder.report import Layers
from autograder.sandbox.channel import WorkerLost
from autograder.sandbox.doctor import examine
from autograder.sandbox.escapes import ESCAPES, attempt, held
from autograder.sandbox.installation import PACKAGE, readable
from autograder.sandbox.scratch import Scratch
from autograder.sandbox.workers import MAX_THREADS, Sandbox
from autograder.worker.layers import LAYERS
from tests.engine.conftest import QUICK

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the layers are Linux's")

ALL = (*LAYERS, "namespaces")
SMALL = QUICK.model_copy(update={"scratch_bytes": 8 << 20, "scratch_entries": 100})


def available(layer: str) -> bool:
    """Whether this machine has the layer at all. In CI it has all of them."""
    if os.environ.get("CI"):
        return True
    return layer not in ("namespaces", "bounded_scratch") or shutil.which("bwrap") is not None


def test_nothing_gets_through_all_layers() -> None:
    with Sandbox(QUICK) as sandbox:
        assert held(Layers.model_validate(sandbox.layers)) >= {each for each in ALL if available(each)}
        assert not [escape.name for escape, through in attempt(sandbox).items() if through]


@pytest.mark.parametrize("layer", ALL)
def test_what_one_layer_alone_stops_gets_through_without_it(layer: str) -> None:
    if not available(layer):
        pytest.skip(f"{layer} is not installed")
    if layer == "no_privileges" and os.geteuid() != 0:
        pytest.skip("only root has privileges to give up")
    with Sandbox(QUICK, without=[layer]) as sandbox:
        there = held(Layers.model_validate(sandbox.layers))
        assert layer not in there
        expected = {escape.name for escape in ESCAPES if not escape.stopped_by & there}
        assert expected
        assert {escape.name for escape, through in attempt(sandbox).items() if through} == expected


def test_without_any_layer_everything_gets_through() -> None:
    """Else an escape would be a name for something that never worked."""
    if os.geteuid() != 0:
        pytest.skip("some escapes need root")
    with Sandbox(QUICK, without=ALL) as sandbox:
        assert not [escape.name for escape, through in attempt(sandbox).items() if not through]


@pytest.mark.parametrize("name", ["X86_64", "AARCH64"])
def test_the_allowlist_is_a_filter_on_both_architectures(name: str, tmp_path: Path) -> None:
    import pyseccomp

    from autograder.worker.syscalls import allowlist

    with (tmp_path / "bpf").open("wb") as file:
        allowlist(getattr(pyseccomp.Arch, name)).export_bpf(file)
    with (tmp_path / "pfc").open("wb") as file:
        allowlist(getattr(pyseccomp.Arch, name)).export_pfc(file)
    assert (tmp_path / "bpf").stat().st_size > 1000
    listed = (tmp_path / "pfc").read_text()
    assert all(f'"{call}"' in listed for call in ("openat", "futex", "mmap", "clone", "sendto"))
    assert not any(f'"{call}"' in listed for call in ("execve", "ptrace", "socket", "bpf", "mount", "fork"))


# The scratch folder's limits: a file system keeps them, or the judge where a worker cannot have one


FULL = "No space left on device"


@pytest.fixture(scope="module")
def small() -> Iterator[Sandbox]:
    """Scratch folders of 8 MB and 100 entries."""
    with Sandbox(SMALL) as opened:
        yield opened


@pytest.mark.parametrize(
    ("lines", "full"),
    [
        ("for n in range(7): open(str(n), 'wb').write(bytes(1 << 20))", False),
        ("for n in range(9): open(str(n), 'wb').write(bytes(1 << 20))", True),
        ("for n in range(9):\n f = open('x', 'wb'); keep.append(f); f.write(bytes(1 << 20)); os.remove('x')", True),
        ("for n in range(9): f = tempfile.TemporaryFile(); keep.append(f); f.write(bytes(1 << 20)); f.flush()", True),
        (
            "for n in range(9):\n"
            " f = open('x', 'w+b'); f.write(bytes(1 << 20)); f.flush()\n"
            " keep.append(mmap.mmap(f.fileno(), 4096)); os.remove('x'); f.close()",
            True,
        ),
        (
            "for n in range(9):\n f = open('y', 'wb'); keep.append(f); f.write(bytes(1 << 20)); os.rename('y', 'x')",
            True,
        ),
        ("f = open('x', 'wb')\nfor n in range(9): f.seek(n << 21); f.write(bytes(1 << 20)); f.flush()", True),
        ("for n in range(120): open(str(n), 'w')", True),
        ("for n in range(120): os.symlink('nowhere', str(n))", True),
        ("for n in range(120): os.mkdir('d'); os.chdir('d')", True),
        ("for n in range(200): open('x', 'wb').write(bytes(1 << 20)); os.remove('x')", False),
    ],
)
def test_a_scratch_folder_is_a_file_system_that_cannot_grow(small: Sandbox, lines: str, full: bool) -> None:
    if not available("bounded_scratch"):
        pytest.skip("bubblewrap is not installed")
    worker = small.worker()
    source = f"import mmap, os, tempfile\nkeep = []\n{lines}\nprint('done')"
    told = bytes(worker.ask("run", 5, 1, source=source, shown=True, by="course")["outputs"]).decode()
    worker.close()
    assert sorted(path.name for path in small.home.iterdir() if not path.name.startswith("files-")) == OURS
    assert (FULL in told) is full, told
    assert ("done" in told) is not full


@pytest.mark.parametrize("lines", ["os.remove('x')", "os.rename('x', 'y')", "open('y', 'w'); os.replace('x', 'y')"])
def test_where_files_are_counted_by_name_they_keep_their_names(lines: str) -> None:
    with Sandbox(SMALL, without=["bounded_scratch"]) as sandbox:
        worker = sandbox.worker()
        told = worker.ask("run", 5, 1, source=f"import os\nopen('x', 'w')\n{lines}", shown=True)
        worker.close()
    assert told["raised"] == "PermissionError"


OURS = ["config", "zygote.log"]


def ending_of(source: str) -> str:
    """Why a cell's worker was ended for taking too much, where the judge counts; nothing of it is left."""
    with Sandbox(SMALL, without=["bounded_scratch"]) as sandbox:
        worker = sandbox.worker()
        with pytest.raises(WorkerLost) as lost:
            worker.ask("run", 5, 1, source=source)
        worker.close()
        assert lost.value.excessive
        assert sorted(path.name for path in sandbox.home.iterdir()) == OURS
    return str(lost.value)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("for n in range(99): open(str(n), 'wb').write(bytes(1 << 20))\nwhile True: pass", "took more than 8 MB"),
        ("for n in range(200): open(str(n), 'w')\nwhile True: pass", "more than 100 files"),
        ("for n in range(50): os.mkdir('x'); os.chdir('x')\nwhile True: pass", "more than 32 deep"),
        ("os.mkdir('x', 0o300)\nwhile True: pass", "cannot be looked into"),
    ],
)
def test_a_scratch_folder_that_grows_too_large_ends_the_worker(source: str, reason: str) -> None:
    if "0o300" in source and os.geteuid() == 0:
        pytest.skip("root looks into any folder")
    assert reason in ending_of(f"import os\n{source}")


def test_more_threads_than_a_few_hundred_end_the_worker() -> None:
    source = (
        "import threading, time\nthreading.stack_size(32768)\n"
        "while True: threading.Thread(target=time.sleep, args=(60,), daemon=True).start()"
    )
    assert f"more than {MAX_THREADS} threads" in ending_of(source)


# What one worker could say to another without a word, through what all of them may read

SPEAKING = {
    "a lock": "fcntl.fcntl(fd, fcntl.F_GETLK, struct.pack('hhqqi', fcntl.F_WRLCK, 0, 7, 1, 0))[0] != fcntl.F_UNLCK",
    "a page in memory": "os.pread(fd, 1, 0) and os.preadv(fd, [bytearray(1)], 0, os.RWF_NOWAIT) == 1",
    "room on the disk": "os.statvfs('.').f_bfree >= 0",
}


@pytest.mark.parametrize("way", SPEAKING)
def test_workers_cannot_speak_through_shared_files(way: str) -> None:
    source = (
        "import fcntl, os, struct, matplotlib\n"
        "fd = os.open('/dev/null', os.O_RDWR) if 'lock' in WAY else os.open(matplotlib.__file__, os.O_RDONLY)\n"
        "if 'lock' in WAY: fcntl.lockf(fd, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, 7)\n"
        "def heard():\n"
        "    try:\n"
        f"        return bool({SPEAKING[way]})\n"
        "    except OSError:\n"
        "        return False\n"
    )
    heard = {}
    for without in ((), ("seccomp",)):
        with Sandbox(QUICK, without=without) as sandbox:
            one, other = sandbox.worker(), sandbox.worker()
            one.ask("run", 5, 1, source=f"WAY = {way!r}\n{source}")
            other.ask("run", 5, 1, source=f"WAY = 'x'\n{source}".replace("'lock' in WAY: fcntl", "False: fcntl"))
            if way == "a lock":
                other.ask("run", 5, 1, source="fd = os.open('/dev/null', os.O_RDWR)")
            heard[without] = other.ask("call", 5, 1, name="heard", arguments=[])["value"]
            one.close()
            other.close()
    assert heard == {(): False, ("seccomp",): True}


def test_what_a_cell_leaves_behind_is_not_the_next_ones_fault() -> None:
    assert "more than 8 MB" in ending_of("open('x', 'wb').write(bytes(9 << 20))")  # ends before anybody looks


def failing(folder: Path, times: int) -> str:
    """A PATH on which bubblewrap dies as often as told, and then works."""
    count, real = folder / "count", shutil.which("bwrap")
    count.write_text("x" * times)
    program = folder / "bwrap"
    program.write_text(f"""#!/bin/sh
left=$(cat {count})
[ -z "$left" ] && exec {real} "$@"
printf %s "${{left#x}}" > {count}
kill -9 $$
""")
    program.chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


@pytest.mark.parametrize(("times", "there"), [(1, True), (2, False)])
def test_bubblewrap_may_fail_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int, there: bool) -> None:
    if not available("namespaces"):
        pytest.skip("bubblewrap is not installed")
    monkeypatch.setenv("PATH", failing(tmp_path, times))
    with Sandbox(QUICK) as sandbox:
        assert bool(sandbox.layers["namespaces"]) is there
        assert bool(sandbox.without_namespaces) is not there


def test_a_sparse_file_takes_no_room(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path, [], SMALL, bounded=False)
    with (scratch.path / "sparse").open("wb") as file:
        file.truncate(1 << 30)
    assert scratch.excess() == ""


def test_a_scratch_folder_of_any_depth_is_removed(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path, [], SMALL, bounded=False)
    here = Path.cwd()
    os.chdir(scratch.path)
    try:
        for _ in range(3000):
            Path("x" * 50).mkdir()
            os.chdir("x" * 50)
        Path("file").write_text("deep")
    finally:
        os.chdir(here)
    (scratch.path / "link").symlink_to(tmp_path)
    (scratch.path / "shut").mkdir(0)
    scratch.remove()
    assert list(tmp_path.iterdir()) == []


def test_between_requests_a_worker_stands_still() -> None:
    with Sandbox(QUICK) as sandbox:
        worker = sandbox.worker()
        source = (
            "import threading, time\nticks = []\n"
            "def tick():\n    while True: ticks.append(1); time.sleep(0.001)\n"
            "threading.Thread(target=tick, daemon=True).start()\n"
            "def count(): return len(ticks)"
        )
        worker.ask("run", 5, 1, source=source)
        before = worker.ask("call", 5, 1, name="count", arguments=[])["value"]
        time.sleep(0.5)
        after = worker.ask("call", 5, 1, name="count", arguments=[])["value"]
        worker.close()
        assert before <= after < before + 100  # it would be some 400 more


# What is readable


def test_no_suite_no_solution_and_no_judge_is_readable(course: Course) -> None:
    paths = [Path(each) for each in readable((course.root,))]
    for secret in (
        PACKAGE / "suites",
        PACKAGE / "judging",
        course.root / "solutions",
        course.root / "course_config.py",
    ):
        assert secret.exists()
        assert not [path for path in paths if path == secret or path in secret.parents]


def test_what_is_hidden_within_the_installation_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("lib/python/torch", "lib/python/autograder/suites", "lib/python/autograder/worker", "bin"):
        (tmp_path / name).mkdir(parents=True)
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    paths = readable((tmp_path / "lib" / "python" / "autograder" / "suites",))
    mine = {str(Path(each).relative_to(tmp_path)) for each in paths if each.startswith(str(tmp_path))}
    assert mine == {"bin", "lib/python/torch", "lib/python/autograder/worker"}


# Where a machine has too little


def test_a_weak_sandbox_is_refused_in_one_line(small_course: Course) -> None:
    with Sandbox(QUICK, without=["landlock", "seccomp"]) as sandbox:
        judge = Judge(small_course, small_course.assignments[0], sandbox)
        with pytest.raises(CourseError, match="this machine lacks Landlock and seccomp") as refusal:
            judge.open()
        assert "--allow-weak-sandbox" in str(refusal.value)
        assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("layer", ["landlock", "seccomp"])
def test_neither_is_enough_alone(small_course: Course, layer: str) -> None:
    with Sandbox(QUICK, without=[layer]) as sandbox, pytest.raises(CourseError, match="this machine lacks"):
        Judge(small_course, small_course.assignments[0], sandbox).open()


def test_the_doctor_finds_this_machine_in_order() -> None:
    _, sound = examine()
    assert sound


def test_the_escapes_have_names_of_their_own() -> None:
    assert len({escape.name for escape in ESCAPES}) == len(ESCAPES)
    assert {name for escape in ESCAPES for name in escape.stopped_by} == set(ALL)
