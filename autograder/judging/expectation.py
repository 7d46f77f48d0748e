"""The one place where an observed value is compared with what was expected.

Order, always: the kind of thing, its shape and dtype, then finiteness, then tolerance. A miss is an exception
that carries two sentences: which property did not hold, and a hint that names the mistake where the evidence fits
one. Neither ever holds a hidden input or an expected value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sized
from typing import Any, Final, NoReturn

import numpy as np

from autograder import wire

RTOL: Final = 1e-4
"""float32 keeps seven digits and the longest sums here lose two; a real mistake is off by a hundred times more."""
ATOL: Final = 1e-6

Mistakes = Mapping[str, Any]
"""Hint -> what the mistake would have given (a value of the expected form), or a predicate of what was observed."""


KINDS: Final = frozenset(
    ["bool", "int", "float", "complex", "str", "bytes", "list", "tuple", "dict", "set", "range", "type"]
    + ["function", "generator", "module", "method", "map", "zip", "Size", "object array", "very large int"]
    + ["Linear", "Sequential", "MSELoss", "SGD", "DataLoader", "TensorDataset", "Subset", "complex64 tensor"]
    + [f"{what} {wire.TOO_LARGE}" for what in ("value", "tensor", "array")]
)
"""What a value may be called in a message: few names, as each is a word in which code could tell a hidden number."""


class Miss(Exception):
    """An expectation that did not hold: ``message`` says which, ``hint`` what to think about."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Expect:
    """The ``expect`` fixture of a suite."""

    def fail(self, message: str, hint: str = "") -> NoReturn:
        """A miss, whatever was observed."""
        raise Miss(message, hint)

    def that(self, condition: bool, message: str, hint: str = "") -> None:
        """A property that must hold."""
        if not condition:
            raise Miss(message, hint)

    def pair(self, observed: wire.Value, message: str, hint: str = "") -> tuple[wire.Value, wire.Value]:
        """The two elements of a tuple or list of two."""
        if not isinstance(observed, tuple | list) or len(observed) != 2:
            raise Miss(f"{message}, not {describe(observed)}", hint)
        return observed[0], observed[1]

    def parts(self, observed: wire.Value, form: Any, message: str, hint: str = "") -> Any:
        """``observed``, a probe's answer, once it has exactly this form: a miss with ``message`` where it has not.

        A dict in ``form`` stands for one with these keys and no others, a list for a list or tuple of this length, a
        type for a value of this type itself, None for anything: a value of the student's own, to be compared by itself.
        """
        if not _has_form(observed, form):
            raise Miss(message, hint)
        return observed

    def number(self, observed: wire.Value, message: str, hint: str = "") -> float:
        """A number, Python's or NumPy's, as a float: inf where it is too large for one."""
        number = _as_float(observed)
        if number is None:
            raise Miss(message, hint)
        return number

    def agrees(self, observed: wire.Value, expected: Any, *, rtol: float = RTOL, atol: float = ATOL) -> bool:
        """Whether ``observed`` is close to ``expected``, where several values would be right; any dtype will do."""
        return next(_differences(observed, expected, "", None, rtol, atol), None) is None

    def close(
        self,
        observed: wire.Value,
        expected: Any,
        what: str = "the result",
        *,
        mistakes: Mistakes | Callable[[], Mistakes] | None = None,
        dtype: str | None = "float32",
        rtol: float = RTOL,
        atol: float = ATOL,
    ) -> None:
        """``observed`` has the form and, within tolerance, the values of ``expected``.

        An array in ``expected`` (also a NumPy scalar, of shape ``()``) stands for a torch tensor of its shape and of
        ``dtype`` (None: any of floating point; integer and boolean arrays: their own); a float for a Python or NumPy
        number; an int, bool, str or None for exactly that; a dict, list or tuple for a container of such. A value
        may be off by ``atol`` plus ``rtol`` times the largest element of its array. ``mistakes`` are tried in order
        when something differs; a function that makes them is called only then.
        """
        problem = next(_differences(observed, expected, what, dtype, rtol, atol), None)
        if problem is not None:
            known = mistakes() if callable(mistakes) else mistakes
            raise Miss(problem, _name_of_mistake(observed, expected, known or {}, rtol, atol))


def describe(value: wire.Value) -> str:
    """What kind of thing a value is, never what it holds."""
    match value:
        case wire.Tensor():
            return f"a {value.dtype} tensor of {value.array.ndim} dimensions"
        case np.ndarray():
            return f"a NumPy array of {value.ndim} dimensions"
        case wire.Opaque(kind):
            return _a(kind) if kind in KINDS else "something of another kind"
        case None:
            return "None (is there a `return`?)"
    return _a(type(value).__name__)


def _a(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def _shape(observed: tuple[int, ...], expected: tuple[int, ...]) -> str:
    """A shape as far as it can be told: other lengths than those of the expected one could be hidden numbers."""
    told = set(observed) <= {0, 1, *expected} and len(observed) <= len(expected) + 1
    return str(observed) if told else f"another one of {len(observed)} dimensions"


def _length(observed: Sized, expected: Sized) -> str:
    off = len(observed) - len(expected)
    return f"one of {len(observed)}" if abs(off) == 1 else "a shorter one" if off < 0 else "a longer one"


def _differences(observed: Any, expected: Any, what: str, dtype: str | None, rtol: float, atol: float) -> Iterator[str]:
    """Sentences about what differs, the most telling first; with ``dtype`` None any dtype will do."""
    match expected:
        case np.ndarray() | np.generic():
            yield from _tensor(observed, np.asarray(expected), what, dtype, rtol, atol)
        case float():
            yield from _number(observed, expected, what, rtol, atol)
        case dict():
            if not isinstance(observed, dict) or set(observed) != set(expected):
                yield f"{what}: expected a dict with the keys {_names(expected)}, got {describe(observed)}"
                return
            for key, each in expected.items():
                yield from _differences(observed[key], each, f"{what}, {key}", dtype, rtol, atol)
        case tuple() | list():
            if not isinstance(observed, tuple | list) or len(observed) != len(expected):
                got = _length(observed, expected) if isinstance(observed, tuple | list) else describe(observed)
                yield f"{what}: expected a {type(expected).__name__} of {len(expected)}, got {got}"
                return
            for index, (one, other) in enumerate(zip(observed, expected, strict=True)):
                yield from _differences(one, other, f"{what}, number {index + 1}", dtype, rtol, atol)
        case bool() | str() | None:
            if type(observed) is not type(expected):
                yield f"{what}: expected {_a(type(expected).__name__)}, got {describe(observed)}"
            elif observed != expected:
                yield f"{what}: not the right one"
        case int():
            if isinstance(observed, bool) or not isinstance(observed, int):
                yield f"{what}: expected an int, got {describe(observed)}"
            elif observed != expected:
                yield f"{what}: not the right number"
        case _:
            raise TypeError(f"an expectation cannot be a {type(expected).__name__}")


def _tensor(
    observed: Any, expected: np.ndarray[Any, Any], what: str, dtype: str | None, rtol: float, atol: float
) -> Iterator[str]:
    if not isinstance(observed, wire.Tensor):
        yield f"{what}: expected a tensor of shape {expected.shape}, got {describe(observed)}"
        return
    if observed.shape != expected.shape:
        yield f"{what}: expected shape {expected.shape}, got {_shape(observed.shape, expected.shape)}"
        return
    wanted = dtype if expected.dtype.kind == "f" else expected.dtype.name
    if dtype is not None and observed.dtype != wanted:
        yield f"{what}: expected dtype {wanted}, got {observed.dtype}"
        return
    if dtype is None and expected.dtype.kind == "f" != observed.array.dtype.kind:
        yield f"{what}: expected a dtype of floating point, got {observed.dtype}"
        return
    yield from _values(observed.array, expected, what, rtol, atol)


def _number(observed: Any, expected: float, what: str, rtol: float, atol: float) -> Iterator[str]:
    number = _as_float(observed)
    if number is None:
        yield f"{what}: expected a number (a Python float), got {describe(observed)}"
        return
    yield from _values(np.asarray(number), np.asarray(expected), what, rtol, atol)


def _as_float(observed: Any) -> float | None:
    """The number that a value is; None where it is none."""
    if isinstance(observed, np.ndarray) and observed.ndim == 0 and observed.dtype.kind in "fiu":
        observed = observed.item()
    if isinstance(observed, bool) or not isinstance(observed, int | float):
        return None
    try:
        return float(observed)
    except OverflowError:
        return np.inf if observed > 0 else -np.inf


def _has_form(observed: Any, form: Any) -> bool:
    match form:
        case None:
            return True
        case type():
            return type(observed) is form
        case dict():
            return (
                isinstance(observed, dict)
                and set(observed) == set(form)
                and all(_has_form(observed[key], each) for key, each in form.items())
            )
        case list():
            return (
                isinstance(observed, tuple | list)
                and len(observed) == len(form)
                and all(map(_has_form, observed, form))
            )
    raise TypeError(f"a form cannot be a {type(form).__name__}")


def _values(
    observed: np.ndarray[Any, Any], expected: np.ndarray[Any, Any], what: str, rtol: float, atol: float
) -> Iterator[str]:
    if expected.dtype.kind != "f":
        if not np.array_equal(observed, expected):
            yield f"{what}: not the right values"
        return
    seen = observed.astype(np.float64)
    finite = np.isfinite(expected)
    if not np.isfinite(seen[finite]).all():
        yield f"{what}: NaN or infinity"
        return
    if not np.array_equal(seen[~finite], expected[~finite]):
        yield f"{what}: not the right values"
        return
    if not finite.any():
        return
    error = np.abs(seen[finite] - expected[finite])
    if not (error <= atol + rtol * np.abs(expected[finite]).max()).all():
        yield f"{what}: not the right value" + ("s" if expected.size > 1 else "")


def _name_of_mistake(observed: Any, expected: Any, mistakes: Mistakes, rtol: float, atol: float) -> str:
    def same(one: Any, other: Any) -> bool:
        return next(_differences(one, other, "", None, rtol, atol), None) is None

    for hint, evidence in mistakes.items():
        if callable(evidence):
            predicate: Callable[[Any], bool] = evidence
            if _safely(predicate, observed):
                return hint
        elif same(observed, evidence) and not same(_as_observed(evidence), expected):
            # On some inputs a mistake gives what is right; then it cannot be what is wrong.
            return hint
    return ""


def _as_observed(expected: Any) -> Any:
    """An expected value in the form in which a student's comes."""
    match expected:
        case np.ndarray() | np.generic():
            return wire.Tensor(np.asarray(expected))
        case list() | tuple():
            return [_as_observed(each) for each in expected]
        case dict():
            return {key: _as_observed(each) for key, each in expected.items()}
    return expected


def _safely(predicate: Callable[[Any], bool], observed: Any) -> bool:
    """A predicate may look for something that is not there; then the mistake is not this one."""
    try:
        return bool(predicate(observed))
    except Exception:
        return False


def _names(expected: Mapping[Any, Any]) -> str:
    return ", ".join(repr(key) for key in expected)
