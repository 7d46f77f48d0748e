"""What a reader is told of how a cell ran, in parts of sentences, from what a worker claims of it.

A worker is not to be believed: what has not the form of such a claim is left out, and nothing is quoted but the
student's own line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

SHOWN: Final = 60
"""Characters of a line that are quoted."""
MOST_NAMES: Final = 5
NAME: Final = re.compile(r"[a-zA-Z_][\w.]{0,80}", re.ASCII)
REST: Final = {
    "all": "; what stands below was run all the same",
    "block": "; the rest of that block was not run, and what stands below it was",
    "nothing": "",
}
"""What was run of a cell after a line that raised."""


def stepped_over(told: Any, text: str, expected: str) -> Iterator[str]:
    """On each line of the cell that did not run to its end; what a stub raises is ``expected`` of it."""
    lines = text.splitlines()
    for each in told if isinstance(told, list) else ():
        match each:
            case [int(number), str(raised), str(rest), *_] if 1 <= number <= len(lines) and rest in REST:
                line = lines[number - 1].strip()
                shown = f"line {number}, `{line if len(line) <= SHOWN else line[:SHOWN] + ' ...'}`"
                if not raised:
                    yield f"gives a command to the shell in {shown}; none is run here, and what stands below was run"
                elif raised != expected:
                    yield f"raised {error_name(raised)} in {shown}{REST[rest]}"


def failed_on(stumbles: Any, on: Any) -> str:
    """The one thing that all lines of a cell that raised failed on; empty where there are several, or it is unknown."""
    told = {each[3] for each in stumbles if _raised(each)} if isinstance(stumbles, list) else set()
    told = told or {on if isinstance(on, str) else ""}
    found = names(list(told))
    return found[0] if len(found) == 1 == len(told) else ""


def _raised(stumble: Any) -> bool:
    """Whether it is one of a line that raised, rather than of a command for the shell."""
    match stumble:
        case [int(), str(raised), str(), str()] if raised:
            return True
    return False


def replaced(told: Any) -> Iterator[str]:
    """On names of libraries that the cell has bound to something else."""
    if found := names(told):
        more = f" and {len(found) - MOST_NAMES} more" if len(found) > MOST_NAMES else ""
        yield f"put something else in place of {', '.join(found[:MOST_NAMES])}{more}; it was put back"


def names(told: Any) -> list[str]:
    """Names of Python's, with dots."""
    return [each for each in told if isinstance(each, str) and NAME.fullmatch(each)] if isinstance(told, list) else []


def error_name(told: Any) -> str:
    """What the type of an exception is called."""
    name = told[:60] if isinstance(told, str) else ""
    return name if name.isidentifier() else "an error"
