"""Hidden checks of 02-built-ins. Layer, loss and optimizer: linear-layer, loss-function, optimizer."""

import re

import numpy as np
import pytest

from oracles import (
    ANY_DTYPE,
    ANY_VALUES,
    COMMON_RATES,
    expect_gradients,
    is_tensor,
    mse_slopes,
    normal,
    plain,
    same,
)

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


LARGEST_OUTPUT = 1000.0
"""Of a new model at the inputs here: with parameters of size 1 it is 200 at most. What is larger could hide a bend."""


def outputs_of(expect, seen, rows, n_inputs, n_targets):
    """The outputs of a new model, in float64."""
    form = np.zeros((rows, n_targets))
    expect.close(seen, form, "the outputs", **ANY_VALUES, mistakes=form_mistakes(rows, n_inputs, n_targets))
    expect.that(
        bool(abs(seen.array).max() < LARGEST_OUTPUT),
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
        x = np.vstack([corners(n_inputs), 10 * normal(rng, 30, n_inputs)])
        seen = student.probe("layer_outputs", n_inputs, n_targets, student.tensor(x), uses=["make_model"])
        weight, bias = weights_from(outputs_of(expect, seen, len(x), n_inputs, n_targets)[: n_inputs + 1])
        expect.close(
            seen,
            np.float64(x) @ weight.T + bias,
            "the outputs as a function of the inputs",
            rtol=0,
            atol=1e-4 * float(abs(x).max()),
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
    points=1,
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
            seen = plain({key: value for key, value in seen.items() if key in wanted})
        expect.close(seen, wanted, "the description", mistakes=description_mistakes(n_inputs, n_targets, seen))


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
            **ANY_DTYPE,
        )


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
    expect.parts(seen, [{"weight": None, "bias": None}] * count, "the optimizer should take steps")
    return start, slopes, seen


@pytest.mark.exercise("optimizer", questions=[40, 41, 42, 43], points=1, raised=OPTIMIZER_RAISED)
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
    form = {"parameters": [None] * len(starts), "gradients": [None] * len(starts)}
    expect.parts(seen, form, "the optimizer should take a step")
    names = ("first weight", "first bias", "second weight", "second bias")
    expect.close(
        dict(zip(names, seen["parameters"], strict=True)),
        {name: sgd(start, [slope], lr)[0] for name, start, slope in zip(names, starts, slopes, strict=True)},
        "the parameters of a model with two layers after a step",
        mistakes=step_mistakes(names, starts, slopes, lr),
    )
    for each, start in zip(seen["gradients"], starts, strict=True):
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
