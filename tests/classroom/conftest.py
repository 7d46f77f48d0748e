"""The untouched student repository, and the environment of a student who has just cloned it: each made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.frontends.repositories.classroom import write_repository
from tests.classroom.repositories import practice_environment, the_course


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an untouched student repository; copy it before you change it."""
    return write_repository(*the_course(), tmp_path_factory.mktemp("released") / "repository").folder


@pytest.fixture(scope="session")
def practice_python(released: Path) -> Path:
    """The interpreter of a clean environment with the repository's requirements and pytest 7.2."""
    return practice_environment(released / "requirements.txt")
