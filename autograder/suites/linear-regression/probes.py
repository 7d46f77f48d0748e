"""What the hidden checks do beside the student's code: a few textbook lines each, which return plain data.

Sent to the worker as text, followed by the probes of the notebook that is judged (``probes_<notebook>.py``, in the same
globals), and run there with the notebook's globals as ``ns``. Nothing here knows what is right:
a probe hands back what it saw, of whatever kind that is, and the judge compares it with its own numbers.
"""

from collections.abc import Sequence
from contextlib import contextmanager

import numpy as np
import torch
from torch import nn

ABSENT = object()
OWN = {}
"""The notebook's ``w`` and ``b`` as its cells left them: a check of one answer may bind the names to other tensors."""


def set_parameters(ns, w, b):
    """Gives the notebook's ``w`` and ``b`` these values; keeps the tensors where they are fit for it.

    An answer may hold on to them (``params = [w, b]``), so they are written to in place if they can be.
    """
    for name, value in (("w", w), ("b", b)):
        held = OWN.setdefault(name, ns.get(name))
        if (
            type(held) in (torch.Tensor, nn.Parameter)
            and held.is_leaf
            and held.requires_grad
            and held.dtype == torch.float32
            and held.shape == value.shape
            and held.device.type == "cpu"
            and held.is_contiguous()
        ):
            with torch.no_grad():
                held.copy_(value)
            held.grad = None
            ns[name] = held
        else:
            ns[name] = value.detach().clone().requires_grad_()


@contextmanager
def globals_set_to(ns, **values):
    """The notebook's globals with other values for a while."""
    before = {name: ns.get(name, ABSENT) for name in values}
    ns.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is ABSENT:
                ns.pop(name, None)
            else:
                ns[name] = value


@contextmanager
def table_set_to(ns, **values):
    """The same for tensors of data, written into the notebook's own where these are of the same form."""
    written, rebound = [], {}
    for name, value in values.items():
        held = ns.get(name)
        if type(held) is torch.Tensor and held.shape == value.shape and held.dtype == value.dtype:
            written.append((held.detach(), held.detach().clone()))
            written[-1][0].copy_(value)
        else:
            rebound[name] = value
    try:
        with globals_set_to(ns, **rebound):
            yield
    finally:
        for held, before in written:
            held.copy_(before)


def snapshot(value):
    """What a tensor, or a container of tensors, holds now, whatever happens to it later."""
    if torch.is_tensor(value):
        return value.detach().clone()
    if isinstance(value, (tuple, list)):
        return tuple(snapshot(each) for each in value)
    if isinstance(value, np.ndarray):
        return value.copy()
    return value


def gradient_by(result, sources, coefficients=None):
    """Derivatives of ``(result * coefficients).sum()`` by the sources; None for each that it does not depend on.

    Where the result's shape is not that of the coefficients, its plain sum has to do.
    """
    if not torch.is_tensor(result) or not result.requires_grad:
        return [None for _ in sources]
    fits = coefficients is not None and coefficients.shape == result.shape
    total = (result * coefficients).sum() if fits else result.sum()
    follow = [torch.is_tensor(each) and each.requires_grad for each in sources]
    wanted = [each for each, followed in zip(sources, follow, strict=True) if followed]
    found = iter(torch.autograd.grad(total, wanted, retain_graph=True, allow_unused=True) if wanted else [])
    return [next(found) if followed else None for followed in follow]


def as_numbers(history):
    """The elements of a history, if it is a sequence, an array or a tensor: a number where one holds just that."""
    if not isinstance(history, (Sequence, np.ndarray, torch.Tensor)) or getattr(history, "ndim", 1) == 0:
        return history
    return [
        each.item() if isinstance(each, (torch.Tensor, np.generic, np.ndarray)) and np.prod(each.shape) == 1 else each
        for each in history
    ]


def loss_gradients(ns, name, one, other):
    """A loss function's result and its derivatives by both arguments."""
    one.requires_grad_()
    other.requires_grad_()
    loss = ns[name](one, other)
    return {"loss": loss, "gradients": gradient_by(loss, [one, other])}
