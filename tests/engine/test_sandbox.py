"""Values travel, whatever hangs or dies ends in time, and nothing of the caller's is in reach."""

from __future__ import annotations

import math
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder import wire
from autograder.sandbox.channel import WorkerLost
from autograder.sandbox.workers import GRACE_SECONDS, PATIENCE, Sandbox, Worker
from autograder.wire import Opaque, Tensor
from tests.engine.conftest import CANARY, QUICK

SHORT = 0.3
"""Seconds for what never ends."""

IMPORTS = "import os, sys, signal, time, threading, ctypes, re, subprocess\nimport numpy as np, torch\n"


def define(worker: Worker, source: str) -> None:
    answer = worker.ask("run", 10, 1, source=IMPORTS + source)
    assert answer["done"], answer["outputs"]


def call(worker: Worker, *arguments: Any, name: str = "f", seconds: float = 10) -> Any:
    """The value of a call, which must have one."""
    answer = worker.ask("call", seconds, 1, name=name, arguments=list(arguments))
    assert "value" in answer, answer
    return answer["value"]


def evaluated(worker: Worker, expression: str) -> Any:
    define(worker, f"def f():\n    return {expression}")
    return call(worker)


def ending(worker: Worker, op: str, seconds: float = SHORT, **details: Any) -> str:
    """How a request ends: what its answer holds, "timed_out", or "lost" where the process has ended."""
    try:
        answer = worker.ask(op, seconds, 1, **details)
    except WorkerLost as lost:
        return "timed_out" if lost.timed_out else "lost"
    if op == "run":
        return "timed_out" if answer["timed_out"] else "done" if answer["done"] else "raised"
    (kind,) = set(answer) - {"id", "told"}
    return kind


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    started = time.monotonic()
    yield
    assert time.monotonic() - started < seconds


def alive(pid: int) -> bool:
    """Whether there is such a process, and it is no zombie."""
    try:
        return ") Z" not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


def wait_until(holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + 5
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.01)
    return False


# Values


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("None", None),
        ("True", True),
        ("10 ** 30", 10**30),
        ("-0.5", -0.5),
        ("'text'", "text"),
        ("[1, (2, 'x')]", [1, (2, "x")]),
        ("{'a': [1], 2: None}", {"a": [1], 2: None}),
        ("{np.int64(3): 1, (1, 2): 2, torch.tensor(4): 3}", {3: 1, "(1, 2)": 2, 4: 3}),
        ("np.float64(0.5)", 0.5),
        ("torch.Size([2, 3])", (2, 3)),
        ("range", Opaque("type")),
        ("f", Opaque("function")),
        ("lambda: 1", Opaque("function")),
        ("torch.nn.Linear(1, 1)", Opaque("Linear")),
        ("{1, 2}", Opaque("set")),
        ("1j", Opaque("complex")),
        ("b'x'", Opaque("bytes")),
        ("10 ** 400", Opaque("very large int")),
        ("torch.zeros(2, dtype=torch.complex64)", Opaque("complex64 tensor")),
        ("torch.zeros(2, dtype=torch.bfloat16)", Opaque("bfloat16 tensor")),
        ("torch.eye(2).to_sparse()", Opaque("sparse_coo tensor on cpu")),
        ("torch.zeros(2, device='meta')", Opaque("strided tensor on meta")),
        ("np.array(['a'])", Opaque("str32 array")),
        ("np.array([None])", Opaque("object array")),
        ("torch.zeros(10 ** 8)", Opaque("tensor too large to look at")),
        ("torch.zeros(1).expand(10 ** 15)", Opaque("tensor too large to look at")),
        ("np.broadcast_to(np.zeros(1), 10 ** 15)", Opaque("array too large to look at")),
        ("torch.zeros([1] * 9)", Opaque("tensor too large to look at")),
    ],
)
def test_values_come_back(worker: Worker, expression: str, value: Any) -> None:
    seen = evaluated(worker, expression)
    assert (type(seen), seen) == (type(value), value)


@pytest.mark.parametrize("name", [*wire.DTYPES])
def test_tensors_and_arrays_come_back(worker: Worker, name: str) -> None:
    seen = evaluated(worker, f"[torch.tensor([[0, 1]], dtype=torch.{name}), np.array([[0, 1]], dtype='{name}')]")
    assert (seen[0].dtype, seen[0].shape, seen[0].array.tolist()) == (name, (1, 2), [[0, 1]])
    assert (seen[1].dtype, seen[1].tolist()) == (np.dtype(name), [[0, 1]])


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("torch.arange(6.).reshape(2, 3).T", [[0, 3], [1, 4], [2, 5]]),
        ("torch.tensor(5.)", 5),
        ("torch.zeros(0, 3)", []),
        ("torch.zeros(1).expand(2)", [0, 0]),
        ("torch.tensor([1 + 2j]).conj().imag", [-2]),
        ("torch.nn.Parameter(torch.tensor([1.]))", [1]),
        ("torch.tensor([1.], requires_grad=True) * 2", [2]),
        ("torch.arange(5.)[1::2]", [1, 3]),
    ],
)
def test_tensors_of_any_kind_come_back(worker: Worker, expression: str, expected: Any) -> None:
    assert evaluated(worker, expression).array.tolist() == expected


def test_a_tensor_subclass_is_a_tensor(worker: Worker) -> None:
    define(
        worker,
        "class Liar(torch.Tensor):\n"
        "    shape = dtype = device = property(lambda self: 1 / 0)\n"
        "    @classmethod\n"
        "    def __torch_function__(cls, *args, **kwargs): return torch.zeros(1)\n"
        "def f(): return torch.tensor([1., 2.]).as_subclass(Liar)\n"
        "class Row(np.ndarray):\n"
        "    def __array__(self, *args, **kwargs): return np.zeros(1)\n"
        "def g(): return np.array([3.]).view(Row)",
    )
    assert ending(worker, "call", name="f", arguments=[]) in ("value", "raised")
    assert call(worker, name="g").tolist() == [3.0]


@pytest.mark.parametrize("requires_grad", [True, False])
def test_arguments_arrive_as_they_were_sent(worker: Worker, requires_grad: bool) -> None:
    define(worker, "def f(t, a, rest): return [type(t).__name__, t.requires_grad, t.is_leaf, type(a).__name__, rest]")
    rest = {"x": (1, [2.5, None])}
    seen = call(worker, Tensor(np.array([1], np.float32), requires_grad), np.zeros(2), rest)
    assert seen == ["Tensor", requires_grad, True, "ndarray", rest]


def test_arguments_come_back(worker: Worker) -> None:
    define(worker, "f = lambda x: x")
    table = np.random.default_rng(0).standard_normal((300, 5)).astype(np.float32)
    seen = call(worker, Tensor(table, requires_grad=True))
    assert seen.array.tobytes() == table.tobytes()
    assert seen.requires_grad


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 5e-324])
def test_odd_floats_come_back(worker: Worker, value: float) -> None:
    define(worker, "def f(x, t):\n    return [x, t, float(t)]")
    seen = call(worker, value, Tensor(np.array(value, np.float64)))
    np.testing.assert_equal([seen[0], seen[1].array.item(), seen[2]], [value] * 3)


@pytest.mark.parametrize(
    "expression",
    ["[0] * 10 ** 6", "['x' * 20_000] * 10_000", "[torch.zeros(10 ** 6)] * 100", "{i: i for i in range(2 * 10 ** 5)}"],
)
def test_a_value_that_is_too_large_costs_nothing_else(worker: Worker, expression: str) -> None:
    define(worker, f"def f():\n    return {expression}")
    assert ending(worker, "call", 10, name="f", arguments=[]) == "value"
    assert evaluated(worker, "5") == 5


def test_values_without_an_end(worker: Worker) -> None:
    define(worker, "deep = []\nfor _ in range(10_000): deep = [deep]\nround = [1]\nround += [round, round]")
    for name in ("deep", "round"):
        assert ending(worker, "value", 10, name=name) == "value"


def test_a_long_text_is_cut(worker: Worker) -> None:
    assert 1000 < len(evaluated(worker, "'x' * 10 ** 7")) < 100_000


@pytest.mark.parametrize(
    "body",
    [
        "class L(list):\n    def __iter__(self): 1 / 0\ndef f(): return L([1])",
        "class M(dict):\n    def items(self): 1 / 0\ndef f(): return M(a=1)",
        "class K:\n    def __str__(self): 1 / 0\ndef f(): return {K(): 1}",
        "class I(int):\n    def __abs__(self): return self\n    def __lt__(self, o): return 1\ndef f(): return I(5)",
        "class T:\n    __class__ = property(lambda self: 1 / 0)\ndef f(): return T()",
        "class M(type):\n    __name__ = property(lambda self: 1 / 0)\nclass T(metaclass=M): pass\ndef f(): return T()",
        "class S(str):\n    def __getitem__(self, k): return object()\ndef f(): return S('x')",
        "class F(float):\n    def hex(self): return 'x'\ndef f(): return F(1)",
    ],
)
def test_hostile_values_cost_one_answer_at_most(worker: Worker, body: str) -> None:
    define(worker, body)
    assert ending(worker, "call", name="f", arguments=[]) in ("value", "raised")
    assert evaluated(worker, "5") == 5


# What a call may raise


@pytest.mark.parametrize(
    ("raised", "name"),
    [
        ("ValueError(1)", "ValueError"),
        ("SystemExit(0)", "SystemExit"),
        ("KeyboardInterrupt()", "KeyboardInterrupt"),
        ("GeneratorExit()", "GeneratorExit"),
        ("NotImplementedError()", "NotImplementedError"),
        ("type('Own', (BaseException,), {})()", "Own"),
        ("type('N' * 500, (Exception,), {})()", "N" * 80),
        ("5", "TypeError"),
    ],
)
def test_what_a_call_raises_is_told_by_its_type(worker: Worker, raised: str, name: str) -> None:
    define(worker, f"def f():\n    raise {raised}")
    assert worker.ask("call", 1, 1, name="f", arguments=[])["raised"] == name
    assert evaluated(worker, "5") == 5


def test_names_that_are_not_there(worker: Worker) -> None:
    assert worker.ask("call", 1, 1, name="f", arguments=[])["missing"] == "f"
    assert worker.ask("value", 1, 1, name="f")["missing"] == "f"
    assert worker.ask("probe", 1, 1, name="p", arguments=[], uses=["f"], source="def p(ns): pass")["missing"] == "f"


def test_what_cannot_be_called(worker: Worker) -> None:
    define(worker, "f = 5")
    assert worker.ask("call", 1, 1, name="f", arguments=[])["raised"] == "TypeError"
    assert worker.ask("call", 1, 1, name="f", arguments=[1])["raised"] == "TypeError"


def test_a_probe_runs_beside_the_notebook(worker: Worker) -> None:
    define(worker, "def f(x): return 2 * x")
    source = "def p(ns, x):\n    return ns['f'](x) + 1"
    answer = worker.ask("probe", 1, 1, name="p", arguments=[20], uses=["f"], source=source)
    assert answer["value"] == 41
    define(worker, "'p' in globals()")


def test_the_same_seed_gives_the_same_numbers(worker: Worker) -> None:
    define(worker, "import random\ndef f(): return [torch.rand(2), np.random.rand(), random.random()]")
    first, again = (worker.ask("call", 1, 7, name="f", arguments=[])["value"] for _ in range(2))
    assert first[0].array.tolist() == again[0].array.tolist()
    assert first[1:] == again[1:]
    assert worker.ask("call", 1, 8, name="f", arguments=[])["value"][1:] != first[1:]


# What never ends

ENDLESS = {
    "loop": "while True: pass",
    "sleep": "time.sleep(100)",
    "regex": "re.match('(a+)+$', 'a' * 40 + 'b')",
    "training": "x = torch.rand(50, 50)\nwhile True: x = x @ x",
    "swallowed once": "try:\n    while True: sum(range(1000))\nexcept BaseException: time.sleep(100)",
    "swallowed": "while True:\n    try:\n        while True: sum(range(1000))\n    except BaseException: pass",
    "one long step": "pow(3, 10 ** 9)",
    "waits for itself": "os.read(os.pipe()[0], 1)",
    "lock": "lock = threading.Lock()\nlock.acquire()\nlock.acquire()",
}


UNSTOPPABLE = {
    "signals blocked": "signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65)); time.sleep(100)",
    "stopped": "os.kill(os.getpid(), signal.SIGSTOP)",
}


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The judge's side waits less long, where nothing is to be seen in the time left."""
    monkeypatch.setattr("autograder.sandbox.workers.GRACE_SECONDS", 0.3)


def body(lines: str) -> str:
    return "def f():\n" + "\n".join(f"    {line}" for line in lines.splitlines())


@pytest.mark.parametrize("lines", ENDLESS.values(), ids=ENDLESS)
def test_a_call_without_an_end_is_timed_out(worker: Worker, lines: str) -> None:
    define(worker, body(lines))
    with at_most(PATIENCE * SHORT + GRACE_SECONDS + 1):
        assert ending(worker, "call", name="f", arguments=[]) == "timed_out"


@pytest.mark.parametrize("name", ["loop", "sleep", "swallowed once"])
def test_after_a_cell_without_an_end_the_next_one_runs(worker: Worker, name: str) -> None:
    define(worker, "x = 1")
    assert ending(worker, "run", source=ENDLESS[name]) == "timed_out"
    assert evaluated(worker, "x") == 1


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("lines", UNSTOPPABLE.values(), ids=UNSTOPPABLE)
@pytest.mark.parametrize("op", ["run", "call"])
def test_what_no_signal_reaches_is_timed_out(worker: Worker, op: str, lines: str) -> None:
    define(worker, body(lines))
    details = {"source": lines} if op == "run" else {"name": "f", "arguments": []}
    with at_most(PATIENCE * SHORT + 1.5):
        assert ending(worker, op, **details) == "timed_out"


def test_a_cell_that_swallows_its_interrupts_is_timed_out(worker: Worker) -> None:
    with at_most(PATIENCE * SHORT + GRACE_SECONDS + 1):
        assert ending(worker, "run", source=ENDLESS["swallowed"]) == "timed_out"


def test_a_short_pause_is_no_hang(worker: Worker) -> None:
    define(worker, "def f():\n    time.sleep(0.6)\n    return 5")
    assert call(worker, seconds=SHORT) == 5


def test_no_signal_arrives_after_the_end(worker: Worker) -> None:
    define(worker, "def f():\n    try:\n        while True: pass\n    except KeyboardInterrupt: return 1")
    assert ending(worker, "call", 0.1, name="f", arguments=[]) == "timed_out"
    define(worker, "def g():\n    time.sleep(0.5)\n    return 5")
    assert call(worker, name="g") == 5


def test_a_thread_does_not_hold_the_next_answer_up(worker: Worker) -> None:
    define(worker, "def spin():\n    while True: pass\nthreading.Thread(target=spin, daemon=True).start()")
    with at_most(5):
        assert evaluated(worker, "5") == 5


# What ends the process

DEADLY = {
    "exit": "os._exit(0)",
    "kill": "os.kill(os.getpid(), signal.SIGKILL)",
    "terminate": "os.kill(os.getpid(), signal.SIGTERM)",
    "abort": "os.abort()",
    "segfault": "ctypes.string_at(0)",
    "descriptor": "os.close(3)",
    "descriptors": "os.closerange(0, 100)",
    "replaced": "os.dup2(os.open(os.devnull, os.O_RDWR), 3)",
}


@pytest.mark.parametrize("name", DEADLY)
def test_a_process_that_ends_is_lost_at_once(new_worker: Callable[[], Worker], name: str) -> None:
    worker = new_worker()
    define(worker, body(DEADLY[name]))
    with at_most(2):
        assert ending(worker, "call", 5, name="f", arguments=[]) == "lost"
    assert evaluated(new_worker(), "5") == 5


def test_a_lost_worker_stays_lost(worker: Worker) -> None:
    assert ending(worker, "run", source="import os; os._exit(0)") == "lost"
    assert ending(worker, "run", source="1") == "lost"


@pytest.mark.parametrize(
    "lines",
    [
        "return len(bytearray(8 << 30))",
        "return torch.zeros(10 ** 10).sum().item()",
        "with open('big', 'wb') as file:\n    for _ in range(20): file.write(bytes(16 << 20))",
        "return [open(os.devnull) for _ in range(1000)] and 1",
    ],
    ids=["one block", "tensor", "disk", "files"],
)
def test_too_much_is_an_error_of_the_call(worker: Worker, lines: str) -> None:
    define(worker, body(lines))
    assert ending(worker, "call", 5, name="f", arguments=[]) == "raised"
    assert evaluated(worker, "5") == 5


# Forged frames


@pytest.fixture
def forger(worker: Worker) -> Worker:
    """A worker whose ``f`` writes what it is given where answers go."""
    define(worker, "def f(data):\n    os.write(3, data)\n    return 'real'")
    return worker


def forged(worker: Worker, data: bytes, seconds: float = SHORT) -> str:
    return ending(worker, "call", seconds, name="f", arguments=[data])


@pytest.mark.parametrize(
    "data",
    [
        b"garbage" * 10,
        b"\0" * 1000,
        wire.PREFIX.pack(wire.MAGIC, 0xFFFFFFFF, 0),
        wire.PREFIX.pack(wire.MAGIC, 10, 1 << 60),
        wire.PREFIX.pack(wire.MAGIC, 2, 0) + b"{}",
        wire.PREFIX.pack(wire.MAGIC, 5, 0) + b"[[[[[",
        wire.encode(None),
        wire.encode({"value": 5}),
        wire.encode({"id": 999, "value": 5}),
        wire.encode({"id": "1", "value": 5}),
        wire.encode([1, 2]),
    ],
    ids=["garbage", "zeros", "header", "payload", "node", "json", "none", "no id", "wrong id", "id of a kind", "list"],
)
def test_a_forged_frame_is_no_answer(forger: Worker, data: bytes) -> None:
    with at_most(1):
        assert forged(forger, data) == "lost"


@pytest.mark.usefixtures("impatient")
def test_a_frame_that_never_comes_is_timed_out(forger: Worker) -> None:
    with at_most(PATIENCE * SHORT + GRACE_SECONDS + 1):
        assert forged(forger, wire.PREFIX.pack(wire.MAGIC, 1000, 1 << 20)) == "timed_out"


@pytest.mark.usefixtures("impatient")
def test_a_frame_in_drops_is_timed_out(forger: Worker) -> None:
    define(forger, "def f(data):\n    os.write(3, data)\n    while True: os.write(3, b'x'); time.sleep(0.02)")
    with at_most(PATIENCE * SHORT + GRACE_SECONDS + 1):
        assert forged(forger, wire.PREFIX.pack(wire.MAGIC, 1000, 1 << 20)) == "timed_out"


def test_an_early_answer_is_a_claim_and_the_last(forger: Worker) -> None:
    early = wire.encode({"id": forger._asked + 1, "value": "forged"})
    answer = forger.ask("call", 1, 1, name="f", arguments=[early])
    assert answer["value"] == "forged"
    assert ending(forger, "value", name="f") == "lost"


def test_an_answer_in_stock_does_not_fit(forger: Worker) -> None:
    stock = b"".join(wire.encode({"id": forger._asked + ahead, "value": "forged"}) for ahead in (1, 3, 4))
    assert forger.ask("call", 1, 1, name="f", arguments=[stock])["value"] == "forged"
    assert ending(forger, "value", name="f") == "lost"


@pytest.mark.usefixtures("impatient")
def test_a_flood_of_frames_ends_in_time(forger: Worker) -> None:
    define(forger, "def f(data):\n    while True: os.write(3, data)")
    with at_most(PATIENCE * SHORT + GRACE_SECONDS + 1):
        assert forged(forger, wire.encode({"id": 999, "value": "x" * 10_000})) == "lost"


# What a worker has


def test_nothing_of_the_callers_environment_is_there(worker: Worker) -> None:
    assert os.environ[CANARY] == CANARY
    define(
        worker,
        "def f():\n"
        "    seen = [repr(dict(os.environ)), repr(os.environb), ' '.join(sys.argv)]\n"
        "    for pid in ('self', os.getppid()):\n"
        "        for name in ('environ', 'cmdline'):\n"
        "            try: seen.append(open(f'/proc/{pid}/{name}').read())\n"
        "            except OSError: pass\n"
        "    return '\\n'.join(seen)",
    )
    seen = call(worker)
    assert CANARY not in seen
    assert "PYTEST" not in seen


def test_no_descriptor_is_inherited(worker: Worker) -> None:
    define(
        worker,
        "def f():\n"
        "    found = []\n"
        "    for number in range(1000):\n"
        "        try: found.append((number, os.fstat(number).st_rdev))\n"
        "        except OSError: pass\n"
        "    return found",
    )
    found = dict(call(worker))
    nowhere = Path(os.devnull).stat().st_rdev
    assert found == {0: nowhere, 1: nowhere, 2: nowhere, 3: 0}


def test_workers_share_nothing(new_worker: Callable[[], Worker]) -> None:
    one, other = new_worker(), new_worker()
    define(one, "x = 1; torch.x = 1; open('note', 'w').write('x')")
    define(other, "def f(): return ['x' in globals(), hasattr(torch, 'x'), os.path.exists('note')]")
    assert call(other) == [False, False, False]


def test_supporting_files_are_copies(sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("1,2")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "inner.txt").write_text("in")
    worker = sandbox.worker([tmp_path / "table.csv", tmp_path / "folder"])
    try:
        define(worker, "def f(): return [open('table.csv').read(), open('folder/inner.txt').read()]")
        assert call(worker) == ["1,2", "in"]
        define(worker, "open('table.csv', 'w').write('spoilt')")
    finally:
        worker.close()
    assert (tmp_path / "table.csv").read_text() == "1,2"


def test_modules_beside_the_notebook_are_the_students_own(worker: Worker) -> None:
    define(worker, "open('mine.py', 'w').write('x = 5')\nimport mine\ndef f(): return mine.x")
    assert call(worker) == 5


def test_the_scratch_folder_and_the_process_end_with_the_worker(sandbox: Sandbox) -> None:
    worker = sandbox.worker()
    folder = Path(evaluated(worker, "os.getcwd()"))
    define(worker, "open('note', 'w').write('x'); os.mkdir('sub'); os.chmod('sub', 0)")
    assert folder.is_dir()
    assert alive(worker._pid)
    worker.close()
    assert not folder.exists()
    assert wait_until(lambda: not alive(worker._pid))


def test_closing_twice_is_fine(sandbox: Sandbox) -> None:
    worker = sandbox.worker()
    worker.close()
    worker.close()


def test_the_worker_says_which_layers_hold(worker: Worker) -> None:
    assert worker.layers["closed_descriptors"] is True
    assert worker.layers["rlimits"] is True


MARK = "31.4159"
"""Seconds that nobody else sleeps."""


def sleepers() -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if MARK.encode() in path.read_bytes():
                found.append(int(path.parent.name))
        except OSError:
            continue
    return found


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks at /proc")
def test_no_process_and_no_file_is_left() -> None:
    with Sandbox(QUICK) as sandbox:
        workers = [sandbox.worker() for _ in range(3)]
        workers[0].ask("run", 1, 1, source=f"{IMPORTS}subprocess.Popen(['sleep', '{MARK}'], start_new_session=True)")
        workers[1].ask("run", 0.3, 1, source="while True: pass")
        home = sandbox.home
        pids = [sandbox._zygote.pid, *(worker._pid for worker in workers)]
        assert all(alive(pid) for pid in pids)
        assert home.is_dir()
    try:
        assert wait_until(lambda: not any(alive(pid) for pid in pids))
        assert not home.exists()
        assert wait_until(lambda: not sleepers())
    finally:
        for pid in sleepers():
            os.kill(pid, signal.SIGKILL)
        for worker in workers:
            worker.close()


def test_a_zygote_that_a_worker_has_killed_is_started_again() -> None:
    with Sandbox(QUICK) as sandbox:
        worker = sandbox.worker()
        ending(worker, "run", source="import os; os.kill(os.getppid(), 9)")
        worker.close()
        another = sandbox.worker()
        try:
            assert evaluated(another, "5") == 5
        finally:
            another.close()
