"""Probes for the notebook 01-from-scratch; they follow `probes.py` in the worker, in the same globals."""

import math

import torch


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
    return torch.is_tensor(value) and value.is_leaf and not value.is_inference()


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


def slopes(ns, w, b, x, y, calls):
    """``slope`` with each of several lists of arguments, always at the same (w, b)."""
    seen = []
    with table_set_to(ns, inputs=x, targets=y):
        for arguments in calls:
            set_parameters(ns, w, b)
            seen.append(snapshot(ns["slope"](*arguments)))
    return seen


def slope_aside(ns, w, b, x, y, other_w, other_b, calls):
    """Slopes at two settings of the parameters, and what the last call left behind.

    ``bent`` are slopes where the notebook's ``mse`` is a mean of fourth powers: a quotient of differences is not its
    derivative.
    """
    seen = []
    with table_set_to(ns, inputs=x, targets=y):
        for setting in ((other_w, other_b), (w, b)):
            set_parameters(ns, *setting)
            seen.append([snapshot(ns["slope"](*arguments)) for arguments in calls])
        left = {name: snapshot(ns[name]) for name in ("w", "b")}
        trained = leaf(ns["w"]) and ns["w"].requires_grad
        with globals_set_to(ns, mse=lambda predictions, targets: ((predictions - targets) ** 4).mean()):
            set_parameters(ns, w, b)
            bent = [snapshot(ns["slope"](i, j, STRIDE)) for i in (0, 1) for j in (0, 1, 2)]
    return {"elsewhere": seen[0], "here": seen[1], **left, "trained": trained, "bent": bent}


STRIDE = 16.0
"""A step so long that quotient and derivative of a mean of fourth powers are far apart."""


def derivative_of(kind, numbers):
    if kind == "cosine":
        height, pace, shift = numbers
        return lambda x: height * math.cos(pace * x + shift)
    return lambda x: sum(number * x**power for power, number in enumerate(numbers))


def descents(ns, walks):
    """``descend`` along each of several derivatives, which are built here from their numbers."""
    return [as_numbers(ns["descend"](derivative_of(*spec), start, lr, steps)) for spec, start, lr, steps in walks]


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


def training(ns, w, b, inputs, targets, *runs):
    """``train(epochs, lr)`` for each of ``runs``, one after the other, from the given parameters."""
    set_parameters(ns, w, b)
    histories = []
    with table_set_to(ns, inputs=inputs, targets=targets):
        for epochs, lr in runs:
            histories.append(as_numbers(ns["train"](epochs, lr)))
    return {"histories": histories, "parameters": {"w": snapshot(ns["w"]), "b": snapshot(ns["b"])}}


def gradients_gathered(ns, w, b, inputs, targets, calls, reset, left):
    """``gradient_after`` with ``left`` (a pair, or None) in ``.grad`` from before, and the parameters after it."""
    set_parameters(ns, w, b)
    for name, gradient in zip(("w", "b"), left or (None, None), strict=True):
        ns[name].grad = gradient
    with table_set_to(ns, inputs=inputs, targets=targets):
        seen = snapshot(ns["gradient_after"](calls, reset))
    return {"gradient": seen, "parameters": {"w": snapshot(ns["w"]), "b": snapshot(ns["b"])}}


def rates_compared(ns, w, b, inputs, targets, lrs, *steps):
    """``compare_learning_rates`` from the given parameters, and what ``w`` and ``b`` are after it."""
    set_parameters(ns, w, b)
    with table_set_to(ns, inputs=inputs, targets=targets):
        losses = ns["compare_learning_rates"](lrs, *steps)
    return {"losses": losses, "parameters": {"w": ns["w"], "b": ns["b"]}}


def region_predicted(ns, inputs, targets, region, *settings):
    """``predict`` of a region at each of several (w, b), and what has become of ``w`` and ``b`` after the last."""
    seen = []
    with table_set_to(ns, inputs=inputs, targets=targets):
        for w, b in settings:
            set_parameters(ns, w, b)
            seen.append(ns["predict"](*region))
    return {
        "predictions": seen,
        "parameters": {"w": ns["w"], "b": ns["b"]},
        "gradients on": torch.is_grad_enabled(),
    }


def advice(ns, histories):
    """What ``diagnose`` says of each history."""
    return [ns["diagnose"](list(losses)) for losses in histories]
