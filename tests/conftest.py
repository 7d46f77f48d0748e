"""What holds for every test: how the tests were started changes nothing, and no test changes the next one."""

from __future__ import annotations

import logging
import signal
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def interruptible() -> None:
    """Who starts the tests in the background has them, and all that they start, ignore SIGINT."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def loggers() -> Iterator[None]:
    """The command sets levels for its whole process."""
    kept = [(logger, logger.level) for logger in (logging.getLogger(), logging.getLogger("autograder"))]
    yield
    for logger, level in kept:
        logger.setLevel(level)
