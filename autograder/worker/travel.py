"""Values of the notebook as plain data, and back: torch tensors, NumPy arrays, scalars, containers."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import torch

from autograder import wire

MAX_TEXT = 20_000
NEAREST = {"f": np.dtype(np.float64), "u": np.dtype(np.int64)}
"""As what NumPy's other floats and unsigned ints travel, by the kind of their dtype."""

_no_overrides = torch._C.DisableTorchFunctionSubclass
_detach = torch.Tensor.detach


class _Budget:
    def __init__(self, elements: int) -> None:
        self.left = elements
        self.parts = int(wire.parts(elements))


def outgoing(value: Any, elements: int) -> wire.Value:
    """``value`` as it travels, with so many elements in all its arrays and containers; the rest becomes Opaque."""
    return _out(value, _Budget(elements), 0)


def _out(value: Any, budget: _Budget, depth: int) -> Any:
    budget.parts -= 1
    if budget.left <= 0 or budget.parts < 0 or depth > wire.MAX_DEPTH - 4:
        return wire.Opaque(f"value {wire.TOO_LARGE}")
    budget.left -= 1
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, torch.Tensor):
        return _tensor(value, budget)
    if isinstance(value, np.generic) and not isinstance(value, float | str):
        value = np.asarray(value)
    if isinstance(value, np.ndarray):
        return _array(np.asarray(value), budget)
    if isinstance(value, int):
        return int(value) if abs(int(value)) < 10**300 else wire.Opaque("very large int")
    if isinstance(value, float):
        return float(value)
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list | tuple):
        items = [_out(each, budget, depth + 1) for each in itertools.islice(value, max(0, budget.parts) + 1)]
        return items if isinstance(value, list) else tuple(items)
    if isinstance(value, dict):
        pairs = itertools.islice(value.items(), max(0, budget.parts // 2) + 1)
        return {_key(key): _out(each, budget, depth + 1) for key, each in pairs}
    return wire.Opaque(_kind(value))


def _text(value: str) -> str:
    """What a text holds: a member of an enumeration of texts calls itself by another name."""
    return str.__str__(value)[:MAX_TEXT]


def _key(key: Any) -> Any:
    if isinstance(key, np.generic):
        key = key.item()
    if isinstance(key, torch.Tensor):
        key = key.item() if key.numel() == 1 else "tensor"
    if key is None or isinstance(key, bool | float):
        return key
    if isinstance(key, str):
        return _text(key)
    return int(key) if isinstance(key, int) and abs(key) < wire.MAX_KEY else str(key)[:MAX_TEXT]


def _kind(value: Any) -> str:
    if callable(value) and not isinstance(value, torch.nn.Module):
        return "function" if hasattr(value, "__code__") else type(value).__name__
    return type(value).__name__


def _tensor(value: torch.Tensor, budget: _Budget) -> wire.Tensor | wire.Opaque:
    with _no_overrides():
        name = str(value.dtype).removeprefix("torch.")
        if name not in wire.DTYPES:
            return wire.Opaque(f"{name} tensor")
        if value.layout is not torch.strided or value.device.type != "cpu":
            return wire.Opaque(f"{value.layout} tensor on {value.device.type}".replace("torch.", ""))
        budget.left -= wire.elements(value.shape)
        if budget.left < 0 or value.dim() > wire.MAX_DIMENSIONS:
            return wire.Opaque(f"tensor {wire.TOO_LARGE}")
        plain = _detach(value).as_subclass(torch.Tensor).contiguous().clone()
        return wire.Tensor(plain.numpy(), requires_grad=bool(value.requires_grad))


def _array(value: np.ndarray[Any, Any], budget: _Budget) -> Any:
    dtype = value.dtype if value.dtype.name in wire.DTYPES else NEAREST.get(value.dtype.kind)
    if dtype is None:
        return wire.Opaque(f"{value.dtype.name} array")
    budget.left -= wire.elements(value.shape)
    if budget.left < 0 or value.ndim > wire.MAX_DIMENSIONS:
        return wire.Opaque(f"array {wire.TOO_LARGE}")
    return np.array(value, dtype=dtype.newbyteorder("="))


def incoming(value: wire.Value) -> Any:
    """What a call receives: tensors for :class:`wire.Tensor`, everything else as it is."""
    match value:
        case wire.Tensor(array, requires_grad):
            return torch.from_numpy(np.array(array)).requires_grad_(requires_grad)
        case list():
            return [incoming(each) for each in value]
        case tuple():
            return tuple(incoming(each) for each in value)
        case dict():
            return {key: incoming(each) for key, each in value.items()}
    return value
