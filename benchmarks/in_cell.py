"""The hidden checks as stock nbgrader would run them: in the student's own kernel, below the answers.

``benchmarks.nbgrader_class`` puts a call of ``run`` into each check cell as a hidden test. To be fair to the other side
this imports no more than the checks need: neither pytest nor the judge.
"""

from __future__ import annotations

import importlib.util
import inspect
import sys
import types
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from autograder import wire
from autograder.judging.expectation import Expect
from autograder.worker import travel

ROOT: Final = Path(__file__).parents[1]
SUITES: Final = ROOT / "autograder" / "suites"


class _Marks:
    """In place of ``pytest.mark``: notes to which exercise a function belongs."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def mark(*arguments: Any, **_: Any) -> Callable[[Any], Any]:
            def marked(function: Any) -> Any:
                function.marked = {**getattr(function, "marked", {}), name: arguments}
                return function

            return marked

        return mark


class Student:
    """The suites' ``student`` in the same process: calls go through the same conversions, and over no pipe."""

    def __init__(self, namespace: dict[str, Any], probes: dict[str, Any]) -> None:
        self._namespace = namespace
        self._probes = probes

    tensor = staticmethod(wire.tensor)

    def call(self, name: str, *arguments: Any) -> Any:
        """The value of a call of the notebook's function."""
        return self._seen(self._namespace[name](*map(travel.incoming, arguments)))

    def value(self, name: str) -> Any:
        """One of the notebook's globals."""
        return self._seen(self._namespace[name])

    def probe(self, name: str, *arguments: Any, uses: Sequence[str] = ()) -> Any:
        """The value of one of the suite's probes."""
        return self._seen(self._probes[name](self._namespace, *map(travel.incoming, arguments)))

    @staticmethod
    def _seen(value: Any) -> Any:
        return travel.outgoing(value, 1 << 20)


_loaded: dict[str, list[Any]] = {}


def _checks(assignment: str) -> list[Any]:
    """The functions of a suite that are marked as checks."""
    if assignment not in _loaded:
        stand_in = types.ModuleType("pytest")
        stand_in.mark = _Marks()  # type: ignore[attr-defined]
        folder = SUITES / assignment
        present, sys.modules["pytest"] = sys.modules.get("pytest"), stand_in
        sys.path.insert(0, str(folder))
        try:
            modules = [_module(path) for path in sorted(folder.glob("test_*.py"))]
        finally:
            sys.path.remove(str(folder))
            del sys.modules["pytest"]
            if present is not None:
                sys.modules["pytest"] = present
        found = [each for module in modules for each in vars(module).values()]
        _loaded[assignment] = [each for each in found if "exercise" in getattr(each, "marked", {})]
    return _loaded[assignment]


def _module(path: Path) -> types.ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(assignment: str, notebook: str, exercise: str, namespace: dict[str, Any]) -> None:
    """Every hidden check of one exercise; the first that is missed raises, and stock nbgrader gives nothing."""
    probes: dict[str, Any] = {}
    for path in (SUITES / assignment / name for name in ("probes.py", f"probes_{notebook.replace('-', '_')}.py")):
        if path.is_file():
            exec(compile(path.read_text(encoding="utf-8"), path.name, "exec"), probes)  # noqa: S102
    given = {"student": Student(namespace, probes), "expect": Expect(), "source_data": ROOT / "source_data"}
    for check in _checks(assignment):
        if check.marked["exercise"][0] == exercise:
            wanted = inspect.signature(check).parameters
            check(**{name: given[name] if name in given else np.random.default_rng(len(exercise)) for name in wanted})
