"""Hidden checks of the notebook 02-built-ins, exercise by exercise.

Hidden numbers come from ``rng``; what they should give is computed here in float64 NumPy, by hand-derived formulas.
"""

import re

import numpy as np
import pytest

ANY_VALUES = {"atol": np.inf}
"""For ``expect.close``: form and finiteness alone."""
COMMON_RATES = (1.0, 0.1, 0.01, 1e-3, 1e-4, 1e-5)
"""Learning rates that an answer with a fixed one of its own would have."""


def normal(rng, *shape):
    """Standard normal float32 numbers."""
    return rng.standard_normal(shape).astype(np.float32)


def is_tensor(value):
    return hasattr(value, "requires_grad")


def same(observed, expected):
    """Whether a tensor that was observed holds these numbers."""
    return observed.shape == np.shape(expected) and np.allclose(observed.array, expected, rtol=1e-4, atol=1e-5)


def expect_gradients(expect, seen, wanted, what, none_hint, some_hint="", mistakes=None):
    """Gradients as ``gradient_by`` gives them: none of them None, and the values."""
    expect.that(isinstance(seen, list) and len(seen) == len(wanted), f"{what} should have gradients")
    reached = [each is not None for each in seen]
    expect.that(any(reached), f"no gradient arrives by way of {what}", none_hint)
    expect.that(all(reached), f"one gradient by way of {what} does not arrive", some_hint or none_hint)
    expect.close(seen, wanted, f"the gradients by way of {what}", mistakes=mistakes)


def mse_slopes(w, b, x, y, reduction="mean"):
    """Derivatives by w and b of the mean (or the sum) of (x @ w.T + b - y)**2 over all its elements."""
    w, b, x, y = (np.asarray(each, np.float64) for each in (w, b, x, y))
    toward = 2 * (x @ w.T + b - y) / (y.size if reduction == "mean" else 1)
    return toward.T @ x, toward.sum(axis=0)


# linear-layer

LAYER_RAISED = {
    "RuntimeError": "Question 36: the model does not take its inputs: `nn.Linear` wants the number of inputs "
    "first, then "
    "that of targets.",
    "TypeError": "Question 30: the model is not something to be called with inputs; return an `nn.Module`, "
    "such as an "
    "`nn.Linear`.",
}


def corners(n_inputs):
    """Inputs at which a linear model shows its bias (the first row) and its weights."""
    return np.vstack([np.zeros(n_inputs), np.eye(n_inputs)]).astype(np.float32)


def weights_from(outputs):
    """(weight, bias) of a linear model, from its outputs at ``corners``."""
    outputs = np.float64(outputs)
    return (outputs[1:] - outputs[0]).T, outputs[0]


def form_mistakes(rows, n_inputs, n_targets):
    return {
        "Question 36: the sizes have changed places; `nn.Linear` takes the number of inputs first.": (
            lambda seen: seen.shape == (rows, n_inputs) != (rows, n_targets)
        ),
        "Question 36: your layer always has the size of the crop table; make it from the two arguments.": (
            lambda seen: seen.shape == (rows, 2) != (rows, n_targets)
        ),
        "Question 36: each row of inputs should give one number for each target.": (
            lambda seen: seen.shape != (rows, n_targets)
        ),
        "Question 36: your model answers in float64; PyTorch's layers are float32 unless told otherwise.": (
            lambda seen: seen.dtype == "float64"
        ),
    }


@pytest.mark.exercise("linear-layer", questions=[30, 36], points=1, raised=LAYER_RAISED)
def test_model_is_linear(student, rng, expect):
    for n_inputs, n_targets in ((3, 2), (5, 1), (1, 4)):
        x = np.vstack([corners(n_inputs), 10 * normal(rng, 30, n_inputs)])
        seen = student.probe("layer_outputs", n_inputs, n_targets, student.tensor(x), uses=["make_model"])
        form = np.zeros((len(x), n_targets))
        expect.close(seen, form, "the outputs", **ANY_VALUES, mistakes=form_mistakes(len(x), n_inputs, n_targets))
        weight, bias = weights_from(seen.array[: n_inputs + 1])
        expect.close(
            seen,
            np.float64(x) @ weight.T + bias,
            "the outputs as a function of the inputs",
            mistakes={
                "Question 36: your model bends its outputs (a ReLU, a sigmoid?); a linear layer alone is the "
                "weighted sum "
                "plus bias.": lambda _: True
            },
        )


@pytest.mark.exercise("linear-layer", questions=[30, 36], points=1, raised=LAYER_RAISED)
def test_weights_and_bias_are_trained(student, rng, expect):
    n_inputs, n_targets, lr = 4, 3, 0.3
    at = corners(n_inputs)
    x, y = normal(rng, 6, n_inputs), normal(rng, 6, n_targets)
    seen = student.probe("layer_step", n_inputs, n_targets, *map(student.tensor, (at, x, y)), lr, uses=["make_model"])
    expect.that(isinstance(seen, dict), "a step should leave a model behind")
    form = np.zeros((len(at), n_targets))
    for name in ("before", "after", "other before", "other after"):
        expect.close(
            seen[name], form, "the outputs", **ANY_VALUES, mistakes=form_mistakes(len(at), n_inputs, n_targets)
        )
    weight, bias = weights_from(seen["before"].array)
    of_weight, of_bias = mse_slopes(weight, bias, x, y)

    def outputs(weight, bias):
        return np.float64(at) @ weight.T + bias

    expect.close(
        seen["after"],
        outputs(weight - lr * of_weight, bias - lr * of_bias),
        "the outputs after a step of gradient descent on the model's parameters",
        mistakes={
            "Question 36: your layer has no bias that training could change; without one, its predictions "
            "for inputs of "
            "zero are stuck at zero.": outputs(weight - lr * of_weight, bias),
            "Question 36: training changes only the bias; the weight must be a parameter, too.": (
                outputs(weight, bias - lr * of_bias)
            ),
            "Question 30: training cannot change your model: `parameters()` must yield its weight and bias, "
            "and they must "
            "require gradients.": outputs(weight, bias),
        },
    )
    expect.that(
        np.array_equal(seen["other before"].array, seen["other after"].array),
        "training one model has changed another",
        "Question 36: two calls give models that share their parameters; make a new layer in each call.",
    )


@pytest.mark.exercise(
    "linear-layer",
    questions=[37],
    points=2,
    raised={
        "AttributeError": "Question 37: a linear layer's parameters are its attributes `weight` and `bias`.",
        "TypeError": "Question 37: `weight` and `bias` are attributes, not methods, and `parameters()` is a "
        "generator, "
        "which has no length.",
    },
)
def test_layer_is_described(student, expect):
    for n_inputs, n_targets in ((3, 2), (7, 1), (2, 5)):
        seen = student.probe("description", n_inputs, n_targets, uses=["describe"])
        wanted = {
            "weight": (n_targets, n_inputs),
            "bias": (n_targets,),
            "parameters": n_targets * (n_inputs + 1),
        }
        if isinstance(seen, dict):
            seen = {key: plain_int(value) for key, value in seen.items() if key in wanted}
        expect.close(seen, wanted, "the description", mistakes=description_mistakes(n_inputs, n_targets, seen))


def plain_int(value):
    """A NumPy integer as a Python one; anything else as it is."""
    return int(value) if isinstance(value, np.ndarray) and value.ndim == 0 and value.dtype.kind in "iu" else value


def description_mistakes(n_inputs, n_targets, seen):
    return {
        "Question 37: a dictionary is wanted, with the keys weight, bias and parameters.": (
            lambda seen: not isinstance(seen, dict) or len(seen) < 3
        ),
        "Question 37: these are the parameters themselves; their shape is asked for.": (
            lambda seen: is_tensor(seen["weight"]) or is_tensor(seen["bias"])
        ),
        "Question 37: the shape of the weight is the other way round; it has one row for each target.": (
            lambda seen: n_inputs != n_targets and tuple(seen["weight"]) == (n_inputs, n_targets)
        ),
        "Question 37: you describe the crop table's layer, whatever layer is handed in; read its own `weight`.": (
            lambda seen: (n_inputs, n_targets) != (3, 2) and tuple(seen["weight"]) == (2, 3)
        ),
        "Question 37: the shape of the bias is a tuple with one element: `(n,)`, or `tuple(model.bias.shape)`.": (
            lambda seen: not isinstance(seen["bias"], tuple | list)
        ),
        "Question 37: a layer has two parameter tensors, but the count is of the single numbers in them: `numel()`.": (
            lambda seen: seen["parameters"] == 2 != n_targets * (n_inputs + 1)
        ),
        "Question 37: your count leaves the bias out; it is trained as well.": (
            lambda seen: seen["parameters"] == n_targets * n_inputs
        ),
        "Question 37: your count has the rows of weight and bias only; `len` counts rows, `numel()` numbers.": (
            lambda seen: seen["parameters"] == 2 * n_targets
        ),
        "Question 37: the count is a tensor or a float; make it an int.": (
            lambda seen: is_tensor(seen["parameters"]) or isinstance(seen["parameters"], float)
        ),
    }


# dataset

DATASET_RAISED = {
    "TypeError": "Question 31: the result cannot be indexed or has no length; a dataset can be asked for "
    "`ds[i]` and "
    "`len(ds)`, a `zip` or a loader cannot.",
    "IndexError": "Question 31: the result has fewer items than the table has rows; each row is an item.",
    "KeyError": "Question 31: a dataset is asked for rows by their number, `ds[i]`, not by name.",
    "AssertionError": "Question 31: a `TensorDataset` takes tensors with the same number of rows, as they "
    "are handed in.",
}


def item_mistakes(x, y):
    return {
        "Question 31: each item is (target, input); inputs come first.": lambda seen: (
            same(seen[0], y) and same(seen[1], x)
        ),
        "Question 31: the items hold inputs alone; give the dataset the targets, too.": (
            lambda seen: is_tensor(seen) or len(seen) == 1
        ),
        "Question 31: a slice gives a list of rows; it is to be a pair of tensors, the inputs' rows and the "
        "targets'.": (lambda seen: isinstance(seen, list) and all(isinstance(each, tuple | list) for each in seen)),
        "Question 31: items are rows `(x, y)`; yours are not pairs of tensors.": (
            lambda seen: not isinstance(seen, tuple | list) or len(seen) != 2 or not all(map(is_tensor, seen))
        ),
        "Question 31: these are not the rows that were asked for; row i of the dataset is row i of both tensors.": (
            lambda seen: seen[0].shape == x.shape and seen[1].shape == y.shape
        ),
        "Question 31: a row has lost or won numbers; it should be the inputs' row and the targets', as they are.": (
            lambda seen: all(map(is_tensor, seen))
        ),
    }


def dataset_items(student, expect, x, y, keys):
    seen = student.probe("dataset_items", student.tensor(x), student.tensor(y), keys, uses=["make_dataset"])
    expect.close(
        seen["length"] if isinstance(seen, dict) else seen,
        len(x),
        "the length of the dataset",
        mistakes={
            "Question 31: the dataset should be as long as the table has rows.": lambda length: isinstance(length, int)
        },
    )
    expect.that(isinstance(seen["items"], list) and len(seen["items"]) == len(keys), "each item should be a pair")
    return seen["items"]


@pytest.mark.exercise("dataset", questions=[31], points=1, raised=DATASET_RAISED)
def test_items_are_matching_rows(student, rng, expect):
    for rows, n_inputs, n_targets in ((9, 3, 2), (4, 2, 1), (40, 3, 2)):
        x, y = normal(rng, rows, n_inputs), normal(rng, rows, n_targets)
        numbers = [0, 2, rows - 1]
        for number, item in zip(numbers, dataset_items(student, expect, x, y, numbers), strict=True):
            expect.close(item, (x[number], y[number]), "an item", mistakes=item_mistakes(x[number], y[number]))


@pytest.mark.exercise("dataset", questions=[31], points=1, raised=DATASET_RAISED)
def test_slices_are_matching_pieces(student, rng, expect):
    x, y = normal(rng, 8, 3), normal(rng, 8, 2)
    pieces = [[0, 3], [2, 7]]
    for (start, stop), item in zip(pieces, dataset_items(student, expect, x, y, pieces), strict=True):
        part = x[start:stop], y[start:stop]
        expect.close(item, part, "a slice", mistakes=item_mistakes(*part))


# data-loader

LOADER_RAISED = {
    "TypeError": "Question 33: a loader is looped over: it has no items by number, and `next` needs "
    "`iter(loader)` first.",
    "ValueError": "Question 32: the batches do not come as pairs; hand the dataset to a `DataLoader` as it is.",
}
ROWS, BATCH = 23, 5
SIZES = [5, 5, 5, 5, 3]


def numbered(rng, rows):
    """A table whose first input is the row's number, and whose targets tell which row they belong to."""
    x = normal(rng, rows, 2)
    x[:, 0] = np.arange(rows)
    return x, np.column_stack([1000 + x[:, 0], normal(rng, rows)]).astype(np.float32)


def tensor_of_rows(expect, value, columns, what):
    expect.that(
        is_tensor(value) and len(value.shape) == 2 and value.dtype == "float32",
        f"{what} of a batch should be a float32 tensor with a row for each sample",
        "Question 32: a batch is a pair `(xb, yb)` of tensors with one row for each sample.",
    )
    expect.that(
        value.shape[1] == columns,
        f"{what} of a batch has other columns than the dataset",
        "Question 32: these are not the rows of the dataset that is handed in.",
    )
    return value.array


def loader_passes(student, rng, expect, epochs=1):
    """The passes over a loader of ROWS rows: each a list of (xb, yb) as arrays; and the table."""
    x, y = numbered(rng, ROWS)
    seen = student.probe("passes", student.tensor(x), student.tensor(y), BATCH, epochs, uses=["make_loader"])
    expect.that(isinstance(seen, list) and len(seen) == epochs, "a loader should be looped over")
    found = []
    for batches in seen:
        expect.that(
            isinstance(batches, list) and len(batches) > 0,
            "a pass over the loader gave no batches",
            "Question 32: your loader can be looped over only once (an iterator or a generator?); training "
            "makes many "
            "passes."
            if found
            else "",
        )
        pairs = [expect.pair(each, "a batch should be a pair (xb, yb)") for each in batches]
        found.append([(tensor_of_rows(expect, xb, 2, "xb"), tensor_of_rows(expect, yb, 2, "yb")) for xb, yb in pairs])
    return found, (x, y)


def row_numbers(batches):
    return [int(number) for xb, _ in batches for number in xb[:, 0]]


@pytest.mark.exercise("data-loader", questions=[32, 33], points=2, raised=LOADER_RAISED)
def test_every_row_comes_once_in_batches(student, rng, expect):
    passes, _ = loader_passes(student, rng, expect, epochs=2)
    for batches in passes:
        sizes = [len(xb) for xb, _ in batches]
        numbers = row_numbers(batches)
        hint = ""
        if sizes == SIZES[:-1]:
            hint = (
                "Question 32: the last batch is missing because it is shorter; with `drop_last` some rows "
                "are not learned "
                "from."
            )
        elif len(set(numbers)) < len(numbers):
            hint = "Question 32: some rows come several times in one pass; each should come exactly once."
        elif sorted(sizes) == sorted(SIZES) and sizes != SIZES:
            hint = "Question 32: the shorter batch is not the last; shuffle the rows, not the finished batches."
        elif sum(sizes) == ROWS and sizes != SIZES:
            hint = "Question 32: the batches do not have the size that is handed in."
        elif sum(sizes) < ROWS:
            hint = "Question 32: some rows never come; a pass gives every row once."
        expect.that(sizes == SIZES, "the batches do not have the right sizes", hint)
        expect.that(sorted(numbers) == list(range(ROWS)), "not every row comes exactly once in a pass", hint)


@pytest.mark.exercise("data-loader", questions=[32], points=1, raised=LOADER_RAISED)
def test_order_is_new_in_every_pass(student, rng, expect):
    # By chance, one of 23! = 2.6e22 orders equals another.
    passes, _ = loader_passes(student, rng, expect, epochs=3)
    orders = [row_numbers(batches) for batches in passes]
    for order in orders:
        expect.that(
            order not in (sorted(order), sorted(order, reverse=True)),
            "the rows come in the order of the table",
            "Question 32: the rows are not shuffled; ask the loader for it, so that the batches differ from "
            "pass to pass.",
        )
    expect.that(
        orders[0] != orders[1] and orders[1] != orders[2],
        "each pass has the same order",
        "Question 32: the rows are shuffled once, and then every pass has the same order (a fixed seed, or a "
        "table that is "
        "shuffled beforehand?); a loader shuffles anew for every pass.",
    )
    blocks = [[sorted(xb[:, 0].tolist()) for xb, _ in batches] for batches in passes]
    together = max(map(len, blocks[0])) > 1 and len(blocks[0]) > 1
    expect.that(
        not together or sorted(blocks[0]) != sorted(blocks[1]),
        "the batches hold the same rows in every pass",
        "Question 32: the same rows always share a batch; shuffle the rows, not the finished batches.",
    )


@pytest.mark.exercise("data-loader", questions=[32], points=1, raised=LOADER_RAISED)
def test_inputs_and_targets_stay_together(student, rng, expect):
    passes, (x, y) = loader_passes(student, rng, expect)
    batches = passes[0]
    for xb, yb in batches:
        numbers = xb[:, 0].astype(int)
        expect.that(
            len(xb) == len(yb) and set(numbers.tolist()) <= set(range(ROWS)),
            "a batch has other rows than the dataset",
        )
        expect.that(
            np.array_equal(yb, y[numbers]) and np.array_equal(xb, x[numbers]),
            "inputs and targets of a batch do not belong together",
            "Question 32: inputs stand beside the targets of other rows: the two were shuffled apart, so "
            "there is nothing "
            "left to learn.",
        )


def first_batch_mistakes(x, y, order, size):
    def batch(numbers):
        return x[numbers], y[numbers]

    last = order[len(order) - (len(order) % size or size) :]
    return {
        "Question 33: you return the last batch; leave the loop, or return, at the first.": batch(last),
        "Question 33: you return the second batch.": batch(order[size : 2 * size]),
        "Question 33: you return rows of the loader's dataset; a batch is what a pass over the loader gives.": (
            batch(list(range(size)))
        ),
        "Question 33: you return the first row only; a batch has several.": (
            lambda seen: same(seen[0], x[order[0]]) or same(seen[0], x[order[:1]])
        ),
        "Question 33: you return (yb, xb); inputs come first.": batch(order[:size])[::-1],
        "Question 33: a pair `(xb, yb)` is wanted, not the inputs alone.": is_tensor,
        "Question 33: you return all the batches; the first is enough.": (
            lambda seen: isinstance(seen, tuple | list) and isinstance(seen[0], tuple | list)
        ),
        "Question 33: you return nothing.": lambda seen: seen is None,
        "Question 33: you return something to be looped over; take its first batch.": (
            lambda seen: not isinstance(seen, tuple | list)
        ),
    }


@pytest.mark.exercise("data-loader", questions=[33], points=1, raised=LOADER_RAISED)
def test_first_batch_of_any_loader(student, rng, expect):
    for rows, size in ((11, 4), (7, 3)):
        x, y = numbered(rng, rows)
        order = [int(each) for each in np.roll(rng.permutation(rows), 1)]
        if order[:size] == sorted(order)[:size]:
            order.reverse()
        expect.close(
            student.probe("first_of", student.tensor(x), student.tensor(y), size, order, uses=["first_batch"]),
            (x[order[:size]], y[order[:size]]),
            "the first batch",
            mistakes=first_batch_mistakes(x, y, order, size),
        )


# loss-function

LOSS_RAISED = {
    "RuntimeError": "Question 39: `nn.MSELoss` is a class: make one loss of it, `nn.MSELoss()`, or take the "
    "function "
    "`F.mse_loss`.",
    "TypeError": "Question 39: `loss_fn` is not something to be called with predictions and targets; bind "
    "the function "
    "itself, without calling it.",
}


def cross_entropies(scores, truth):
    """What losses for classes make of the two: categorical and binary cross-entropy."""
    below = scores - scores.max(axis=-1, keepdims=True)
    log_shares = below - np.log(np.exp(below).sum(axis=-1, keepdims=True))
    binary = np.maximum(scores, 0) - scores * truth + np.log1p(np.exp(-abs(scores)))
    return -(truth * log_shares).sum(axis=-1).mean(), binary.mean()


def loss_mistakes(one, other):
    gap = np.float64(one) - np.float64(other)
    huber = np.where(abs(gap) < 1, gap**2 / 2, abs(gap) - 0.5).mean()
    hints = {
        "Question 39: this is the mean absolute error (L1); the mean squared error is wanted.": abs(gap).mean(),
        "Question 39: your loss adds up the squares; let it average them, which is its default.": (gap**2).sum(),
        "Question 39: you divide by the number of rows; the mean goes over every element.": (gap**2).sum() / len(gap),
        "Question 39: this is a smooth mixture of squared and absolute error; plain mean squared error is "
        "wanted.": huber,
        "Question 39: you take a root; the mean squared error has none.": np.sqrt((gap**2).mean()),
        "Question 39: you halve the mean squared error.": (gap**2).mean() / 2,
    }
    return {
        **{hint: np.asarray(value) for hint, value in hints.items()},
        "Question 39: your loss has one number for each element; let it average them, which is its default.": (
            lambda seen: seen.shape == gap.shape
        ),
        "Question 39: cross-entropy is a loss for classes; yields are numbers, and their squared error is wanted.": (
            lambda seen: any(same(seen, each) for each in cross_entropies(np.float64(one), np.float64(other)))
        ),
        "Question 39: calling `loss_fn` makes a loss module instead of a loss: bind `nn.MSELoss()`, with the "
        "brackets.": (lambda seen: getattr(seen, "kind", "").endswith("Loss")),
        "Question 38: the loss is a plain number, which no gradient can flow from.": (
            lambda seen: isinstance(seen, int | float)
        ),
    }


@pytest.mark.exercise("loss-function", questions=[38, 39], points=1, raised=LOSS_RAISED)
def test_loss_is_the_mean_squared_error(student, rng, expect):
    for shape in ((5, 2), (1, 3), (7,)):
        one, other = 3 * normal(rng, *shape), normal(rng, *shape)
        expect.close(
            student.call("loss_fn", student.tensor(one), student.tensor(other)),
            np.asarray(((np.float64(one) - np.float64(other)) ** 2).mean()),
            "the loss",
            mistakes=loss_mistakes(one, other),
        )


@pytest.mark.exercise("loss-function", questions=[38, 39], points=1, raised=LOSS_RAISED)
def test_gradients_flow_to_the_predictions(student, rng, expect):
    one, other = 3 * normal(rng, 6, 2), normal(rng, 6, 2)
    gap = np.float64(one) - np.float64(other)
    seen = student.probe("loss_gradients", "loss_fn", student.tensor(one), student.tensor(other), uses=["loss_fn"])
    expect.that(isinstance(seen, dict) and isinstance(seen["gradients"], list), "the loss should have gradients")
    of_form = {hint: evidence for hint, evidence in loss_mistakes(one, other).items() if callable(evidence)}
    expect.close(seen["loss"], np.asarray(0.0), "the loss", **ANY_VALUES, mistakes=of_form)
    expect_gradients(
        expect,
        seen["gradients"][:1],
        [2 * gap / gap.size],
        "the loss",
        "Question 38: the loss has lost its connection to the predictions, so nothing could be trained with it.",
        mistakes={
            "Question 39: the gradient is that of a sum; the loss averages over every element.": [2 * gap],
            "Question 39: the gradient is that of an absolute error; it does not grow with the miss.": (
                [np.sign(gap) / gap.size]
            ),
        },
    )


# optimizer

OPTIMIZER_RAISED = {
    "AttributeError": "Question 42: an optimizer is made for any model: ask it for `model.parameters()` "
    "instead of "
    "single attributes, and return the optimizer itself.",
    "TypeError": "Question 42: an optimizer wants parameters, not a model: give it `model.parameters()`.",
    "ValueError": "Question 42: an optimizer needs parameters to work on; `parameters()` can be used up only once.",
}


def sgd(start, slopes, lr, momentum=0.0, decay=0.0):
    """Parameters after each step of SGD with the given gradients."""
    at, speed, seen = np.float64(start), 0.0, []
    for slope in slopes:
        speed = momentum * speed + slope + decay * at
        at = at - lr * speed
        seen.append(at)
    return seen


def has_momentum(start, slopes, lr, seen):
    """Whether the first step is plain and the second goes on in the first one's direction as well."""
    first, second = np.float64(seen[0].array), np.float64(seen[1].array)
    if not same(seen[0], sgd(start, slopes, lr)[0]):
        return False
    extra, old = (first - second) / lr - slopes[1], np.float64(slopes[0])
    ratio = (extra * old).sum() / (old**2).sum()
    return ratio > 0.01 and np.allclose(extra, ratio * old, rtol=1e-2, atol=1e-2)


def has_decay(start, slope, lr, seen):
    extra, start = (start - np.float64(seen.array)) / lr - slope, np.float64(start)
    ratio = (extra * start).sum() / (start**2).sum()
    return ratio > 1e-3 and np.allclose(extra, ratio * start, rtol=1e-2, atol=1e-2)


def step_mistakes(names, starts, slopes, lr):
    """Evidence in {name: tensor} after one step; ``slopes`` are its gradients."""
    starts, slopes = dict(zip(names, starts, strict=True)), dict(zip(names, slopes, strict=True))

    def moved(factor):
        return {name: np.float64(starts[name]) - factor * slopes[name] for name in names}

    def stuck(seen):
        return [np.array_equal(seen[name].array, starts[name]) for name in names]

    return {
        "Question 40: a step leaves all parameters as they were; the optimizer must work on the given model's own.": (
            lambda seen: all(stuck(seen))
        ),
        "Question 42: a step moves only some of the parameters; give the optimizer all of `model.parameters()`.": (
            lambda seen: any(stuck(seen))
        ),
        "Question 41: your optimizer climbs; SGD goes against the gradient to make a loss small.": moved(-lr),
        "Question 43: your optimizer has a learning rate of its own; hand `lr` on to it.": (
            lambda seen: any(all(same(seen[name], moved(rate)[name]) for name in names) for rate in COMMON_RATES)
        ),
        "Question 41: every element moves by the same amount, whatever its gradient, as in Adam or Rprop; "
        "SGD moves by `lr` "
        "times the gradient.": lambda seen: all(
            np.allclose(np.ptp(abs(seen[name].array - starts[name])), 0, atol=1e-3) for name in names
        ),
        "Question 41: your optimizer also pulls the parameters toward zero (weight decay); plain SGD does not.": (
            lambda seen: all(has_decay(starts[name], slopes[name], lr, seen[name]) for name in names)
        ),
    }


def layer_steps(student, rng, expect, lr, count):
    """A layer's start, its gradients in ``count`` steps, and what it holds after each."""
    start = normal(rng, 2, 3), normal(rng, 2)
    slopes = [(normal(rng, 2, 3), normal(rng, 2)) for _ in range(count)]
    seen = student.probe(
        "optimizer_steps",
        *map(student.tensor, start),
        [[student.tensor(each) for each in slope] for slope in slopes],
        lr,
        uses=["make_optimizer"],
    )
    expect.that(isinstance(seen, list) and len(seen) == count, "the optimizer should take steps")
    return start, slopes, seen


@pytest.mark.exercise("optimizer", questions=[40, 41, 42, 43], points=2, raised=OPTIMIZER_RAISED)
def test_step_subtracts_lr_times_gradient(student, rng, expect):
    for lr in (0.3, 0.07):
        start, (slope,), (seen,) = layer_steps(student, rng, expect, lr, 1)
        expect.close(
            seen,
            {"weight": sgd(start[0], [slope[0]], lr)[0], "bias": sgd(start[1], [slope[1]], lr)[0]},
            "the parameters after a step",
            mistakes=step_mistakes(("weight", "bias"), start, slope, lr),
        )


@pytest.mark.exercise("optimizer", questions=[41], points=1, raised=OPTIMIZER_RAISED)
def test_steps_do_not_depend_on_earlier_ones(student, rng, expect):
    start = normal(rng, 2, 3), normal(rng, 2)
    nothing = [[student.tensor(np.zeros((2, 3))), student.tensor(np.zeros(2))]]
    seen = student.probe("optimizer_steps", *map(student.tensor, start), nothing, 50.0, uses=["make_optimizer"])
    expect.close(
        seen,
        [{"weight": np.float64(start[0]), "bias": np.float64(start[1])}],
        "the parameters after a step with gradients of zero",
        mistakes={
            "Question 41: your optimizer moves parameters although their gradients are zero (weight decay, an "
            "average?); plain SGD does nothing then.": lambda seen: is_tensor(seen[0]["weight"])
        },
    )
    lr = 0.2
    start, slopes, seen = layer_steps(student, rng, expect, lr, 4)
    of_weight, of_bias = zip(*slopes, strict=True)
    weights, biases = sgd(start[0], of_weight, lr), sgd(start[1], of_bias, lr)
    expect.close(
        seen,
        [{"weight": weight, "bias": bias} for weight, bias in zip(weights, biases, strict=True)],
        "the parameters after several steps",
        mistakes={
            "Question 41: your optimizer has momentum, so that each step goes on in the direction of the "
            "last ones; plain SGD "
            "looks at the present gradient alone.": lambda seen: has_momentum(
                start[0], of_weight, lr, [each["weight"] for each in seen]
            ),
            **{
                hint: (lambda seen, evidence=evidence: evidence(seen[0]))
                for hint, evidence in step_mistakes(("weight", "bias"), start, slopes[0], lr).items()
                if callable(evidence)
            },
        },
    )


@pytest.mark.exercise("optimizer", questions=[42], points=1, raised=OPTIMIZER_RAISED)
def test_every_parameter_of_any_model_is_moved(student, rng, expect):
    lr = 0.15
    layers = [(normal(rng, 4, 3), normal(rng, 4)), (normal(rng, 2, 4), normal(rng, 2))]
    starts = [each for layer in layers for each in layer]
    slopes = [normal(rng, *each.shape) for each in starts]
    seen = student.probe(
        "optimizer_on_layers",
        [[student.tensor(each) for each in layer] for layer in layers],
        [student.tensor(each) for each in slopes],
        lr,
        uses=["make_optimizer"],
    )
    expect.that(isinstance(seen, dict) and isinstance(seen["parameters"], list), "the optimizer should take a step")
    names = ("first weight", "first bias", "second weight", "second bias")
    expect.close(
        dict(zip(names, seen["parameters"], strict=False)),
        {name: sgd(start, [slope], lr)[0] for name, start, slope in zip(names, starts, slopes, strict=True)},
        "the parameters of a model with two layers after a step",
        mistakes=step_mistakes(names, starts, slopes, lr),
    )
    for each, start in zip(seen["gradients"], starts, strict=False):
        if each is not None:
            expect.close(each, np.zeros(start.shape), "a gradient after zero_grad()")


@pytest.mark.exercise("optimizer", questions=[41], points=1)
def test_letters_stand_for_three_words(student, expect):
    seen = student.value("sgd_stands_for")
    expect.that(
        isinstance(seen, str),
        "sgd_stands_for should be a string",
        "Question 41: put the three words into one string, with spaces between them.",
    )
    letters = re.sub("[^a-z]", "", seen.lower())
    hint = ""
    if "stochastic" not in letters:
        hint = "Question 41: the S is the word for chance: the rows of each batch are drawn at random."
    elif letters.startswith("stochastic") and "gradient" not in letters:
        hint = "Question 41: the G is what `backward()` computes."
    elif "descent" not in letters:
        hint = "Question 41: the D tells which way the loss is to go."
    elif sorted(letters) == sorted("stochasticgradientdescent"):
        hint = "Question 41: these are the words, but not in the order of the letters S, G, D."
    expect.that(letters == "stochasticgradientdescent", "sgd_stands_for does not hold the right words", hint)


# fit

FIT_START = 100.0
FIT_EPOCHS = 12
FIT_RATE = 0.12
FIT_ROWS, FIT_BATCH = 12, 3
FIT_LIMIT = 0.0025
"""Largest loss that a shuffled training may end with, from FIT_START.

benchmarks/calibrate_thresholds.py, 1000 seeds: right runs end between 0.0000696 and 0.000269, the best with half the
batches at 0.0222, with half the epochs at 0.0784, with a tenth of the rate at 30.9. A factor of at least 8.9 lies on
each side.
"""
FIT_FLOOR = 1e-7
"""Smallest loss that so many steps can lead to; the best right run of 1000 is 696 times as far from zero."""

FIT_RAISED = {
    "TypeError": "Question 44: a part is not used as it is handed in: `loss_fn(model(xb), yb)` gives the "
    "loss of a batch, "
    "`train_dl` is looped over, and `opt` has `step` and `zero_grad`.",
    "RuntimeError": "Question 44: `backward()` works once on each batch's loss: compute predictions and loss "
    "anew for every "
    "batch, from the model that is handed in.",
    "AttributeError": "Question 44: use the parts as they are handed in: the model and the loss are called, "
    "the loader is "
    "looped over, and the optimizer has `step` and `zero_grad`.",
    "IndexError": "Question 44: batches are pairs `(xb, yb)` that a loop over `train_dl` gives, whatever their size.",
    "ValueError": "Question 44: a loop over `train_dl` gives pairs `(xb, yb)`; loop over the loader itself.",
}


def fit_by_hand(
    start, table, batch_size, epochs, lr, *, momentum=0.0, reduction="mean", reset="batch", steps="all", batches=None
):
    """Weight and bias after training in batches, in the order of the table.

    ``reset``: gradients are reset before each "batch", each "epoch" or "never"; ``steps``: the optimizer steps for
    "all" batches or after the "last" of an epoch; ``batches``: a slice of each epoch's batches, None for all.
    """
    (w, b), (x, y) = start, table
    w, b = np.float64(w), np.float64(b)
    cuts = range(batch_size, len(x), batch_size)
    pieces = list(zip(np.split(x, cuts), np.split(y, cuts), strict=True))[batches or slice(None)]
    of_w, of_b, speed_w, speed_b = 0.0, 0.0, 0.0, 0.0
    for _ in range(epochs):
        if reset == "epoch":
            of_w, of_b = 0.0, 0.0
        for number, (xb, yb) in enumerate(pieces, start=1):
            if reset == "batch":
                of_w, of_b = 0.0, 0.0
            dw, db = mse_slopes(w, b, xb, yb, reduction)
            of_w, of_b = of_w + dw, of_b + db
            if steps == "all" or number == len(pieces):
                speed_w, speed_b = momentum * speed_w + of_w, momentum * speed_b + of_b
                w, b = w - lr * speed_w, b - lr * speed_b
    return {"weight": w, "bias": b}


def fit(student, expect, start, table, batch_size, epochs, decoy, **settings):
    """What ``fit`` makes of a layer (``weight``, ``bias``) and of the notebook's own model (``own``)."""
    settings = {"lr": 0.1, "momentum": 0.0, "reduction": "mean", "shuffle": False, **settings}
    seen = student.probe(
        "fitted",
        *map(student.tensor, (*start, *table)),
        batch_size,
        epochs,
        settings,
        *map(student.tensor, decoy),
        uses=["fit"],
    )
    expect.that(isinstance(seen, dict) and isinstance(seen["own"], dict), "fit should leave a trained model behind")
    return seen


def fit_problem(rng, rows, n_inputs, n_targets):
    """A start (weight, bias), a table (x, y), and another table of that form."""
    start = normal(rng, n_targets, n_inputs), normal(rng, n_targets)
    table, other = [(normal(rng, rows, n_inputs), normal(rng, rows, n_targets)) for _ in "12"]
    return start, table, other


def fit_mistakes(start, table, other, batch_size, epochs, own, **settings):
    """Evidence in {"weight", "bias"} after training; ``own`` is the notebook's own model after it."""
    settings = {"epochs": epochs, "lr": 0.1, "momentum": 0.0, "reduction": "mean", **settings}

    def after(table=table, batch_size=batch_size, **changes):
        return fit_by_hand(start, table, batch_size, **{**settings, **changes})

    def any_of(*changes):
        """Whether training with one of these changes would have led to where the model is."""

        def led_there(seen):
            places = (after(**each) for each in changes)
            return any(all(same(seen[name], place[name]) for name in place) for place in places)

        return led_there

    def is_least_squares(seen):
        with_ones = np.column_stack([table[0], np.ones(len(table[0]))])
        solved = np.linalg.lstsq(np.float64(with_ones), np.float64(table[1]), rcond=None)[0]
        return same(seen["weight"], solved[:-1].T) and same(seen["bias"], solved[-1])

    def unmoved(seen):
        return np.array_equal(seen["weight"].array, start[0]) and np.array_equal(seen["bias"].array, start[1])

    twice = tuple(repeated(part, batch_size) for part in table)
    return {
        "Question 44: `fit` trains the notebook's own `model` instead of the one that is handed in.": (
            lambda seen: unmoved(seen) and not unmoved(own)
        ),
        "Question 44: the model has not moved at all; go through every epoch, keep the gradients until "
        "`opt.step()` (no "
        "`zero_grad` between `backward()` and it), and use the model and the optimizer that are handed in.": unmoved,
        "Question 44: earlier batches' gradients leak into each step; without `opt.zero_grad()` for every "
        "batch they "
        "pile up.": any_of({"reset": "never"}, {"reset": "epoch"}),
        "Question 44: only the last batch of each epoch counts; `step()` belongs inside the loop over the batches.": (
            any_of({"batches": slice(-1, None)})
        ),
        "Question 44: only the first batch of each epoch counts; do not leave the loop early.": (
            any_of({"batches": slice(0, 1)})
        ),
        "Question 44: one batch of each epoch, the first or the last, is left out; train on all of them.": (
            any_of({"batches": slice(0, -1)}, {"batches": slice(1, None)})
        ),
        "Question 44: there is one step an epoch, with the gradients of all its batches; each batch deserves "
        "a step of "
        "its own.": any_of(
            {"steps": "last", "reset": "epoch"}, {"steps": "last", "reset": "never"}, {"batch_size": len(table[0])}
        ),
        "Question 44: each batch makes two steps; one is enough.": any_of({"table": twice}, {"lr": 2 * settings["lr"]}),
        "Question 44: one epoch is missing; `range(num_epochs)` already runs exactly `num_epochs` times.": (
            any_of(*[{"epochs": epochs - 1}] * (epochs > 1))
        ),
        "Question 44: one epoch too many; `range(num_epochs)` already runs exactly `num_epochs` times.": (
            any_of({"epochs": epochs + 1})
        ),
        "Question 44: the number of epochs is not the one that is handed in.": (
            any_of(*({"epochs": count} for count in (1, 10, 50, 100)))
        ),
        "Question 44: `fit` uses a loss of its own; call the `loss_fn` that is handed in.": (
            any_of(*({"reduction": name} for name in {"mean", "sum"} - {settings["reduction"]}))
        ),
        "Question 44: `fit` makes an optimizer of its own; use `opt`, with its learning rate and settings.": any_of(
            *({"lr": rate} for rate in COMMON_RATES),
            *({"lr": rate, "momentum": 0.0} for rate in (*COMMON_RATES, settings["lr"]) if settings["momentum"]),
        ),
        "Question 44: `fit` trains on the notebook's own `train_dl` instead of the loader that is handed in.": (
            any_of({"table": other})
        ),
        "Question 44: the parameters are the least-squares solution itself, not what these steps lead to; "
        "`fit` is to "
        "train.": is_least_squares,
    }


def repeated(array, batch_size):
    """The table with each of its batches twice in a row."""
    cuts = range(batch_size, len(array), batch_size)
    return np.concatenate([each for piece in np.split(array, cuts) for each in (piece, piece)])


def trained_as_by_hand(student, expect, problem, batch_size, epochs, **settings):
    start, table, other = problem
    seen = fit(student, expect, start, table, batch_size, epochs, other, **settings)
    options = {"lr": 0.1, **settings}
    expect.close(
        {"weight": seen["weight"], "bias": seen["bias"]},
        fit_by_hand(start, table, batch_size, epochs, **options),
        "the trained parameters",
        mistakes=fit_mistakes(*problem, batch_size, epochs, seen["own"], **options),
    )


@pytest.mark.exercise("fit", questions=[44], points=3, raised=FIT_RAISED)
def test_each_batch_makes_one_step(student, rng, expect):
    # In the second table the last batch is a short one.
    for rows, n_inputs, n_targets, size in ((12, 3, 2, 4), (7, 2, 1, 3), (3, 4, 3, 1)):
        problem = fit_problem(rng, rows, n_inputs, n_targets)
        trained_as_by_hand(student, expect, problem, size, 1, lr=0.15)


@pytest.mark.exercise("fit", questions=[44], points=2, raised=FIT_RAISED)
def test_each_epoch_goes_through_all_batches(student, rng, expect):
    # With the last rate the loss rises from epoch to epoch: that is no reason to stop.
    for rows, size, epochs, lr in ((9, 3, 3, 0.06), (8, 3, 12, 0.06), (6, 2, 4, 1.5)):
        trained_as_by_hand(student, expect, fit_problem(rng, rows, 3, 2), size, epochs, lr=lr)


@pytest.mark.exercise("fit", questions=[44], points=2, raised=FIT_RAISED)
def test_loss_and_optimizer_are_those_handed_in(student, rng, expect):
    for settings in ({"reduction": "sum", "lr": 0.012}, {"momentum": 0.7, "lr": 0.05}):
        trained_as_by_hand(student, expect, fit_problem(rng, 6, 3, 2), 2, 3, **settings)


def even_table(rng, rows, columns):
    """Inputs of mean 0, deviation 1 and no correlation: every weight is learned at about the same pace."""
    random = np.column_stack([np.ones(rows), rng.standard_normal((rows, columns))])
    return np.linalg.qr(random)[0][:, 1:] * np.sqrt(rows)


def fit_task(rng, n_inputs=3, n_targets=2):
    """A start (weight, bias) whose loss is FIT_START on a table (x, y) that some linear model fits exactly."""
    x = even_table(rng, FIT_ROWS, n_inputs)
    weight, bias = rng.standard_normal((n_targets, n_inputs)), rng.standard_normal(n_targets)
    away = rng.standard_normal((n_targets, n_inputs + 1))
    away *= np.sqrt(FIT_START * n_targets / (away**2).sum())
    y = x @ (weight + away[:, 1:]).T + bias + away[:, 0]
    return tuple(each.astype(np.float32) for each in (weight, bias, x, y))


@pytest.mark.exercise("fit", questions=[44], points=3, raised=FIT_RAISED)
def test_shuffled_batches_make_the_loss_small(student, rng, expect):
    weight, bias, x, y = fit_task(rng)
    other = fit_task(rng)[2:]
    seen = fit(student, expect, (weight, bias), (x, y), FIT_BATCH, FIT_EPOCHS, other, lr=FIT_RATE, shuffle=True)
    reads = seen["reads"]
    expect.that(
        isinstance(reads, int) and reads >= FIT_EPOCHS * FIT_ROWS,
        "the loader is not looped over in every epoch",
        "Question 44: the batches are not taken from the loader anew in every epoch; loop over `train_dl` inside the "
        "loop over the epochs, so that it can shuffle each time.",
    )
    seen = {name: seen[name] for name in ("weight", "bias")}
    form = {"weight": np.zeros(weight.shape), "bias": np.zeros(bias.shape)}
    expect.close(seen, form, "the trained parameters", **ANY_VALUES)
    loss = ((np.float64(x) @ np.float64(seen["weight"].array).T + seen["bias"].array - y) ** 2).mean()
    hint = ""
    if loss > FIT_START * 0.99:
        hint = (
            "Question 44: the loss is as large as before; the steps must reach the model that is handed in, "
            "on the batches "
            "that are handed in."
        )
    elif loss > FIT_LIMIT:
        hint = (
            "Question 44: the loss has not fallen far enough: for every batch of every epoch, take a step "
            "with the gradients "
            "of that batch alone and the optimizer that is handed in."
        )
    expect.that(loss <= FIT_LIMIT, "the loss is still too large after training", hint)
    expect.that(
        loss >= FIT_FLOOR,
        "the loss is smaller than so many steps can make it",
        "Question 44: the model ends nearer to the perfect fit than one plain step for each batch can bring "
        "it; take no more "
        "than that, and no shortcut to the solution.",
    )


# predict-yield

YIELD_RAISED = {
    "RuntimeError": "Question 45: the layer wants a float32 tensor with three numbers in a row: give "
    "`torch.tensor` the "
    "dtype, since whole numbers alone make an integer tensor, and detach before NumPy.",
    "TypeError": "Question 45: the model is called with one tensor that holds the three numbers, not with the numbers.",
    "AttributeError": "Question 45: the model is called with a tensor, not a list, and two numbers come out "
    "of the tensor "
    "that it returns: `.tolist()` or `.item()`.",
    "ValueError": "Question 45: the model's answer for one region has shape (1, 2): take its row before you "
    "take it apart.",
}


def yield_mistakes(weight, bias, own_weight, own_bias, region):
    def answer(weight, bias, region):
        return tuple(float(each) for each in np.float64(weight) @ np.asarray(region, np.float64) + bias)

    wanted = answer(weight, bias, region)
    temp, rainfall, humidity = region
    orders = [
        (rainfall, temp, humidity),
        (temp, humidity, rainfall),
        (humidity, rainfall, temp),
        (rainfall, humidity, temp),
        (humidity, temp, rainfall),
    ]
    return {
        "Question 45: these are tensors; two plain numbers are wanted: `.item()` or `.tolist()`.": (
            lambda seen: is_tensor(seen) or any(map(is_tensor, seen))
        ),
        "Question 45: two plain numbers are wanted, `(apples, oranges)`, not an array.": (
            lambda seen: isinstance(seen, np.ndarray)
        ),
        "Question 45: you return nothing.": lambda seen: seen is None,
        "Question 45: a single number comes back; the model predicts apples and oranges.": (
            lambda seen: isinstance(seen, int | float) or len(seen) == 1
        ),
        "Question 45: apples and oranges have changed places; the model's first output is apples.": wanted[::-1],
        "Question 45: the inputs are in another order; the model knows temperature, rainfall, humidity.": (
            lambda seen: any(np.allclose(seen, answer(weight, bias, order), rtol=1e-4) for order in orders)
        ),
        "Question 45: you ask the notebook's own model instead of the one that is handed in.": (
            answer(own_weight, own_bias, region)
        ),
        "Question 45: you round the yields; give them as the model predicts them.": (
            lambda seen: np.allclose(seen, wanted, rtol=0, atol=0.51) and all(each == round(each, 1) for each in seen)
        ),
        "Question 45: your inputs lose their decimals on the way to the model.": (
            answer(weight, bias, [int(each) for each in region])
        ),
    }


def region_of(rng):
    return [float(each) for each in rng.uniform((60, 40, 30), (110, 140, 75))]


def asked(student, rng, expect, region):
    # All positive: sums that cancel would leave a number that float32 knows to few digits only.
    weights = [abs(normal(rng, *shape)) + np.float32(0.1) for shape in ((2, 3), (2,), (2, 3), (2,))]
    expect.close(
        student.probe("yields", *map(student.tensor, weights), region, uses=["predict_yield"]),
        tuple(float(each) for each in np.float64(weights[0]) @ np.float64(region) + weights[1]),
        "(apples, oranges)",
        mistakes=yield_mistakes(*weights, region),
    )


@pytest.mark.exercise("predict-yield", questions=[45], points=1, raised=YIELD_RAISED)
def test_given_model_is_asked(student, rng, expect):
    for _ in range(2):
        asked(student, rng, expect, region_of(rng))


@pytest.mark.exercise("predict-yield", questions=[45], points=1, raised=YIELD_RAISED)
def test_whole_numbers_are_fine(student, rng, expect):
    for _ in range(2):
        asked(student, rng, expect, [int(each) for each in region_of(rng)])
