"""What a student may do in a notebook works under all layers, and what the layers change is said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.judging.judge import Judge
from autograder.notebooks.source import notebook_files
from autograder.report import Layers
from autograder.sandbox.workers import Sandbox, Worker
from tests.engine.conftest import QUICK
from tests.sample_class import ASSIGNMENT, write

GENEROUS = QUICK.model_copy(update={"cell_seconds": 20})

CELLS = {
    "a figure, saved and shown": (
        "import matplotlib.pyplot as plt\n"
        "plt.plot([1, 2]); plt.title('$x^2$'); plt.savefig('a.png'); plt.savefig('a.pdf'); plt.savefig('a.svg')\n"
        "plt.imshow([[1, 2], [3, 4]], cmap='viridis'); plt.colorbar(); plt.show()"
    ),
    "threads": (
        "import threading, concurrent.futures as futures\n"
        "with futures.ThreadPoolExecutor(4) as pool: assert sum(pool.map(abs, range(9))) == 36"
    ),
    "more threads of torch": (
        "import torch\ntorch.set_num_threads(2)\nassert (torch.ones(500, 500) @ torch.ones(500, 500)).sum() > 0"
    ),
    "saving and loading": (
        "import torch, numpy as np, pickle, json, shutil, tempfile, pathlib\n"
        "torch.save({'w': torch.ones(3)}, 'a.pt'); assert torch.load('a.pt')['w'].sum() == 3\n"
        "np.savez('a.npz', x=np.ones(3)); assert np.load('a.npz')['x'].sum() == 3\n"
        "pathlib.Path('d').mkdir(); shutil.copy2('a.pt', 'd/b.pt'); shutil.move('d/b.pt', 'c.pt'); shutil.rmtree('d')\n"
        "pathlib.Path('c.pt').rename('e.pt'); pathlib.Path('e.pt').chmod(0o600); pathlib.Path('e.pt').touch()\n"
        "with tempfile.TemporaryDirectory() as name: (pathlib.Path(name) / 'x').write_text('x')\n"
        "pathlib.Path('~').expanduser().joinpath('home').write_text('x')"
    ),
    "a loader with workers": (
        "import torch\nfrom torch.utils.data import DataLoader, TensorDataset\n"
        "workers = dict(num_workers=2, prefetch_factor=4, persistent_workers=True)\n"
        "loader = DataLoader(TensorDataset(torch.arange(5.)), 2, **workers)\n"
        "assert [len(x) for x, in loader] == [2, 2, 1] and loader.num_workers == 0"
    ),
    "progress bars": (
        "from tqdm.auto import tqdm\nassert sum(tqdm(range(3))) == 3\nfrom tqdm import trange\nlist(trange(2))"
    ),
    "asyncio": "import asyncio\nassert await asyncio.gather(asyncio.sleep(0.01, 3)) == [3]",
    "the clock and the zone": (
        "import datetime, time, zoneinfo\ndatetime.datetime.now(zoneinfo.ZoneInfo('Europe/Berlin')); time.sleep(0.01)"
    ),
    "a library that the course does not use": (
        "import pandas as pd\npd.DataFrame({'x': [1]}).to_csv('a.csv'); assert len(pd.read_csv('a.csv')) == 1"
    ),
    "networks": (
        "import torch\nfrom torch import nn\n"
        "for net, x in ((nn.Conv2d(1, 2, 3), torch.ones(1, 1, 8, 8)), (nn.LSTM(3, 4), torch.ones(2, 1, 3)),\n"
        "               (nn.TransformerEncoderLayer(8, 2), torch.ones(2, 1, 8))):\n"
        "    out = net(x); out = out[0] if isinstance(out, tuple) else out\n"
        "    opt = torch.optim.Adam(net.parameters()); out.sum().backward(); opt.step()"
    ),
    "compiled to TorchScript, mapped, decomposed": (
        "import torch, warnings\nwarnings.simplefilter('ignore')\n"
        "f = torch.jit.trace(lambda x: x * 2, torch.ones(2)); assert f(torch.ones(2)).sum() == 4\n"
        "assert torch.vmap(torch.sum)(torch.ones(2, 3)).tolist() == [3, 3]\ntorch.linalg.svd(torch.randn(20, 20))"
    ),
    "magics": "%matplotlib inline\n%time sum(range(9))\n%timeit -n 1 -r 1 sum(range(9))",
    "help and sources": "import inspect, torch\ninspect.getsource(torch.nn.Linear)\ntorch.nn.Linear?",
    "the tables of the course": "import csv\nassert len(list(csv.reader(open('crops.csv')))) > 2",
    "random numbers": (
        "import os, secrets, random, uuid\n"
        "os.urandom(8); secrets.token_hex(); random.SystemRandom().random(); uuid.uuid4()"
    ),
}


@pytest.fixture(scope="module")
def all_layers() -> Iterator[Sandbox]:
    with Sandbox(GENEROUS) as sandbox:
        assert Layers.model_validate(sandbox.layers).strong
        yield sandbox


@pytest.fixture
def free(all_layers: Sandbox, course: Course) -> Iterator[Worker]:
    table = next((course.root / "assignments" / ASSIGNMENT).glob("*.csv"))
    worker = all_layers.worker([table])
    yield worker
    worker.close()


@pytest.mark.parametrize("cell", CELLS)
def test_it_works(free: Worker, cell: str) -> None:
    answer = free.ask("run", 20, 1, source=CELLS[cell])
    assert answer["done"], answer["outputs"].decode()[-2000:]


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("import subprocess; subprocess.run(['ls'])", "PermissionError"),
        ("import socket; socket.create_connection(('127.0.0.1', 9))", "PermissionError"),
        ("import urllib.request as r; r.urlopen('http://127.0.0.1')", "URLError"),
        ("open('/etc/hostname')", "PermissionError|FileNotFoundError"),
        ("open('../other', 'w')", "PermissionError"),
    ],
)
def test_what_does_not_work_raises_as_python_does(free: Worker, source: str, kind: str) -> None:
    answer = free.ask("run", 20, 1, source=f"try:\n    {source}\nexcept Exception as e: print(type(e).__name__)")
    assert any(each.encode() in answer["outputs"] for each in kind.split("|"))


def test_a_loader_without_its_workers_is_said_once(judge: Judge, course: Course, tmp_path: Path) -> None:
    cell = CELLS["a loader with workers"] + "\n" + CELLS["a loader with workers"]
    edit = {"edit": "insert", "notebook": "02-built-ins.ipynb", "at": 2, "source": cell}
    folder = write(course, tmp_path / "ada", {}, edits=[edit])
    report = judge.grade(judge.source.submission("ada", notebook_files(folder))).report
    (note,) = report.notes
    assert note == "02-built-ins.ipynb: cell 3: its DataLoader got num_workers=0, as no processes are started here"
    assert report.score == report.max_score
