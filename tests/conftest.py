"""What holds for every test: how the tests were started changes nothing, and no test changes the next one."""

from __future__ import annotations

import logging
import signal

import pytest

from tests.proof import PROOF, SEED

SLOW_SECONDS = 5


def pytest_report_header() -> list[str]:
    return ["everything: a proof" if PROOF else f"a part of what a proof tries: PROOF_SEED={SEED}"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The seed once more, as the header is not shown to who asks for quiet; and what takes long without saying why."""
    reports = [each for each in terminalreporter.getreports("passed") if each.when == "call"]
    slow = [each for each in reports if each.duration > SLOW_SECONDS and "finds" not in each.keywords]
    for each in sorted(slow, key=lambda each: -each.duration):
        terminalreporter.write_line(f"{each.duration:5.0f} s, and no mark says what it alone finds: {each.nodeid}")
    terminalreporter.write_line("everything was tried" if PROOF else f"a part was tried: PROOF_SEED={SEED}")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What only a proof tries is left out elsewhere."""
    left = [] if PROOF else [item for item in items if item.get_closest_marker("proof")]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]


@pytest.fixture(scope="session", autouse=True)
def interruptible() -> None:
    """Who starts the tests in the background has them, and all that they start, ignore SIGINT."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


LEVELS = [(logger, logger.level) for logger in (logging.getLogger(), logging.getLogger("autograder"))]


@pytest.fixture(autouse=True)
def loggers() -> None:
    """The command sets levels for its whole process; a module's fixture may have called it before a test begins."""
    for logger, level in LEVELS:
        logger.setLevel(level)
