"""What the hidden checks do beside the student's code: a few textbook lines each, which return plain data.

Sent to the worker as text and run there with the notebook's globals as ``ns``. Nothing here knows what is right:
a probe hands back what it saw, of whatever kind that is, and the judge compares it with its own numbers.
"""

from contextlib import contextmanager
from itertools import islice

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

ABSENT = object()


def set_parameters(ns, w, b):
    """Gives the notebook's ``w`` and ``b`` these values; keeps the tensors where they are fit for it.

    An answer may hold on to them (``params = [w, b]``), so they are written to in place if they can be.
    """
    for name, value in (("w", w), ("b", b)):
        held = ns.get(name)
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


# 01-from-scratch


def drawn_twice(ns, n_inputs, n_targets):
    init = ns["init_parameters"]
    return [snapshot(init(n_inputs, n_targets)), snapshot(init(n_inputs, n_targets))]


def parameters_after_backward(ns, n_inputs, n_targets, of_w, of_b):
    """The new parameters and, beside them, the gradients that have arrived in their ``.grad``."""
    pair = ns["init_parameters"](n_inputs, n_targets)
    shapes = [of_w.shape, of_b.shape]
    if not isinstance(pair, (tuple, list)) or [each.shape for each in pair if torch.is_tensor(each)] != shapes:
        return {"parameters": pair, "gradients": [None, None]}
    total = sum((each * factor).sum() for each, factor in zip(pair, (of_w, of_b), strict=True))
    if torch.is_tensor(total) and total.requires_grad:
        total.backward()
    return {"parameters": pair, "gradients": [each.grad if leaf(each) else None for each in pair]}


def leaf(value):
    return torch.is_tensor(value) and value.is_leaf


def predictions(ns, w, b, x):
    set_parameters(ns, w, b)
    return ns["model"](x)


def predictions_as_parameters_change(ns, x, *settings):
    """Predictions for one ``x`` at each of several (w, b), set one after the other."""
    seen = []
    for w, b in settings:
        set_parameters(ns, w, b)
        seen.append(snapshot(ns["model"](x)))
    return seen


def prediction_gradients(ns, w, b, x, coefficients):
    set_parameters(ns, w, b)
    return gradient_by(ns["model"](x), [ns["w"], ns["b"]], coefficients)


def loss_gradients(ns, name, one, other):
    """A loss function's result and its derivatives by both arguments."""
    one.requires_grad_()
    other.requires_grad_()
    loss = ns[name](one, other)
    return {"loss": loss, "gradients": gradient_by(loss, [one, other])}


def gradients_at(ns, w, b, x, y):
    set_parameters(ns, w, b)
    return ns["gradients"](x, y)


def gradients_again(ns, w, b, x, y, moved_w, moved_b):
    """Two calls at (w, b), a third at other values, and what the first result and (w, b) hold by then."""
    set_parameters(ns, w, b)
    first = ns["gradients"](x, y)
    at_first = snapshot(first)
    second = snapshot(ns["gradients"](x, y))
    left = snapshot((ns["w"], ns["b"]))
    with torch.no_grad():
        for name, value in (("w", moved_w), ("b", moved_b)):
            if torch.is_tensor(ns[name]) and ns[name].shape == value.shape:
                ns[name].copy_(value)
    ns["gradients"](x, y)
    return {"first": at_first, "second": second, "first later": snapshot(first), "parameters": left}


def training_steps(ns, w, b, rows, lrs):
    """One step for each of ``lrs``: what it returned, and the parameters after the last."""
    set_parameters(ns, w, b)
    losses = [snapshot(ns["training_step"](x, y, lr)) for (x, y), lr in zip(rows, lrs, strict=True)]
    return {"losses": losses, "parameters": {"w": snapshot(ns["w"]), "b": snapshot(ns["b"])}}


def tensors_after_step(ns, w, b, x, y, lr, of_w, of_b):
    """What the tensors that were ``w`` and ``b`` hold after a step, and whether gradients still reach them."""
    set_parameters(ns, w, b)
    held = (ns["w"], ns["b"])
    ns["training_step"](x, y, lr)
    now = (ns["w"], ns["b"])
    reached = [gradient_by(new, [old], factor)[0] for new, old, factor in zip(now, held, (of_w, of_b), strict=True)]
    return {"before": snapshot(held), "now": snapshot(now), "reached": reached}


def gradients_after_step(ns, w, b, x, y, lr):
    set_parameters(ns, w, b)
    ns["training_step"](x, y, lr)
    return {
        "parameters": {name: snapshot(ns[name]) for name in ("w", "b")},
        "gradients": {name: getattr(ns[name], "grad", None) for name in ("w", "b")},
    }


def as_numbers(history):
    """A loss history as a list of numbers, if it is a list, a tuple, an array or a tensor of one dimension."""
    if torch.is_tensor(history) or isinstance(history, np.ndarray):
        return history.tolist() if history.ndim == 1 else history
    if isinstance(history, (tuple, list)):
        return [
            each.item() if isinstance(each, (torch.Tensor, np.generic, np.ndarray)) and each.ndim == 0 else each
            for each in history
        ]
    return history


def training(ns, w, b, inputs, targets, *runs):
    """``train(epochs, lr)`` for each of ``runs``, one after the other, from the given parameters."""
    set_parameters(ns, w, b)
    histories = []
    with table_set_to(ns, inputs=inputs, targets=targets):
        for epochs, lr in runs:
            histories.append(as_numbers(ns["train"](epochs, lr)))
    return {"histories": histories, "parameters": {"w": snapshot(ns["w"]), "b": snapshot(ns["b"])}}


# 02-built-ins


def linear(weight, bias):
    layer = nn.Linear(weight.shape[1], weight.shape[0])
    with torch.no_grad():
        layer.weight.copy_(weight)
        layer.bias.copy_(bias)
    return layer


def layer_outputs(ns, n_inputs, n_targets, x):
    return ns["make_model"](n_inputs, n_targets)(x)


def layer_step(ns, n_inputs, n_targets, corners, x, y, lr):
    """Outputs at ``corners`` of two new models, before and after the first has taken one step on (x, y)."""
    model, other = ns["make_model"](n_inputs, n_targets), ns["make_model"](n_inputs, n_targets)
    untouched = snapshot(other(corners))
    before = snapshot(model(corners))
    outputs, parameters = model(x), list(model.parameters())
    slopes = [None for _ in parameters]
    if torch.is_tensor(outputs) and outputs.shape == y.shape:
        slopes = gradient_by((outputs - y).square().mean(), parameters)
    for parameter, slope in zip(parameters, slopes, strict=True):
        if slope is not None:
            with torch.no_grad():
                parameter -= lr * slope
    return {
        "before": before,
        "after": snapshot(model(corners)),
        "other before": untouched,
        "other after": snapshot(other(corners)),
    }


def description(ns, n_inputs, n_targets):
    return ns["describe"](nn.Linear(n_inputs, n_targets))


def dataset_items(ns, x, y, keys):
    """The length of a dataset of (x, y), and its items: keys are indices and (start, stop) pairs."""
    dataset = ns["make_dataset"](x, y)
    keys = [slice(*key) if isinstance(key, (tuple, list)) else key for key in keys]
    return {"length": len(dataset), "items": [dataset[key] for key in keys]}


def passes(ns, x, y, batch_size, epochs):
    """The batches of several passes over one loader; a pass is cut once it has one batch too many."""
    loader = ns["make_loader"](TensorDataset(x, y), batch_size)
    return [[snapshot(batch) for batch in islice(loader, len(x) + 1)] for _ in range(epochs)]


def first_of(ns, x, y, batch_size, order):
    """``first_batch`` of a loader that takes the rows in this order."""
    return ns["first_batch"](DataLoader(TensorDataset(x, y), batch_size, sampler=list(order)))


def optimizer_steps(ns, weight, bias, slopes, lr):
    """A layer's parameters after each of several steps, with gradients that are put there by hand."""
    layer = linear(weight, bias)
    optimizer = ns["make_optimizer"](layer, lr)
    seen = []
    for slope in slopes:
        layer.weight.grad, layer.bias.grad = slope[0].clone(), slope[1].clone()
        optimizer.step()
        seen.append({"weight": snapshot(layer.weight), "bias": snapshot(layer.bias)})
    return seen


def optimizer_on_layers(ns, layers, slopes, lr):
    """Parameters of a model of several layers after a step and, beside them, the gradients after ``zero_grad()``."""
    model = nn.Sequential(*[linear(weight, bias) for weight, bias in layers])
    optimizer = ns["make_optimizer"](model, lr)
    parameters = list(model.parameters())
    for parameter, slope in zip(parameters, slopes, strict=True):
        parameter.grad = slope.clone()
    optimizer.step()
    stepped = [snapshot(parameter) for parameter in parameters]
    optimizer.zero_grad()
    return {"parameters": stepped, "gradients": [snapshot(parameter.grad) for parameter in parameters]}


class CountedDataset(TensorDataset):
    """A table that counts how many of its rows have been read."""

    __getitems__ = None  # row by row, please
    reads = 0

    def __getitem__(self, index):
        self.reads += 1
        return super().__getitem__(index)


def fitted(ns, weight, bias, x, y, batch_size, epochs, settings, decoy_x, decoy_y):
    """What ``fit`` makes of a layer; and of another, which for that time is the notebook's own ``model``.

    ``settings``: lr, momentum, reduction of the squared error ("mean" or "sum"), shuffle.
    """
    layer, decoy = linear(weight, bias), linear(weight, bias)
    measure = nn.MSELoss(reduction=settings["reduction"])
    options = {"lr": settings["lr"], "momentum": settings["momentum"]}
    optimizer = torch.optim.SGD(layer.parameters(), **options)
    dataset = CountedDataset(x, y)
    loader = DataLoader(dataset, batch_size, shuffle=settings["shuffle"])
    own = {
        "model": decoy,
        "loss_fn": nn.MSELoss(),
        "opt": torch.optim.SGD(decoy.parameters(), **options),
        "train_dl": DataLoader(TensorDataset(decoy_x, decoy_y), batch_size),
    }
    with globals_set_to(ns, **own):
        ns["fit"](epochs, layer, measure, optimizer, loader)
    return {
        "weight": snapshot(layer.weight),
        "bias": snapshot(layer.bias),
        "own": {"weight": snapshot(decoy.weight), "bias": snapshot(decoy.bias)},
        "reads": dataset.reads,
    }


def yields(ns, weight, bias, own_weight, own_bias, region):
    """``predict_yield`` of a layer for one region; another layer is the notebook's own ``model`` meanwhile."""
    with globals_set_to(ns, model=linear(own_weight, own_bias)):
        return ns["predict_yield"](linear(weight, bias), *region)
