"""What judging one submission may take: a process that judges is looked at from outside, and ended where it is over."""

from __future__ import annotations

import time
from typing import Final

import psutil

from autograder.course import Limits

LOOK_SECONDS: Final = 0.05
"""How often a process that judges is looked at."""


def wall_seconds(limits: Limits) -> float:
    """How long judging one submission may take by the clock.

    Its workers are given ``submission_seconds`` in all, and a look at the solution as much again.
    """
    return 2 * limits.submission_seconds + limits.judge_seconds


def too_much_memory(limits: Limits) -> str:
    """What is said of a judge that took it."""
    return f"judging it took more than {limits.judge_bytes >> 20} MB of memory"


class Watch:
    """One process while it judges one submission: wall time and processor time from now on, memory in all."""

    def __init__(self, pid: int, limits: Limits) -> None:
        self._process = psutil.Process(pid)
        self._limits = limits
        self._started = time.monotonic()
        self._used = self._processor_seconds()
        self.peak = 0
        """The most memory that was seen, in bytes."""
        self.seconds = 0.0
        """Of processor time, up to the last look."""

    def _processor_seconds(self) -> float:
        times = self._process.cpu_times()
        return float(times.user + times.system)

    def excess(self) -> str:
        """What it took too much of, as the end of a sentence; empty while it keeps to the limits, or has ended."""
        limits = self._limits
        try:
            self.peak = max(self.peak, self._process.memory_info().rss)
            self.seconds = self._processor_seconds() - self._used
            if self.peak > limits.judge_bytes:
                return too_much_memory(limits)
            if self.seconds > limits.judge_seconds:
                return f"judging it took more than {limits.judge_seconds:g} s of processor time"
        except psutil.Error:
            return ""
        if time.monotonic() - self._started > wall_seconds(limits):
            return f"judging it took longer than {wall_seconds(limits):g} s"
        return ""
