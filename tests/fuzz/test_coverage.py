"""A short run of each target of ``tests.fuzz.coverage``: nothing that it finds is more than refused."""

from __future__ import annotations

import importlib.util
import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

HAS_WHEEL = sys.platform == "linux" and platform.machine() == "x86_64" and sys.version_info < (3, 14)
INSTALLED = importlib.util.find_spec("atheris") is not None


@pytest.mark.skipif(not (HAS_WHEEL and "CI" in os.environ), reason="elsewhere it may be missing")
def test_atheris_is_installed() -> None:
    assert INSTALLED


@pytest.mark.skipif(not INSTALLED, reason="atheris is not installed")
@pytest.mark.parametrize(("target", "runs"), [("frames", 100_000), ("notebooks", 3000)])
def test_what_coverage_finds_is_borne(target: str, runs: int, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.fuzz.coverage", target, str(tmp_path / "corpus"), f"-runs={runs}"]
    done = subprocess.run(
        [*command, f"-artifact_prefix={tmp_path}/"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=300,
    )
    found = [line for line in done.stdout.splitlines() if not line.startswith(("#", '"'))]
    assert done.returncode == 0, "\n".join([*found[-40:], *done.stderr.splitlines()[-3:]])
    assert f"Done {runs} runs" in done.stderr
