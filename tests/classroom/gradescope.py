"""Gradescope's folder layout on this machine: the zip unpacked, ``setup.sh`` run, ``run_autograder`` by submission.

The scripts are run as they are. Two things stand in for what a test cannot have: ``apt-get`` is a program that writes
down how it was called, since it would change this machine; and the environment's folder already holds the distributions
that ``requirements.txt`` asks for, as links to the files of this interpreter's own, so that pip, which may not use an
index here, finds each of them installed. (With an index the same script takes a minute or more, nearly all for torch.)
No other distribution is in it: no nbgrader, no pandas.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

APT_LOG: Final = "apt.log"
SECONDS: Final = 300


@dataclass(frozen=True)
class Run:
    """What came of one ``run_autograder``."""

    status: int
    results: dict[str, Any] | None
    """What stands in ``results.json``; None where there is no such file."""
    shown: str
    """Standard output and error together, as Gradescope keeps them for the instructor."""


def by_gradescope(archive: Path, submission: Path, work: Path) -> dict[str, Any]:
    """The results of one submission. The zip is unpacked and set up below ``work`` once, at the first call."""
    if not (work / "run_autograder").exists():
        set_up(archive, work)
    done = run(work, submission)
    assert done.results is not None, done.shown
    return done.results


def set_up(archive: Path, root: Path) -> None:
    """Makes ``root`` what /autograder is when the image has been built."""
    unpack(archive, root / "source")
    _fill(root / "venv", (root / "source" / "requirements.txt").read_text(encoding="utf-8"))
    done = run_setup(root, {"python3": f'exec "{sys.executable}" "$@"'})
    assert done.returncode == 0, done.stdout + done.stderr
    (root / "setup.log").write_text(done.stdout + done.stderr, encoding="utf-8")
    shutil.copy(root / "source" / "run_autograder", root / "run_autograder")  # as Gradescope does, with permissions


def unpack(archive: Path, folder: Path) -> None:
    """What is in a zip, with the permissions that it says."""
    with zipfile.ZipFile(archive) as opened:
        for entry in opened.infolist():
            path = Path(opened.extract(entry, folder))
            path.chmod(entry.external_attr >> 16 & 0o777)


def run_setup(root: Path, programs: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Runs ``setup.sh`` with ``programs`` (name -> a line of shell) before those of this machine."""
    folder = root / "stand-ins"
    folder.mkdir()
    for name, line in {"apt-get": f'echo "apt-get $*" >> "{root / APT_LOG}"', **programs}.items():
        (folder / name).write_text(f"#!/bin/sh\n{line}\n")
        (folder / name).chmod(0o755)
    environment = {**_environment(root), "PATH": f"{folder}:{os.environ['PATH']}", "PIP_NO_INDEX": "1"}
    script = str(root / "source" / "setup.sh")
    return subprocess.run([script], env=environment, cwd="/", capture_output=True, text=True, timeout=SECONDS)


def run(
    root: Path,
    submission: Path,
    change: Callable[[Path], object] | None = None,
    before: Callable[[], None] | None = None,
) -> Run:
    """One submission in a container's worth of folders: a copy of ``root``, so that several can run at a time.

    ``change`` is done to that copy, ``before`` in the process that becomes ``run_autograder``.
    """
    with tempfile.TemporaryDirectory(dir=root, prefix="run-") as name:
        here = Path(name)
        shutil.copytree(root / "source", here / "source")
        (here / "venv").symlink_to(root / "venv")
        shutil.copytree(submission, here / "submission", symlinks=True)
        (here / "submission_metadata.json").write_text('{"users": [{"email": "ada@example.org"}]}')
        (here / "results").mkdir()
        if change is not None:
            change(here)
        done = subprocess.run(
            [str(root / "run_autograder")],
            env=_environment(here),
            cwd=here,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=SECONDS,
            preexec_fn=before,
        )
        left = sorted(path.name for path in (here / "results").iterdir())
        assert left in ([], ["results.json"])
        results = json.loads((here / "results" / "results.json").read_text(encoding="utf-8")) if left else None
        return Run(done.returncode, results, done.stdout)


def _environment(root: Path) -> dict[str, str]:
    """Little of this process's own: no PYTHONPATH, no virtual environment."""
    return {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "AUTOGRADER_ROOT": str(root)}


def _fill(venv: Path, requirements: str) -> None:
    """Links the files of what is required, and of what that requires, into an environment that is still to be made."""
    own = Path(sysconfig.get_paths()["purelib"])
    target = venv / own.relative_to(sys.prefix)
    for distribution in _closure(requirements.splitlines()).values():
        for file in distribution.files or ():
            path = own / file
            if ".." in file.parts or not path.is_file():
                continue  # a program in bin/
            place = target / file
            place.parent.mkdir(parents=True, exist_ok=True)
            try:
                place.hardlink_to(path)
            except OSError:  # another file system
                shutil.copy2(path, place)


def _closure(requirements: list[str]) -> Mapping[str, metadata.Distribution]:
    found: dict[str, metadata.Distribution] = {}
    waiting = [Requirement(line) for line in requirements]
    while waiting:
        wanted = waiting.pop()
        if canonicalize_name(wanted.name) in found:
            continue
        distribution = metadata.distribution(wanted.name)
        found[canonicalize_name(wanted.name)] = distribution
        waiting += _needed(distribution)
    return found


def _needed(distribution: metadata.Distribution) -> Iterator[Requirement]:
    for line in distribution.requires or ():
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield requirement
