"""The unit file in docs/server.md is one that systemd understands."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course import Limits
from autograder.judging.watchdog import wall_seconds

TEXT = (Path(__file__).parents[2] / "docs" / "server.md").read_text(encoding="utf-8")
UNIT = re.findall(r"```ini\n(.*?)```", TEXT, re.DOTALL)[0]


def test_systemd_understands_it(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None and not os.environ.get("CI"):
        pytest.skip("systemd is not installed")
    unit = tmp_path / "autograder@.service"
    unit.write_text(re.sub(r"/srv/courses/%i/\.venv/bin/autograder", sys.executable, UNIT))
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True)
    assert (done.stderr, done.returncode) == ("", 0)


def test_a_setting_that_systemd_does_not_know_is_told(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None and not os.environ.get("CI"):
        pytest.skip("systemd is not installed")
    unit = tmp_path / "autograder@.service"
    unit.write_text(UNIT.replace("MemoryMax=", "MemoryMost="))
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True)
    assert "MemoryMost" in done.stderr


def test_the_limits_that_it_names_are_the_graders() -> None:
    limits = Limits()
    assert f"{limits.judge_seconds:g} s of processor time, {limits.judge_bytes >> 20} MB, or" in TEXT
    assert f"or {wall_seconds(limits):g} s in all" in TEXT
