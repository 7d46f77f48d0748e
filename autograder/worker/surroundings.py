"""What a cell or a call finds around it, as new each time: libraries' own names, and process-wide switches.

A notebook may bind ``torch.float32`` or turn gradients off for good. That is over with the cell, or the call, that did
it: neither another answer nor the worker's own code meets it.
"""

from __future__ import annotations

import builtins
import copy
import functools
import itertools
import json
import math
import random
import re
import sys
import time
import warnings
from collections.abc import Callable
from operator import is_
from typing import Any, Final

import numpy as np
import torch
from torch import nn
from torch.utils import data

_OWNERS: Final[tuple[Any, ...]] = (
    *(torch, torch.autograd, torch.linalg, torch.random, torch.utils, data, torch.nn, nn.functional, nn.init),
    *(torch.optim, torch.optim.lr_scheduler, np, np.linalg, np.random),
    *(builtins, copy, functools, itertools, json, math, random, time, warnings),
    *(torch.Tensor, nn.Module, nn.Parameter, nn.Linear, nn.MSELoss, torch.optim.Optimizer, torch.optim.SGD),
    *(data.Dataset, data.TensorDataset, data.DataLoader),
)
"""Modules and classes of which a notebook may bind a name anew."""
_MODULES: Final = ("torch", "numpy", "random", "math", "builtins", "json", "time")

_FREE: Final = re.compile(r"_|_[^_].*|Storage|tzname|__(?!init|call|iter|len|getitem|new|setattr|getattr)\w*__")
"""What libraries bind by themselves while they are used: their private names, for most."""


class Originals:
    """Every name of the libraries as it is now, before any student's code."""

    def __init__(self) -> None:
        self._saved = [
            (owner, _name(owner), {key: value for key, value in vars(owner).items() if not _FREE.fullmatch(key)})
            for owner in _OWNERS
        ]
        self._modules = {name: sys.modules[name] for name in _MODULES}
        self._set: Callable[[Any, str, Any], None] = setattr

    def put_back(self) -> list[str]:
        """Binds again what was bound anew or deleted; the names, as a student writes them."""
        found = []
        for owner, name, saved in self._saved:
            there = owner.__dict__
            if all(map(is_, map(there.get, saved), saved.values())):
                continue
            for key, value in saved.items():
                if there.get(key, self) is not value:
                    self._set(owner, key, value)
                    found.append(f"{name}.{key}")
        for name, module in self._modules.items():
            if sys.modules.get(name) is not module:
                sys.modules[name] = module
                found.append(name)
        return found


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
