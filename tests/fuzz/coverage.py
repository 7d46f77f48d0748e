"""Fuzzing by coverage, with atheris: ``python -m tests.fuzz.coverage frames -runs=200000``.

What libFuzzer finds interesting is kept in ``build/fuzz/<target>``, or in another folder that is named. It stops at the
first input that is not borne, and writes it where ``-artifact_prefix=`` says.
"""

from __future__ import annotations

import contextlib
import json
import random
import sys
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from typing import Any, Final

import atheris

with atheris.instrument_imports(include=["autograder", "nbformat"]):
    from autograder import wire
    from tests.fuzz import frames, notebooks

BUILD: Final = Path(__file__).parents[2] / "build"


def frame(data: bytes) -> None:
    """A header and a payload, parted at the last zero byte that is doubled; the prefix tells the truth."""
    header, _, payload = data.rpartition(b"\0\0")
    frames.outcome(frames.seal(header, payload))
    frames.outcome(data)


def notebook(data: bytes) -> None:
    """A notebook file."""
    notebooks.check(data)


def edit(data: bytes, longest: int, seed: int) -> bytes:
    """JSON with a place in it replaced, deleted, doubled, moved or exchanged; other bytes as libFuzzer likes."""
    rng = random.Random(seed)
    with contextlib.suppress(ValueError, RecursionError):
        tree = json.loads(data)
        places = notebooks.paths(tree)
        if places and rng.random() < 0.8:
            path, other = rng.choice(places), rng.choice(places)
            with contextlib.suppress(*notebooks.GONE):
                notebooks.edit(tree, rng.choice(notebooks.EDITS), path, other, rng.choice(ODD))
            return notebooks.text(tree)[:longest]
    return bytes(atheris.Mutate(data, longest))


ODD: Final[list[Any]] = [
    None,
    True,
    0,
    -1,
    10**30,
    float("nan"),
    "",
    "\ud800",
    "code",
    "markdown",
    "# x\ny",
    [],
    {},
    [[]],
    {"a": 1},
]


def _frames() -> Iterable[bytes]:
    size = wire.PREFIX.size
    for each in islice(frames.generated(0), 200):
        length = int.from_bytes(each[2:6], "big")
        yield each[size : size + length] + b"\0\0" + each[size + length :]


def _notebooks() -> Iterable[bytes]:
    yield from (each.encode() for each in notebooks.seeds())


TARGETS: Final[dict[str, tuple[Callable[[bytes], None], Callable[[], Iterable[bytes]], int]]] = {
    "frames": (frame, _frames, 4096),
    "notebooks": (notebook, _notebooks, 4096),
}
"""What is run, what it begins with, and the length of the longest input."""


def main() -> None:
    name, *arguments = sys.argv[1:]
    target, seeds, longest = TARGETS[name]
    folders = [Path(each) for each in arguments if not each.startswith("-")] or [BUILD / "fuzz" / name]
    folders[0].mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(seeds()):
        (folders[0] / f"seed-{number}").write_bytes(data)
    options = [each for each in arguments if each.startswith("-")]
    mutator = {"custom_mutator": edit} if target is notebook else {}
    atheris.Setup([sys.argv[0], f"-max_len={longest}", "-seed=1", *options, *map(str, folders)], target, **mutator)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
