"""Hidden checks of 02-built-ins. Layer, loss and optimizer: linear-layer, loss-function, optimizer."""

import re

import numpy as np
import pytest

from oracles import (
    ANY_DTYPE,
    ANY_VALUES,
    COMMON_RATES,
    Step,
    expect_gradients,
    in_round_numbers,
    is_tensor,
    mse_slopes,
    normal,
    plain,
    same,
    unmoved,
)

# linear-layer

LAYER_RAISED = {
    "RuntimeError": "Question 36: this raises a RuntimeError: the model does not take float32 inputs of shape "
    "(n, n_inputs). `nn.Linear` wants the number of inputs first, then that of targets, and its "
    "dtype is best left alone.",
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


LARGEST_OUTPUT = 100.0
"""Of a new model at the corners: with parameters of size 1 it is 10 at most. What is larger could hide a bend."""


def outputs_of(expect, seen, rows, n_inputs, n_targets):
    """The outputs of a new model, in float64."""
    form = np.zeros((rows, n_targets))
    expect.close(seen, form, "the outputs", **ANY_VALUES, mistakes=form_mistakes(rows, n_inputs, n_targets))
    expect.that(
        bool(abs(seen.array[: n_inputs + 1]).max() < LARGEST_OUTPUT),
        "the outputs of a new model are very large",
        "Question 36: leave the weights and the bias of a new layer as `nn.Linear` draws them: small.",
    )
    return np.float64(seen.array)


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
        # Inputs of every size, those of the crops among them: a bend could lie anywhere.
        sizes = np.float32(10) ** rng.uniform(0, 4, (60, 1)).astype(np.float32)
        x = np.vstack([corners(n_inputs), sizes * normal(rng, 60, n_inputs)])
        seen = student.probe("layer_outputs", n_inputs, n_targets, student.tensor(x), uses=["make_model"])
        outputs = outputs_of(expect, seen, len(x), n_inputs, n_targets)
        weight, bias = weights_from(outputs[: n_inputs + 1])
        off = abs(outputs - (np.float64(x) @ weight.T + bias)) / (1 + abs(x).sum(axis=1, keepdims=True))
        expect.that(
            bool(off.max() <= 1e-5 * max(abs(weight).max(), abs(bias).max())),
            "the outputs are no linear function of the inputs",
            "Question 36: your model bends or changes its outputs (a ReLU, a limit, rounding, dropout, a "
            "normalisation?). A linear layer alone is the weighted sum plus bias, for inputs of any size.",
        )


@pytest.mark.exercise("linear-layer", questions=[30, 36], points=1, raised=LAYER_RAISED)
def test_weights_and_bias_are_trained(student, rng, expect):
    n_inputs, n_targets, lr = 4, 3, 0.3
    at = corners(n_inputs)
    x, y = normal(rng, 6, n_inputs), normal(rng, 6, n_targets)
    seen = student.probe("layer_step", n_inputs, n_targets, *map(student.tensor, (at, x, y)), lr, uses=["make_model"])
    names = ("before", "after", "other before", "other after")
    expect.parts(seen, dict.fromkeys(names), "a step should leave a model behind")
    for name in names:
        outputs_of(expect, seen[name], len(at), n_inputs, n_targets)
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
            "Question 30: training cannot change your model: `parameters()` must yield its weight and bias, they must "
            "require gradients, and nothing on the way to the outputs (`detach`, rounding) may cut these off.": outputs(
                weight, bias
            ),
            "Question 36: a step of training does not move your model as it moves a single linear layer, which has one "
            "weight for each input and target, and one bias for each target.": is_tensor,
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
    points=1,
    raised={
        "AttributeError": "Question 37: this raises an AttributeError: a linear layer has `weight` and `bias`, and "
        "each of these has `shape` and `numel()`.",
        "TypeError": "Question 37: this raises a TypeError: `weight` and `bias` are attributes that are not called, "
        "and `parameters()` is a generator, which has no length and no items by number.",
    },
)
def test_layer_is_described(student, rng, expect):
    # The last two have zeros, and numbers that are equal.
    for n_inputs, n_targets, whole in ((3, 2, False), (7, 1, False), (2, 5, True), (40, 30, True)):
        held = normal(rng, n_targets, n_inputs), normal(rng, n_targets)
        if whole:
            held = np.round(held[0]), np.zeros_like(held[1])
        seen = student.probe("description", *map(student.tensor, held), uses=["describe"])
        expect.parts(seen, {"description": None, "weight": None, "bias": None}, "a description should come back")
        wanted = {
            "weight": (n_targets, n_inputs),
            "bias": (n_targets,),
            "parameters": n_targets * (n_inputs + 1),
        }
        found = seen["description"]
        if isinstance(found, dict):
            found = plain({key: value for key, value in found.items() if key in wanted})
        expect.close(found, wanted, "the description", mistakes=description_mistakes(n_inputs, n_targets, whole))
        expect.that(
            unmoved(dict(zip(("weight", "bias"), held, strict=True)))(seen),
            "the layer that was handed in is not what it was",
            "Question 37: describing a layer only looks at it; leave its weight and bias as they are.",
        )


def description_mistakes(n_inputs, n_targets, whole):
    return {
        "Question 37: what you returned for one layer changes when another is described; make a new dictionary at each "
        "call.": {"weight": (1, 1), "bias": (1,), "parameters": 2},
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
        "Question 37: the shape of the bias is not that of the layer's own; it has one number for each target.": (
            lambda seen: tuple(seen["bias"]) != (n_targets,)
        ),
        "Question 37: your count depends on the numbers that a layer holds; zeros and equal ones count like all "
        "others.": lambda seen: whole and 0 < seen["parameters"] < n_targets * (n_inputs + 1),
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


# loss-function

LOSS_RAISED = {
    "RuntimeError": "Question 39: this raises a RuntimeError: either `loss_fn` is the class `nn.MSELoss`, of which a "
    "loss is made by `nn.MSELoss()`, or it computes with tensors of any shape in a way that does not go. The function "
    "`F.mse_loss` does all of it.",
    "TypeError": "Question 39: this raises a TypeError: `loss_fn` is not something to be called with predictions and "
    "targets. Bind the function itself, without calling it.",
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
    # Errors as large as those of an untrained model of the crops, and as small as those of a very good one.
    for shape, size in (((5, 2), 1.0), ((1, 3), 1.0), ((7,), 1.0), ((40, 6), 1.0), ((5, 2), 100.0), ((5, 2), 1e-3)):
        one, other = size * 3 * normal(rng, *shape), size * normal(rng, *shape)
        seen = student.probe("loss_of", student.tensor(one), student.tensor(other), uses=["loss_fn"])
        expect.parts(seen, {"loss": None, "given": [None, None]}, "a loss should come back")
        right = np.asarray(((np.float64(one) - np.float64(other)) ** 2).mean())
        mistakes = loss_mistakes(one, other) | {
            "Question 39: your loss is rounded; give it as it is computed.": (
                lambda seen, size=size: size == 1 and in_round_numbers(seen.array)
            ),
            OF_SIZE[size]: lambda seen: seen.shape == (),
        }
        expect.close(seen["loss"], right, "the loss", rtol=1e-5, atol=0, mistakes=mistakes, **ANY_DTYPE)
        expect.that(
            unmoved({0: one, 1: other})(seen["given"]),
            "the tensors that were handed in are not what they were",
            "Question 39: your loss writes into the predictions or the targets; a loss only looks "
            "at what is handed in.",
        )


OF_SIZE = {
    1.0: "Question 39: this is not the mean of the squared errors and nothing else; PyTorch's own loss does all of it.",
    100.0: "Question 39: where predictions are far off, as those of an untrained model, your loss is not the mean "
    "squared error; large errors count in full, with no limit and no other rule.",
    1e-3: "Question 39: where predictions are very close, your loss is not the mean squared error; it is not rounded, "
    "has nothing added to it and no smallest value.",
}
"""What is wrong where it was right with errors of the sizes before."""


@pytest.mark.exercise("loss-function", questions=[38, 39], points=1, raised=LOSS_RAISED)
def test_gradients_flow_to_the_predictions(student, rng, expect):
    one, other = 3 * normal(rng, 6, 2), normal(rng, 6, 2)
    gap = np.float64(one) - np.float64(other)
    seen = student.probe("loss_gradients", "loss_fn", student.tensor(one), student.tensor(other), uses=["loss_fn"])
    expect.parts(seen, {"loss": None, "gradients": [None, None]}, "the loss should have gradients")
    of_form = {hint: evidence for hint, evidence in loss_mistakes(one, other).items() if callable(evidence)}
    expect.close(seen["loss"], np.asarray(0.0), "the loss", **ANY_VALUES, **ANY_DTYPE, mistakes=of_form)
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
    "AttributeError": "Question 42: this raises an AttributeError: an optimizer is made for any model, so ask it for "
    "`model.parameters()` instead of single attributes, and return the optimizer itself, with its "
    "`step` and `zero_grad`.",
    "TypeError": "Question 42: this raises a TypeError: an optimizer is made of `model.parameters()`, not of a model; "
    "it is returned made, not as a class; and SGD's `step()` needs no arguments, as that of others does.",
    "ValueError": "Question 42: this raises a ValueError: an optimizer needs parameters to work on (`parameters()` can "
    "be used up only once) and settings that go together, and it is returned made, not as a class.",
}


def sgd(start, slopes, lr, momentum=0.0, decay=0.0):
    """Parameters after each step of SGD with the given gradients."""
    at, speed, seen = np.float64(start), 0.0, []
    for slope in slopes:
        speed = momentum * speed + slope + decay * at
        at = at - lr * speed
        seen.append(at)
    return seen


def second_step(start, slopes, lr, seen):
    """The second step's weights for both gradients, which are 0 and 1 for plain SGD; None if there are none."""
    first, second = (np.float64(each.array) for each in seen[:2])
    one, other = (np.float64(each).ravel() for each in slopes[:2])
    gone = (first - second).ravel() / lr
    weights = np.linalg.lstsq(np.column_stack([one, other]), gone, rcond=None)[0]
    fits = np.allclose(weights[0] * one + weights[1] * other, gone, rtol=0, atol=1e-3 * abs(gone).max())
    return weights if fits and same(seen[0], sgd(start, slopes, lr)[0]) else None


def step_mistakes(names, starts, slopes, lr):
    """Evidence in {name: tensor} after one step; ``slopes`` are its gradients."""
    starts, slopes = dict(zip(names, starts, strict=True)), dict(zip(names, slopes, strict=True))

    def step(seen):
        return Step(starts, slopes, seen, lr)

    def stuck(seen):
        return [np.array_equal(seen[name].array, starts[name]) for name in names]

    def has_rate(seen, rate):
        times = step(seen).times()
        return times is not None and abs(times * lr / rate - 1) < 1e-3

    return {
        "Question 40: a step leaves all parameters as they were; the optimizer must work on the given model's own.": (
            lambda seen: all(stuck(seen))
        ),
        "Question 42: a step moves only some of the parameters; give the optimizer all of `model.parameters()`.": (
            lambda seen: any(stuck(seen))
        ),
        "Question 41: your optimizer climbs; SGD goes against the gradient to make a loss small.": (
            lambda seen: abs(step(seen).times() + 1) < 1e-3
        ),
        "Question 43: your optimizer has a learning rate of its own; hand `lr` on to it, whatever it is.": (
            lambda seen: any(has_rate(seen, rate) for rate in COMMON_RATES)
        ),
        "Question 43: your optimizer's learning rate is a multiple of `lr`; hand `lr` on to it as it is.": (
            lambda seen: any(has_rate(seen, times * lr) for times in (0.01, 0.1, 0.5, 2, 10, 100))
        ),
        "Question 41: your optimizer also pulls the parameters toward zero (weight decay); plain SGD does not.": (
            lambda seen: step(seen).is_pulled()
        ),
        "Question 41: your optimizer goes the right way, but the step is not `lr` times the gradient. It is longer "
        "with Nesterov momentum, shorter where gradients are clipped, and either where `lr` is changed; plain SGD has "
        "none of these.": lambda seen: step(seen).times() is not None,
        "Question 41: your optimizer clips large gradients; plain SGD takes them as they are.": (
            lambda seen: step(seen).is_clamped()
        ),
        "Question 41: every element moves by the same amount, whatever its gradient, as in Adam or Rprop; SGD moves by "
        "`lr` times the gradient.": lambda seen: step(seen).is_even(),
        "Question 41: a step is not `lr` times the gradient for every element of every parameter; plain SGD does "
        "nothing else, neither round nor limit.": lambda seen: all(map(is_tensor, seen.values())),
    }


def after_steps(starts, slopes, lr):
    """Each parameter after SGD's steps, and how far it may be from there: in float32, no more than its last digits."""
    places = [sgd(start, each, lr) for start, each in zip(starts, slopes, strict=True)]
    reach = [abs(start).max() + lr * np.abs(each).sum(axis=0).max() for start, each in zip(starts, slopes, strict=True)]
    return places, 2e-6 * float(max(reach))


def layer_steps(student, rng, expect, lr, count, size=1.0):
    """A layer's start, the gradients of weight and bias in ``count`` steps, and what it holds after each."""
    start = normal(rng, 2, 3), normal(rng, 2)
    slopes = [(size * normal(rng, 2, 3), size * normal(rng, 2)) for _ in range(count)]
    seen = student.probe(
        "optimizer_steps",
        *map(student.tensor, start),
        [[student.tensor(each) for each in slope] for slope in slopes],
        lr,
        uses=["make_optimizer"],
    )
    expect.parts(seen, [{"weight": None, "bias": None}] * count, "the optimizer should take steps")
    return start, list(zip(*slopes, strict=True)), seen


PARTS = ("weight", "bias")


@pytest.mark.exercise("optimizer", questions=[40, 41, 42, 43], points=1, raised=OPTIMIZER_RAISED)
def test_step_subtracts_lr_times_gradient(student, rng, expect):
    # Two models with one rate; larger gradients and a smaller rate than the crops have; and one that goes far away.
    for lr, size in ((0.3, 1.0), (0.3, 1.0), (1e-6, 1e5), (3.0, 300.0)):
        start, slopes, (seen,) = layer_steps(student, rng, expect, lr, 1, size)
        places, off = after_steps(start, slopes, lr)
        expect.close(
            seen,
            dict(zip(PARTS, (place for (place,) in places), strict=True)),
            "the parameters after a step",
            rtol=0,
            atol=off,
            mistakes=step_mistakes(PARTS, start, [slope for (slope,) in slopes], lr),
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
        rtol=0,
        atol=0,
        mistakes={
            "Question 41: your optimizer moves parameters although their gradients are zero (weight decay, an "
            "average?); plain SGD does nothing then.": lambda seen: is_tensor(seen[0]["weight"])
        },
    )
    lr = 0.2
    start, slopes, seen = layer_steps(student, rng, expect, lr, 6)
    places, off = after_steps(start, slopes, lr)

    def weights(seen):
        return second_step(start[0], slopes[0], lr, [each["weight"] for each in seen])

    first = step_mistakes(PARTS, start, [each[0] for each in slopes], lr)
    expect.close(
        seen,
        [dict(zip(PARTS, place, strict=True)) for place in zip(*places, strict=True)],
        "the parameters after several steps",
        rtol=0,
        atol=off,
        mistakes={
            "Question 41: your optimizer has momentum, so that each step goes on in the direction of the last ones; "
            "plain SGD looks at the present gradient alone.": lambda seen: abs(weights(seen)[0]) > 0.01,
            **{hint: (lambda seen, evidence=evidence: evidence(seen[0])) for hint, evidence in first.items()},
            "Question 41: later steps are longer or shorter than the first; plain SGD keeps its learning rate.": (
                lambda seen: weights(seen) is not None
            ),
        },
    )
    expect_steady(student, rng, expect)


MANY_STEPS = 1100


def expect_steady(student, rng, expect):
    """Whether each of many steps goes as far as the first; float32 has all of these numbers exactly."""
    lr = 2.0**-6
    start, slope = ([rng.integers(1, 9, shape).astype(np.float32) for shape in ((2, 3), 2)] for _ in "12")
    arguments = [*map(student.tensor, start), [list(map(student.tensor, slope))], lr, MANY_STEPS]
    seen = student.probe("optimizer_steps", *arguments, uses=["make_optimizer"])
    expect.parts(seen, [{"weight": None, "bias": None}], "the optimizer should take steps")
    places = [np.float64(one) - MANY_STEPS * lr * each for one, each in zip(start, slope, strict=True)]
    expect.close(
        seen[0],
        dict(zip(PARTS, places, strict=True)),
        "the parameters after many steps",
        rtol=1e-5,
        mistakes={
            "Question 41: the first steps are right, and after many of them your optimizer goes on with longer or "
            "shorter ones, or with none; plain SGD keeps its learning rate for good.": lambda seen: True
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
    form = {"parameters": [None] * len(starts), "gradients": [None] * len(starts)}
    expect.parts(seen, form, "the optimizer should take a step")
    names = ("first weight", "first bias", "second weight", "second bias")
    places, off = after_steps(starts, [[slope] for slope in slopes], lr)
    expect.close(
        dict(zip(names, seen["parameters"], strict=True)),
        dict(zip(names, (place for (place,) in places), strict=True)),
        "the parameters of a model with two layers after a step",
        rtol=0,
        atol=off,
        mistakes=step_mistakes(names, starts, slopes, lr),
    )
    for each, start in zip(seen["gradients"], starts, strict=True):
        if each is not None:
            expect.close(
                each,
                np.zeros(start.shape),
                "a gradient after zero_grad()",
                mistakes={
                    "Question 40: `zero_grad()` of your optimizer leaves gradients behind; that of `torch.optim.SGD` "
                    "resets those of every parameter.": is_tensor
                },
            )


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
