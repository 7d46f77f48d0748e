"""`make setup`, with real pips: what goes wrong is one line that says what to do; TORCH_INDEX is for PyTorch alone."""

from __future__ import annotations

import os
import runpy
import shutil
import subprocess
import sys
import threading
import tomllib
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / ".ci" / "environment.py"
reason: Callable[[str], str] = runpy.run_path(str(SCRIPT))["reason"]
NOWHERE = "http://127.0.0.1:9"
"""An address at which nobody answers."""
ALONE = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")} | {
    "PIP_CONFIG_FILE": os.devnull
}
"""An environment in which pip knows no other index than the one that it is given."""


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "the disk is full"),
        ("OSError: [Errno 122] Disk quota exceeded: '/home/ada/.venv'", "the disk is full"),
        ("ERROR: Could not fetch: SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]", "PIP_CERT"),
        ("ERROR: No matching distribution found for torch==2.13.0", "has no torch==2.13.0 for this Python"),
        ("ERROR: [Errno 13] Permission denied: '/srv/course/.venv'", "/srv/course/.venv may not be written"),
        ("Looking\nERROR: something that nobody has foreseen\nnotice", "something that nobody has foreseen"),
        ("", "without a word"),
    ],
)
def test_what_pip_says_is_one_line(told: str, words: str) -> None:
    assert words in reason(told)
    assert "\n" not in reason(told)


@pytest.mark.parametrize("options", [("--index-url", f"{NOWHERE}/simple"), ("--proxy", NOWHERE)])
def test_an_index_that_cannot_be_reached(options: tuple[str, ...], tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--retries", "1", "--no-cache-dir", *options, "tqdm"],
        cwd=tmp_path,
        env=ALONE,
        capture_output=True,
        text=True,
    )
    assert done.returncode
    assert "cannot be reached" in reason(done.stderr)


def course(folder: Path) -> Path:
    """A course of nothing but PyTorch, with the script that sets it up."""
    (folder / ".ci").mkdir(parents=True)
    shutil.copy(SCRIPT, folder / ".ci")
    (folder / "constraints.txt").write_text("torch==2.13.0\n")
    (folder / "pyproject.toml").write_text(
        '[project]\nname = "small"\nversion = "1"\ndependencies = ["torch==2.13.0"]\n'
        "[project.optional-dependencies]\ndev = []\n[tool.setuptools]\npy-modules = []\n"
    )
    return folder / ".ci" / "environment.py"


def run(script: Path, environment: Mapping[str, str], before: str = "") -> subprocess.CompletedProcess[str]:
    code = f"{before}\nimport runpy; runpy.run_path({str(script)!r}, run_name='__main__')"
    return subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_a_python_without_venv(missing: str, tmp_path: Path) -> None:
    without = (
        "import importlib.util as util; find = util.find_spec\n"
        f"util.find_spec = lambda name, *more: None if name == {missing!r} else find(name, *more)"
    )
    done = run(course(tmp_path), os.environ, without)
    assert done.returncode == 1
    assert done.stderr.startswith("setup: ") and "-venv" in done.stderr and done.stderr.count("\n") == 1


class Handler(SimpleHTTPRequestHandler):
    """Serves a folder, and remembers what was asked for."""

    def log_request(self, *_: Any) -> None:
        self.server.asked.append(self.path)  # type: ignore[attr-defined]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[ThreadingHTTPServer]:
    """A package index that has one wheel: a PyTorch with a local version, as those of CPU builds have."""
    folder = tmp_path / "index" / "torch"
    folder.mkdir(parents=True)
    about = "torch-2.13.0+cpu.dist-info"
    with zipfile.ZipFile(folder / "torch-2.13.0+cpu-py3-none-any.whl", "w") as wheel:
        wheel.writestr("torch.py", "small = True\n")
        wheel.writestr(f"{about}/METADATA", "Metadata-Version: 2.1\nName: torch\nVersion: 2.13.0+cpu\n")
        wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{about}/RECORD", "")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(tmp_path / "index")))
    server.asked = []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.finds("PyTorch's index that is asked for other packages, or passed over; a pip that is too old")
def test_torch_alone_comes_from_its_index(index: ThreadingHTTPServer, tmp_path: Path) -> None:
    script = course(tmp_path / "course")
    python = tmp_path / "course" / ".venv" / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", python.parents[1]], check=True)
    subprocess.run([python, "-m", "pip", "install", "--quiet", "pip==22.3.1"], check=True)
    done = run(script, {**os.environ, "TORCH_INDEX": f"http://127.0.0.1:{index.server_port}"})
    assert done.returncode == 0, done.stderr
    told = subprocess.run([python, "-m", "pip", "list", "--format", "freeze"], capture_output=True, text=True).stdout
    assert "torch==2.13.0+cpu" in told and "pip==22.3.1" not in told
    asked: list[str] = index.asked  # type: ignore[attr-defined]
    assert asked and all(path.startswith("/torch/") for path in asked), asked


@pytest.mark.proof
@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13"])
def test_the_pins_go_together_on_every_python(version: str, tmp_path: Path) -> None:
    """As pip resolves them; tests/unit/test_constraints asks each release without a network."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = [each for part in project["optional-dependencies"].values() for each in part]
    wanted = [each for each in [*project["dependencies"], *extras] if not each.startswith("autograder")]
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed", "--only-binary=:all:"]
    options = ["--python-version", version, "--target", str(tmp_path), "-c", str(ROOT / "constraints.txt")]
    done = subprocess.run([*pip, *options, *wanted], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
