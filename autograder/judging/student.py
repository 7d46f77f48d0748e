"""The ``student`` proxy: what a check asks of the notebook that is being judged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograder import wire
from autograder.judging.session import Session


class Student:
    """The ``student`` fixture: the notebook that is being judged, as a check sees it.

    An answer has ``at_most`` so many elements, in all its arrays and containers; what is larger is a ``wire.Opaque``
    before a check sees it.
    """

    def __init__(self, session: Session, check: str, seconds: float) -> None:
        self._session = session
        self._seed = session.draw(check)
        self._seconds = seconds

    tensor = staticmethod(wire.tensor)

    def call(self, name: str, *arguments: Any, at_most: int = wire.ELEMENTS) -> Any:
        """What the notebook's global ``name`` returns for ``arguments`` (positional; NumPy arrays stay such)."""
        return self._session.ask("call", self._seconds, self._seed, at_most, name=name, arguments=list(arguments))

    def value(self, name: str, at_most: int = wire.ELEMENTS) -> Any:
        """The notebook's global ``name``."""
        return self._session.ask("value", self._seconds, self._seed, at_most, name=name)

    def probe(self, name: str, *arguments: Any, uses: Sequence[str] = (), at_most: int = wire.ELEMENTS) -> Any:
        """What the suite's probe ``name`` returns; ``uses`` are the notebook's names that it cannot do without.

        LookupError for a probe that the suite does not have.
        """
        if name not in self._session.probes:
            raise LookupError(f"the suite's probes define no function {name!r}")
        return self._session.probe(name, arguments, uses, self._seconds, self._seed, at_most)
