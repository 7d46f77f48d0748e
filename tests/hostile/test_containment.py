"""The hostile class, in one batch with honest neighbours: nothing gets out, nothing is gained, nobody else loses."""

from __future__ import annotations

import os
import re
import selectors
import socket
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import psutil
import pytest

from autograder import render
from autograder.course import Course, load_course
from autograder.judging.judge import Judge, Judged
from autograder.judging.pool import Pool, Spent
from autograder.notebooks.intake import find
from autograder.sandbox.workers import Sandbox
from tests.engine.test_layers import ALL
from tests.hostile.corpus import GROUPS, TOKEN, TOKEN_ENV, Attack, Victims, attacks, processes_of, shared_memory
from tests.proof import some
from tests.sample_class import ASSIGNMENT, write

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is Linux's")

HONEST = 8
"""Honest submissions, spread among the hostile ones."""
FULL = 90
ALL_ATTACKS = list(attacks())
ATTACKS = {attack.name: attack for attack in some(ALL_ATTACKS, 6, kind=lambda attack: attack.group)}


class Listener:
    """Whoever connects to these sockets, or sends to them, is written down."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._stack = ExitStack()
        self._tcp = self._stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        self.port = self._tcp.getsockname()[1]
        udp = self._stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        udp.bind(("127.0.0.1", self.port))
        stream = self._stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
        stream.bind(str(folder / "socket"))
        stream.listen()
        datagram = self._stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
        datagram.bind(str(folder / "socket.dgram"))
        self.heard: list[str] = []
        self._ended = threading.Event()
        self._selector = selectors.DefaultSelector()
        for each, kind in ((self._tcp, "tcp"), (udp, "udp"), (stream, "unix"), (datagram, "unix datagram")):
            each.setblocking(False)
            self._selector.register(each, selectors.EVENT_READ, (each, kind))
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _listen(self) -> None:
        while not self._ended.is_set():
            for key, _ in self._selector.select(0.1):
                each, kind = key.data
                self.heard.append(kind)
                if each.type == socket.SOCK_STREAM:
                    each.accept()[0].close()
                else:
                    each.recv(1 << 16)

    def close(self) -> None:
        self._ended.set()
        self._thread.join()
        self._selector.close()
        self._stack.close()


@dataclass
class Graded:
    """What came of the class."""

    victims: Victims
    listener: Listener
    judged: dict[str, Judged | Exception] = field(default_factory=dict)
    problems: dict[str, list[str]] = field(default_factory=dict)
    left: dict[str, set[str]] = field(default_factory=dict)
    """What was there after the batch and should not be, by kind."""
    ended: bool = False
    spent: dict[str, Spent] = field(default_factory=dict)
    """What the judges took for each submission."""
    most: dict[str, int] = field(default_factory=dict)
    """Bytes that were seen at most: of all judges together, and in the temporary folder."""

    def report(self, name: str) -> str:
        """Everything that anybody gets to see of a submission, as one text."""
        judged = self.judged.get(name)
        shown = list(self.problems.get(name, ()))
        if isinstance(judged, Judged):
            shown += [judged.report.to_json(), render.submission_page(judged.report, "course", {}), str(judged.outputs)]
            shown += [render.junit([judged.report]), render.csv([judged.report])]
        return "\n".join(shown)


def quick(course: Course) -> Course:
    """The course with limits short enough to wait for what never ends; what is honest takes a tenth of them."""
    limits = {"cell_seconds": 3.0, "call_seconds": 3.0, "seconds_after_timeout": 1.0, "submission_seconds": 60.0}
    return course.model_copy(update={"limits": course.limits.model_copy(update=limits)})


def _whole(judged: Judged) -> Judged:
    return judged


@contextmanager
def watched(most: dict[str, int], temporary: Path) -> Iterator[None]:
    """Looks ten times a second at what this process and its judges hold, and at what lies in the temporary folder."""
    ended = threading.Event()
    here = psutil.Process()

    def held(process: psutil.Process) -> int:
        try:
            return 0 if "autograder.worker" in " ".join(process.cmdline()) else int(process.memory_info().rss)
        except psutil.Error:
            return 0

    def look() -> None:
        while not ended.wait(0.1):
            judges = sum(map(held, here.children()))  # not theirs: one that starts a process is counted twice then
            room = sum(
                path.lstat().st_blocks * 512
                for folder, _, names in os.walk(temporary)
                for name in names
                if (path := Path(folder, name)).exists()
            )
            for kind, seen in (("judges", judges), ("disk", room)):
                most[kind] = max(most.get(kind, 0), seen)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


@contextmanager
def environment(temporary: Path) -> Iterator[None]:
    """A secret among the variables, and a place of our own for temporary files, which the processes inherit."""
    temporary.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(TOKEN_ENV, TOKEN)
        patch.setenv("TMPDIR", str(temporary))
        patch.setattr(tempfile, "tempdir", None)
        yield


@pytest.fixture(scope="session")
def graded() -> Iterator[Graded]:
    """The class, graded by two processes in one batch."""
    before = shared_memory()
    with tempfile.TemporaryDirectory() as name, environment(Path(name) / "tmp"):
        root = Path(name)
        listener = Listener(root)
        victims = Victims(root, quick(load_course(Path(__file__).parent)), listener.port, root / "socket")
        result = Graded(victims, listener)
        assignment = victims.course.assignment(ASSIGNMENT)
        handed_in = {each.name: each.compose(victims.course, root / "class" / each.name / ASSIGNMENT, victims.values)
                     for each in ATTACKS.values()}  # fmt: skip
        step = len(handed_in) // HONEST
        order = list(handed_in.items())
        for number in range(HONEST):
            student = f"honest-{number}"
            honest = write(victims.course, root / "class" / student / ASSIGNMENT, {})
            order.insert(number * (step + 1), (student, honest))
        with (
            watched(result.most, root / "tmp"),
            Pool(victims.course, assignment, 2, _whole, partial(Judge, outputs=True)) as pool,
        ):
            waiting = []
            for student, path in order:
                unpacked = root / "unpacked" / student
                unpacked.mkdir(parents=True)
                folders, result.problems[student] = find([path], assignment, unpacked)
                waiting += [(student, pool.submit(folder)) for folder in folders[:1]]
            for student, future in waiting:
                try:
                    result.judged[student] = future.result()
                except Exception as error:
                    result.judged[student] = error
            result.spent = pool.spent
        result.ended = True
        result.left = {
            "processes": processes_of(root / "tmp"),
            "files": {path.name for path in (root / "tmp").iterdir()},
            "sockets": {path.name for path in root.iterdir() if path.is_socket()} - {"socket", "socket.dgram"},
            "shared memory": shared_memory() - before,
        }
        yield result
        listener.close()


def test_no_judge_takes_much(graded: Graded) -> None:
    """The limits are 60 s and 448 MB: whoever comes near them has found something to make a judge work for."""
    assert len(graded.spent) > len(graded.judged) // 2
    assert {name: each for name, each in graded.spent.items() if each.seconds > 20 or each.memory > 430 << 20} == {}
    assert 0 < graded.most["judges"] < 1 << 30


def test_the_disk_is_not_where_notebooks_write(graded: Graded) -> None:
    """A sandbox's home takes a few megabytes of fonts and settings, unpacked zips some more; no scratch folder any."""
    assert graded.most["disk"] < 64 << 20


def test_there_are_attacks_of_every_group() -> None:
    sizes = Counter(each.group for each in ALL_ATTACKS)
    assert set(sizes) == set(GROUPS)
    assert min(sizes.values()) >= 10
    assert sum(sizes.values()) >= 80


def test_the_batch_ends_by_itself_and_grades_everybody(graded: Graded) -> None:
    assert graded.ended
    assert {name: error for name, error in graded.judged.items() if isinstance(error, Exception)} == {}
    untold = [name for name in ATTACKS if name not in graded.judged and not graded.problems[name]]
    assert untold == []


@pytest.mark.parametrize("name", [f"honest-{number}" for number in range(HONEST)])
def test_an_honest_neighbour_has_full_points(graded: Graded, name: str) -> None:
    judged = graded.judged[name]
    assert isinstance(judged, Judged)
    assert (judged.report.score, judged.report.notes) == (FULL, ())


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=lambda attack: attack.name)
def test_an_attack_earns_what_its_code_does(graded: Graded, attack: Attack) -> None:
    judged = graded.judged.get(attack.name)
    if judged is None:
        assert graded.problems[attack.name]
        assert attack.least == 0
        return
    assert isinstance(judged, Judged), judged
    score = judged.report.score
    assert score is not None, "the grader failed"
    assert attack.least <= score <= attack.most
    assert judged.report.sandbox.strong


@pytest.mark.parametrize("attack", [each for each in ATTACKS.values() if each.says], ids=lambda attack: attack.name)
def test_the_report_says_what_happened(graded: Graded, attack: Attack) -> None:
    assert re.search(attack.says, graded.report(attack.name))


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=lambda attack: attack.name)
def test_no_secret_is_shown(graded: Graded, attack: Attack) -> None:
    assert TOKEN not in graded.report(attack.name)


def test_nothing_outside_was_touched(graded: Graded) -> None:
    assert graded.victims.outside_is_as_it_was()
    inside = [graded.victims.root / name for name in ("class", "unpacked")]
    escaped = [*graded.victims.root.rglob("*escaped*"), *Path("/tmp").glob("*escaped*"), *Path.cwd().glob("*escaped*")]
    assert [path for path in escaped if not any(path.is_relative_to(each) for each in inside)] == []


def test_nobody_connected(graded: Graded) -> None:
    assert graded.listener.heard == []


def test_nothing_is_left(graded: Graded) -> None:
    assert graded.left == {"processes": set(), "files": set(), "sockets": set(), "shared memory": set()}


# The control: without a sandbox, attacks do what they are for


@pytest.mark.parametrize(
    "attack",
    [each for each in ATTACKS.values() if each.succeeds in ("leak", "write", "connect")],
    ids=lambda attack: attack.name,
)
def test_without_a_sandbox_it_would_succeed(attack: Attack, naked: Judge, loose: Victims, ears: Listener) -> None:
    folder = loose.root / "class" / attack.name / ASSIGNMENT
    attack.compose(loose.course, folder, loose.values)
    ears.heard.clear()
    submission = naked.source.submission(attack.name, sorted(folder.glob("*.ipynb")))
    judged = naked.grade(submission)
    seen = {
        "leak": lambda: TOKEN in str(judged.outputs),
        "write": lambda: not loose.outside_is_as_it_was(),
        "connect": lambda: bool(ears.heard),
    }
    assert seen[attack.succeeds]()
    for each in loose.outside.iterdir():
        each.unlink()
    (loose.outside / "canary.txt").write_text("CANARY")


@pytest.fixture(scope="module")
def ears(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Listener]:
    listener = Listener(tmp_path_factory.mktemp("ears"))
    yield listener
    listener.close()


@pytest.fixture(scope="module")
def loose(ears: Listener) -> Victims:
    folder = ears.folder / "loose"
    folder.mkdir()
    return Victims(folder, quick(load_course(Path(__file__).parent)), ears.port, ears.folder / "socket")


@pytest.fixture(scope="module")
def naked(loose: Victims) -> Iterator[Judge]:
    """A judge whose workers give up nothing."""
    course = loose.course.with_weak_sandbox()
    with (
        Sandbox(course.limits, without=ALL) as sandbox,
        Judge(course, course.assignments[0], sandbox, outputs=True) as judge,
    ):
        yield judge
