"""The pins are for every Python that the README promises, and not for that of whoever pinned them."""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

LINES = (Path(__file__).parents[2] / "constraints.txt").read_text(encoding="utf-8").splitlines()
PINS = dict(line.split("==") for line in LINES if "==" in line)
PYTHONS = ("3.11.0", "3.11.2", "3.11.5", "3.12.1", "3.13.0")


@pytest.mark.parametrize("python", PYTHONS)
def test_every_pin_is_of_a_release_for_this_python(python: str) -> None:
    """By what each installed release says of itself; Debian 12 has 3.11.2."""
    wanted = {name: metadata.metadata(name).json.get("requires_python") for name in PINS if _installed(name)}
    assert len(wanted) > 0.9 * len(PINS)
    assert [name for name, each in wanted.items() if each and not SpecifierSet(str(each)).contains(python)] == []


def test_what_is_installed_is_what_is_pinned() -> None:
    assert {name: metadata.version(name).partition("+")[0] for name in PINS if _installed(name)} == {
        name: version for name, version in PINS.items() if _installed(name)
    }


def test_everything_that_is_installed_is_pinned() -> None:
    """But for what an environment comes with, this project itself, and what a PyTorch for graphics cards brings."""
    own = {"autograder", "pip", "setuptools", "wheel"}
    names = {_normal(each.metadata["Name"]) for each in metadata.distributions()}
    others = names - own - set(map(_normal, PINS))
    assert {name for name in others if not re.match("nvidia-|cuda-|triton$", name)} == set()


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True
