"""What a cell or a call finds around it, as new each time: libraries' own names, and process-wide switches.

A notebook may bind ``torch.float32`` or turn gradients off for good. That is over with the cell, or the call, that did
it: neither another answer nor the worker's own code meets it.
"""

from __future__ import annotations

import builtins
import copy
import functools
import inspect
import itertools
import json
import math
import random
import re
import sys
import time
import types
import warnings
from collections.abc import Callable, Iterable
from operator import is_
from types import ModuleType
from typing import Any, Final

import numpy as np
import torch
from torch import nn
from torch.nn.modules import module as modules_of_torch
from torch.utils import data

_OWNERS: Final[tuple[Any, ...]] = (
    *(torch, torch.autograd, torch.linalg, torch.random, torch.utils, data, torch.nn, nn.functional, nn.init),
    *(torch.optim, torch.optim.lr_scheduler, np, np.linalg, np.random),
    *(builtins, copy, functools, inspect, itertools, json, math, random, re, time, types, warnings),
    *(torch.Tensor, nn.Module, nn.Parameter, nn.Linear, nn.MSELoss, torch.optim.Optimizer, torch.optim.SGD),
    *(data.Dataset, data.TensorDataset, data.DataLoader),
)
"""Modules and classes of which a notebook may bind a name anew."""
_FREE: Final = re.compile(r"_|_[^_].*|Storage|tzname|__(?!init|call|iter|len|getitem|new|setattr|getattr)\w*__")
"""What libraries bind by themselves while they are used: their private names, for most."""
_CHANGING: Final = frozenset(("__main__", "sys", "os", "warnings", "gc", "signal", "threading", "logging", "linecache"))
"""Modules whose names change while they are used."""


class Originals:
    """Every name of the libraries as it is now, before any student's code."""

    def __init__(self) -> None:
        self._usual = [(owner, _name(owner), _names_in(owner)) for owner in _OWNERS]
        known = {id(owner) for owner in _OWNERS}
        self._others = {
            name: (module, name, _names_in(module))
            for name, module in sys.modules.items()
            if "." not in name and name not in _CHANGING and isinstance(module, ModuleType) and id(module) not in known
        }
        """The modules that a text has to speak of before it can bind a name of theirs."""
        self._modules = dict(sys.modules)
        self._set: Callable[[Any, str, Any], None] = setattr

    def put_back(self, spoken: Iterable[str] = ()) -> list[str]:
        """Binds again what was bound anew or deleted; the names, as a student writes them.

        ``spoken`` are words of the text that may have done it.
        """
        found = []
        modules = self._loaded()
        for name, module in self._modules.items():
            if modules.get(name) is not module:
                modules[name] = module
                found += [] if "." in name else [name]
        others = [self._others[word] for word in spoken if word in self._others]
        for owner, name, saved in (*self._usual, *others):
            there = owner.__dict__
            if all(map(is_, map(there.get, saved), saved.values())):
                continue
            for key, value in saved.items():
                if there.get(key, self) is not value:
                    self._set(owner, key, value)
                    found.append(f"{name}.{key}")
        return found

    def _loaded(self) -> dict[str, Any]:
        """``sys.modules``, whatever a notebook has made of that name."""
        if sys.modules is not _SYS_MODULES:
            sys.modules = _SYS_MODULES
        return _SYS_MODULES


_SYS_MODULES: Final = sys.modules


def _names_in(owner: Any) -> dict[str, Any]:
    return {key: value for key, value in vars(owner).items() if not _FREE.fullmatch(key)}


def _name(owner: Any) -> str:
    name = owner.__name__ if not isinstance(owner, type) else f"{owner.__module__}.{owner.__qualname__}"
    for long, short in (("numpy", "np"), ("torch._tensor", "torch")):
        name = name.replace(long, short)
    return str(name)


_FLOAT: Final = torch.float32
_NUMPY_ERRORS: Final = np.geterr()
_DEPTH: Final = sys.getrecursionlimit()
_set_dtype: Final = torch.set_default_dtype
_set_grad: Final = torch.set_grad_enabled
_set_anomaly: Final = torch.set_anomaly_enabled
_get_threads, _set_threads = torch.get_num_threads, torch.set_num_threads
_set_device: Final[Callable[[Any], None]] = torch.set_default_device
_modes, _leave_mode = torch._C._len_torch_function_stack, torch._C._pop_torch_function_stack
_dispatch_modes, _leave_dispatch = torch._C._len_torch_dispatch_stack, torch._C._pop_torch_dispatch_stack
_hooked, _unhook = (
    torch._C._autograd._top_saved_tensors_default_hooks,
    torch._C._autograd._pop_saved_tensors_default_hooks,
)
_autocast: Final = torch.set_autocast_enabled
_in_autocast: Final = torch.is_autocast_enabled
_MODULE_HOOKS: Final = [
    hooks for name, hooks in vars(modules_of_torch).items() if name.startswith("_global_") and isinstance(hooks, dict)
]
"""What every call of every module runs through."""
_in_inference: Final = torch.is_inference_mode_enabled
_no_inference: Final = functools.partial(torch._C._InferenceMode, False)
_set_deterministic: Final = torch._C._set_deterministic_algorithms
_set_errors: Final = np.seterr
_set_depth: Final = sys.setrecursionlimit
_set_printing: Final[tuple[Callable[[], object], ...]] = (
    functools.partial(torch.set_printoptions, profile="default"),
    functools.partial(np.set_printoptions, **np.get_printoptions()),
)
_left: Final[list[Any]] = []
"""What keeps a block of inference mode left that was entered by hand and cannot be left otherwise."""


def renew_switches() -> None:
    """Turns what one line can turn for the whole process, and what changes what another line computes, to as new."""
    _set_dtype(_FLOAT)
    _set_grad(True)
    if _modes():
        _set_device(None)
        while _modes():
            _leave_mode()
    while _dispatch_modes():
        _leave_dispatch(None)
    while _hooked(False) is not None:
        _unhook()
    if _in_autocast("cpu"):
        _autocast("cpu", False)
    for hooks in _MODULE_HOOKS:
        hooks.clear()
    _set_anomaly(False, True)
    if _get_threads() != 1:
        _set_threads(1)
    if _in_inference():
        _left.append(_no_inference())
        _left[-1].__enter__()
    _set_deterministic(False, warn_only=False)
    _set_errors(**_NUMPY_ERRORS)
    _set_depth(_DEPTH)


def renew_printing() -> None:
    """Has numbers written as they are when nobody has asked for another way."""
    for renew in _set_printing:
        renew()
