"""Probes for the notebook 01-from-scratch; they follow `probes.py` in the worker, in the same globals."""

import math
from contextlib import suppress

import torch


def called(ns, name, *calls):
    """A function's answers to several calls, one after the other, and what its arguments hold after the last."""
    return {"answers": [ns[name](*arguments) for arguments in calls], "arguments": snapshot(calls)}


def shapes_told(ns, tables):
    """``parameter_shapes`` of each table, then of each where it is columns of a wider one; the tables after that."""
    columns = []
    for inputs, targets in tables:
        wider, count = torch.cat([targets, inputs, targets], dim=1), targets.shape[1]
        columns.append((wider[:, count:-count], wider[:, :count]))
    return {"told": [ns["parameter_shapes"](*table) for table in [*tables, *columns]], "tables": tables}


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


def predictions(ns, w, b, *tables):
    """Predictions for each of several tables at the same (w, b), and what these and the tables hold afterwards."""
    set_parameters(ns, w, b)
    seen = [ns["model"](x) for x in tables]
    return {"predictions": seen, "parameters": snapshot((ns["w"], ns["b"])), "tables": snapshot(tables)}


def predictions_as_parameters_change(ns, x, *settings):
    """Predictions for one ``x`` at each of several (w, b), set one after the other."""
    seen = []
    for w, b in settings:
        set_parameters(ns, w, b)
        seen.append(snapshot(ns["model"](x.clone())))
    return seen


def prediction_gradients(ns, w, b, x, coefficients):
    set_parameters(ns, w, b)
    return gradient_by(ns["model"](x), [ns["w"], ns["b"]], coefficients)


def gradients_at(ns, w, b, x, y):
    set_parameters(ns, w, b)
    return ns["gradients"](x, y)


def gradients_again(ns, w, b, x, y, moved_w, moved_b):
    """Two calls at (w, b), a third at other values, and what the first result, (w, b) and the table hold by then.

    Two more mix up the rows, once of the targets and once of the inputs, which comes to the same.
    """
    set_parameters(ns, w, b)
    first = ns["gradients"](x, y)
    at_first = snapshot(first)
    second = snapshot(ns["gradients"](x, y))
    left = snapshot((ns["w"], ns["b"]))
    with torch.no_grad():
        for name, value in (("w", moved_w), ("b", moved_b)):
            if torch.is_tensor(ns[name]) and ns[name].shape == value.shape:
                ns[name].copy_(value)
    moved = snapshot(ns["gradients"](x, y))
    mixed = [snapshot(ns["gradients"](*table)) for table in ((x, y.flip(0)), (x.flip(0), y))]
    return {
        "first": at_first,
        "second": second,
        "moved": moved,
        "mixed": mixed,
        "first later": snapshot(first),
        "parameters": left,
        "table": snapshot((x, y)),
    }


def slopes(ns, w, b, x, y, calls):
    """``slope`` with each of several lists of arguments, always at the same (w, b), and the table after them."""
    seen = []
    with table_set_to(ns, inputs=x, targets=y):
        for arguments in calls:
            set_parameters(ns, w, b)
            seen.append(snapshot(ns["slope"](*arguments)))
        return {"slopes": seen, "table": snapshot((ns["inputs"], ns["targets"]))}


def slope_aside(ns, w, b, x, y, other_w, other_b, calls):
    """Slopes at two settings of the parameters, and what the last call left behind.

    ``bent`` are slopes where the notebook's ``mse`` is a mean of fourth powers: a quotient of differences is not its
    derivative. ``beyond`` are those at a step that floating point loses the weight in, but for calls that raised: a
    quotient comes to nothing there, and a derivative, of whatever loss, is what it always is.
    """
    seen = []
    with table_set_to(ns, inputs=x, targets=y):
        for setting in ((other_w, other_b), (w, b)):
            set_parameters(ns, *setting)
            seen.append([snapshot(ns["slope"](*arguments)) for arguments in calls])
        left = {name: snapshot(ns[name]) for name in ("w", "b")}
        left["table"] = snapshot((ns["inputs"], ns["targets"]))
        trained = leaf(ns["w"]) and ns["w"].requires_grad
        with globals_set_to(ns, mse=lambda predictions, targets: ((predictions - targets) ** 4).mean()):
            set_parameters(ns, w, b)
            bent = [snapshot(ns["slope"](i, j, STRIDE)) for i in (0, 1) for j in (0, 1, 2)]
        beyond = []
        for i, j, _ in calls:
            set_parameters(ns, w, b)
            with suppress(Exception):
                beyond.append(snapshot(ns["slope"](i, j, BEYOND)))
    return {"elsewhere": seen[0], "here": seen[1], **left, "trained": trained, "bent": bent, "beyond": beyond}


STRIDE = 16.0
"""A step so long that quotient and derivative of a mean of fourth powers are far apart."""
BEYOND = 1e30
"""A step that float32 still holds, and float64 the square of; beside it, neither holds a weight."""


def derivative_of(kind, numbers):
    if kind == "cosine":
        height, pace, shift = numbers
        return lambda x: height * math.cos(pace * x + shift)
    return lambda x: sum(number * x**power for power, number in enumerate(numbers))


def descents(ns, walks):
    """``descend`` along each of several derivatives, which are built here from their numbers: the same ones only once.

    ``later`` is what the first walk's list holds after the others.
    """
    derivatives = {str(spec): derivative_of(*spec) for spec, *_ in walks}
    returned, positions = [], []
    for spec, start, lr, steps in walks:
        returned.append(ns["descend"](derivatives[str(spec)], start, lr, steps))
        positions.append(as_numbers(returned[-1]))
    return {"positions": positions, "later": as_numbers(returned[0])}


def training_steps(ns, w, b, own, tables, calls):
    """A step for each of ``calls`` (number of a table, learning rate) where the notebook's own table is ``own``.

    Returned are what each step returned, the parameters after it, and the tables after all of them.
    """
    set_parameters(ns, w, b)
    losses, parameters = [], []
    with table_set_to(ns, **dict(zip(("inputs", "targets"), own, strict=True))):
        for number, lr in calls:
            losses.append(snapshot(ns["training_step"](*tables[number], lr)))
            parameters.append({name: snapshot(ns[name]) for name in ("w", "b")})
    return {"losses": losses, "parameters": parameters, "tables": tables}


def tensors_after_step(ns, w, b, x, y, lr, of_w, of_b):
    """What the tensors that were ``w`` and ``b`` hold after a step, and whether gradients still reach them."""
    set_parameters(ns, w, b)
    held = (ns["w"], ns["b"])
    ns["training_step"](x, y, lr)
    now = (ns["w"], ns["b"])
    reached = [gradient_by(new, [old], factor)[0] for new, old, factor in zip(now, held, (of_w, of_b), strict=True)]
    return {"before": snapshot(held), "now": snapshot(now), "reached": reached, "table": [x, y]}


def gradients_after_step(ns, w, b, x, y, lr):
    set_parameters(ns, w, b)
    ns["training_step"](x, y, lr)
    return {
        "parameters": {name: snapshot(ns[name]) for name in ("w", "b")},
        "gradients": {name: getattr(ns[name], "grad", None) for name in ("w", "b")},
    }


def training(ns, w, b, inputs, targets, *runs):
    """``train(epochs, lr)`` for each of ``runs``, one after the other, from the given parameters.

    ``later`` is what the first history holds after the last.
    """
    set_parameters(ns, w, b)
    returned, histories = [], []
    with table_set_to(ns, inputs=inputs, targets=targets):
        for epochs, lr in runs:
            returned.append(ns["train"](epochs, lr))
            histories.append(as_numbers(returned[-1]))
        table = snapshot([ns["inputs"], ns["targets"]])
    return {
        "histories": histories,
        "later": as_numbers(returned[0]),
        "parameters": {"w": snapshot(ns["w"]), "b": snapshot(ns["b"])},
        "table": table,
    }


def gradients_gathered(ns, w, b, inputs, targets, calls, reset, left):
    """``gradient_after`` with ``left`` (a pair, or None) in ``.grad`` from before, and the parameters after it."""
    set_parameters(ns, w, b)
    for name, gradient in zip(("w", "b"), left or (None, None), strict=True):
        ns[name].grad = gradient
    with table_set_to(ns, inputs=inputs, targets=targets):
        seen = snapshot(ns["gradient_after"](calls, reset))
        table = snapshot([ns["inputs"], ns["targets"]])
    return {"gradient": seen, "parameters": {"w": snapshot(ns["w"]), "b": snapshot(ns["b"])}, "table": table}


def rates_compared(ns, w, b, inputs, targets, lrs, *steps):
    """``compare_learning_rates`` from the given parameters, and what it was given, and found, after it."""
    set_parameters(ns, w, b)
    with table_set_to(ns, inputs=inputs, targets=targets):
        losses = ns["compare_learning_rates"](lrs, *steps)
        table = snapshot([ns["inputs"], ns["targets"]])
    return {"losses": losses, "parameters": {"w": ns["w"], "b": ns["b"]}, "table": table, "lrs": lrs}


def region_predicted(ns, inputs, targets, region, *settings):
    """``predict`` of a region at each of several (w, b), and what has become of ``w`` and ``b`` after the last.

    ``at once`` is what each prediction held before the next one was asked for.
    """
    seen, at_once = [], []
    with table_set_to(ns, inputs=inputs, targets=targets):
        for w, b in settings:
            set_parameters(ns, w, b)
            seen.append(ns["predict"](*region))
            at_once.append(snapshot(seen[-1]))
        table = snapshot([ns["inputs"], ns["targets"]])
    return {
        "predictions": seen,
        "at once": at_once,
        "parameters": {"w": ns["w"], "b": ns["b"]},
        "table": table,
        "gradients on": torch.is_grad_enabled(),
    }


def advice(ns, histories):
    """What ``diagnose`` says of each history, and whether the lists stay as they were."""
    given = [list(losses) for losses in histories]
    said = [ns["diagnose"](losses) for losses in given]
    untouched = all(list(map(id, losses)) == list(map(id, each)) for losses, each in zip(histories, given, strict=True))
    return {"words": said, "untouched": untouched}
