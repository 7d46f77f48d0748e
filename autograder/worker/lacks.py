"""What a cell failed on, as far as an exception tells, and what a cell has bound that others may fail on."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any, Final

import torch

FLOAT64: Final = "float64"
"""What is told where numbers of two precisions met."""
_DTYPES: Final = re.compile(r"\b(?:double|float64)\b", re.IGNORECASE)
_MOST: Final = 20
"""Parts of a tuple or list that are looked at."""

# Bound here, before any student's code could replace them.
_dtype_of: Final = torch.Tensor.dtype.__get__  # type: ignore[attr-defined]  # a descriptor, at run time
_float64: Final = torch.float64
_TENSORS: Final = (torch.Tensor, torch.nn.Parameter)
_Module: Final = torch.nn.Module


def lacked(error: BaseException | None) -> str:
    """The name that was not there, of a global or a module; "float64" where dtypes did not match; else empty."""
    if isinstance(error, NameError | ModuleNotFoundError):
        return error.name if isinstance(error.name, str) else ""
    if error is not None and type(error) in (RuntimeError, TypeError, ValueError):
        text = error.args[0] if error.args else ""  # no more: an argument's own text may be the student's code
        return FLOAT64 if type(text) is str and _DTYPES.search(text) else ""
    return ""


def in_float64(names: Collection[str], namespace: Mapping[str, Any]) -> list[str]:
    """The names that are tensors of that dtype, or tuples, lists or models of such."""
    return sorted(name for name in names if _holds(namespace[name]))


def _holds(value: Any) -> bool:
    parts = list(value[:_MOST]) if type(value) in (tuple, list) else [value]
    for part in list(parts):
        if _Module in type(part).__mro__:
            parts += _parameters(part)
    return any(type(part) in _TENSORS and _dtype_of(part) is _float64 for part in parts)


def _parameters(model: Any) -> list[Any]:
    """Its own parameters and those of the models in it, one level down."""
    inner = list((vars(model).get("_modules") or {}).values())
    return [
        each
        for part in (model, *inner)
        if _Module in type(part).__mro__
        for each in (vars(part).get("_parameters") or {}).values()
    ]
