"""Which of nbgrader's lines are shown: those that name a thing which this package does not tell better."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Final

PACKAGE: Final = Path(__file__).parents[2]
TOLD_BETTER: Final = re.compile(r"No submitted file: |Late submission penalty: |<?Submitted.* seconds late$")
"""A renamed notebook is graded, ``remarks`` says; how late work is, by the course's rule, the pages say."""


def ours_alone(record: logging.LogRecord) -> bool:
    """Leaves out what nbgrader says of each file and step, some twenty lines a student; ``--log-level=DEBUG`` has all.

    What this package says stays, and so do warnings, but for those of which it has the truth.
    """
    ours = Path(record.pathname).is_relative_to(PACKAGE)
    return ours or (record.levelno > logging.INFO and true_ones(record))


def true_ones(record: logging.LogRecord) -> bool:
    """Leaves out the lines of which this package has the truth, and nothing else."""
    return not TOLD_BETTER.match(record.getMessage())
