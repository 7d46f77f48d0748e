"""Probes for the notebook 02-built-ins; they follow `probes.py` in the worker, in the same globals."""

from itertools import islice

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def linear(weight, bias):
    layer = nn.Linear(weight.shape[1], weight.shape[0])
    with torch.no_grad():
        layer.weight.copy_(weight)
        layer.bias.copy_(bias)
    return layer


def side_by_side(x, y):
    """The two as the notebook has them: views of the columns of one table."""
    table = torch.cat([x, y], dim=1)
    return table[:, : x.shape[1]], table[:, x.shape[1] :]


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


def description(ns, weight, bias):
    """What ``describe`` says of a layer, once another has been described, too; and what the layer holds afterwards."""
    layer = linear(weight, bias)
    description = ns["describe"](layer)
    ns["describe"](nn.Linear(1, 1))
    return {"description": description, "weight": snapshot(layer.weight), "bias": snapshot(layer.bias)}


def loss_of(ns, preds, targets):
    """A loss, and what the two tensors hold afterwards."""
    return {"loss": snapshot(ns["loss_fn"](preds, targets)), "given": [preds, targets]}


def dataset_items(ns, x, y, keys):
    """The length of a dataset of (x, y), and its items: keys are indices, and slices as what makes them."""
    dataset = ns["make_dataset"](*side_by_side(x, y))
    keys = [slice(*key) if isinstance(key, (tuple, list)) else key for key in keys]
    return {"length": len(dataset), "items": [dataset[key] for key in keys]}


def shuffled(ns, x, y):
    """What ``shuffle_rows`` returns, and what the two tensors hold afterwards."""
    x, y = side_by_side(x, y)
    return {"result": snapshot(ns["shuffle_rows"](x, y)), "tables": [x, y]}


def shuffles(ns, x, y, calls):
    """What the results of several calls of ``shuffle_rows`` hold after the last, each of a copy of the table."""
    return [ns["shuffle_rows"](x.clone(), y.clone()) for _ in range(calls)]


def passes(ns, x, y, batch_size, epochs):
    """The batches of several passes over one loader; a pass is cut once it has one batch too many.

    After the first of them another pass is begun, and left at its first batch.
    """
    loader = ns["make_loader"](TensorDataset(x, y), batch_size)
    seen = []
    for epoch in range(epochs):
        seen.append([snapshot(batch) for batch in islice(loader, len(x) + 1)])
        if epoch == 0:
            next(iter(loader), None)
    return seen


def first_of(ns, x, y, batch_size, order):
    """``first_batch`` of a loader that takes the rows in this order, and again once it takes them backwards."""
    order = list(order)
    loader = DataLoader(TensorDataset(x, y), batch_size, sampler=order)
    first = snapshot(ns["first_batch"](loader))
    order.reverse()
    return [first, ns["first_batch"](loader)]


def optimizer_steps(ns, weight, bias, slopes, lr, times=1):
    """A layer's parameters after so many steps with each of several gradients, which are put there by hand."""
    layer = linear(weight, bias)
    optimizer = ns["make_optimizer"](layer, lr)
    seen = []
    for slope in slopes:
        for _ in range(times):
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


class Orders:
    """A sampler that goes through given orders of the rows: the next one once training has gone on.

    A pass that begins while ``layer`` is where it was when the last one began goes in the same order again, so that
    looking into the loader, or a pass that only measures the loss, takes no order away from the training.
    """

    def __init__(self, orders, layer):
        self.orders, self.layer = orders, layer
        self.turn, self.seen = -1, None

    def __len__(self):
        return len(self.orders[0])

    def __iter__(self):
        now = snapshot(tuple(self.layer.parameters()))
        if self.seen is None or not all(map(torch.equal, now, self.seen)):
            self.turn, self.seen = self.turn + 1, now
        return iter(self.orders[self.turn % len(self.orders)])


def loss_named(name, lopsided):
    """A squared error: its "mean", its "sum", or a mean in which errors above the target count ``lopsided`` times."""
    if name != "lopsided":
        return nn.MSELoss(reduction=name)
    return lambda preds, truth: (torch.where(preds > truth, lopsided, 1.0) * (preds - truth).square()).mean()


def fitted(ns, weight, bias, x, y, batch_size, epochs, settings, decoy_x, decoy_y):
    """What ``fit`` makes of a layer and its optimizer; and of another, which for that time is the notebook's ``model``.

    ``settings``: lr, momentum, the loss's name, whether the layer is nested in another module, and the orders in which
    the passes over the loader go through the rows, in the order of the table where there are none.
    """
    layer, decoy = linear(weight, bias), linear(weight, bias)
    options = {"lr": settings["lr"], "momentum": settings["momentum"]}
    optimizer = torch.optim.SGD(layer.parameters(), **options)
    sampler = Orders(settings["orders"], layer) if settings["orders"] else None
    loader = DataLoader(TensorDataset(x, y), batch_size, sampler=sampler)
    own = {
        "model": decoy,
        "loss_fn": nn.MSELoss(),
        "opt": torch.optim.SGD(decoy.parameters(), **options),
        "train_dl": DataLoader(TensorDataset(decoy_x, decoy_y), batch_size),
    }
    model, loss = (
        nn.Sequential(layer) if settings["nested"] else layer,
        loss_named(settings["loss"], settings["lopsided"]),
    )
    with globals_set_to(ns, **own):
        ns["fit"](epochs, model, loss, optimizer, loader)
    (group,) = optimizer.param_groups
    return {
        "layer": {"weight": snapshot(layer.weight), "bias": snapshot(layer.bias)},
        "own": {"weight": snapshot(decoy.weight), "bias": snapshot(decoy.bias)},
        "optimizer": [group[name] for name in ("lr", "momentum", "weight_decay", "nesterov")],
    }


def yields(ns, weight, bias, own_weight, own_bias, region, nested):
    """``predict_yield`` of a layer, or of a module around it, for one region, and once its parameters have doubled.

    For that time another layer is the notebook's ``model``.
    """
    layer = linear(weight, bias)
    model = nn.Sequential(layer) if nested else layer
    with globals_set_to(ns, model=linear(own_weight, own_bias)):
        before = ns["predict_yield"](model, *region)
        with torch.no_grad():
            for parameter in layer.parameters():
                parameter *= 2
        return [before, ns["predict_yield"](model, *region)]
