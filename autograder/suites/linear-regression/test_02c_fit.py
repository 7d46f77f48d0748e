"""Hidden checks of 02-built-ins. Training in batches: fit, predict-yield."""

import numpy as np
import pytest

from oracles import (
    COMMON_RATES,
    Step,
    in_round_numbers,
    is_tensor,
    linear_task,
    mean_squared_error,
    normal,
    unmoved,
)

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
FIT_OFF = 5e-6
"""How far a parameter may be from where these batches lead, relative to the largest.

benchmarks/calibrate_thresholds.py, 1000 seeds: float32 costs 4.5e-7 of it at most; the same rows in other batches end
3.4e-5 away at least. A factor of 11 lies on the one side, of 6.8 on the other. It holds for the smaller problems, too,
in which float32 costs 2.9e-7 at most.
"""

RISING_EPOCHS = 130
RISING_RATE = 2.02
"""On an even table of two targets each step then goes 1.02 of the way too far, to the other side of the optimum."""
RISING_OFF = 1e-4
"""As FIT_OFF: over 150 seeds, float32 costs 6.8e-6 at most."""

FIT_RAISED = {
    "TypeError": "Question 44: this raises a TypeError, so something is used as what it is not: `loss_fn(preds, yb)` "
    "takes predictions and targets, `train_dl` is looped over, and `opt.step()` and "
    "`opt.zero_grad()` need no arguments.",
    "RuntimeError": "Question 44: this raises a RuntimeError: `backward()` is called on a loss that is detached or was "
    "used before, or predictions and targets have shapes that do not go together. Compute `loss_fn(model(xb), yb)` "
    "anew for every batch, and check that these are the names of your own loop.",
    "AttributeError": "Question 44: this raises an AttributeError, so something is asked for what it does not have. "
    "The model may be of any kind (without a `weight` of its own), a loss must be a tensor as long as `backward()` is "
    "to come, and the optimizer has `step` and `zero_grad`.",
    "NameError": "Question 44: a name in `fit` is not defined; use the five arguments and the names of your own loops.",
    "UnboundLocalError": "Question 44: a name in `fit` is used before it has a value; with no epochs at all, nothing "
    "inside the loops is ever bound.",
    "IndexError": "Question 44: something is taken by a number that is not there; a loop over `train_dl` gives pairs "
    "`(xb, yb)`, of any number of rows.",
    "ValueError": "Question 44: this raises a ValueError: something is unpacked into more names than it has parts, or "
    "into fewer, or cannot be worked with as it is. Loop over the loader itself, and take its pairs "
    "`(xb, yb)` as they are.",
}

LOPSIDED = 4.0
"""How much more an error counts above the target, in the loss that tells predictions from targets."""


def lopsided(gap):
    return 2 * np.where(gap > 0, LOPSIDED, 1) * gap / gap.size


SLOPES = {
    "mean": lambda preds, y: 2 * (preds - y) / y.size,
    "sum": lambda preds, y: 2 * (preds - y),
    "absolute": lambda preds, y: np.sign(preds - y) / y.size,
    "lopsided": lambda preds, y: lopsided(preds - y),
    "lopsided, of (targets, predictions)": lambda preds, y: -lopsided(y - preds),
    "mean, of squeezed predictions": lambda preds, y: 2 * (preds - y.mean(axis=0)) / y.size,
}
"""Derivatives of losses by the predictions."""


def replay(
    start,
    table,
    batch_size,
    epochs,
    lr,
    *,
    momentum=0.0,
    loss="mean",
    orders=(),
    reset="batch",
    steps="all",
    batches=None,
    times=1,
    factors=(1.0, 1.0),
):
    """Weight and bias before training in batches and after each step, as {"weight", "bias"}.

    ``orders``: the rows in the order of each epoch, in turn; that of the table where there are none. ``reset``:
    gradients are reset before each "batch", each "epoch" or "never"; ``steps``: the optimizer steps for "all" batches
    or after the "last" of an epoch; ``batches``: a slice of each epoch's batches, None for all; ``times``: how often
    each batch comes in a row; ``factors``: of the gradients of weight and bias.
    """
    at, (x, y) = [np.float64(each) for each in start], table
    orders = orders or [range(len(x))]
    piled, speed = [0.0, 0.0], [0.0, 0.0]
    yield dict(zip(PARTS, at, strict=True))
    for epoch in range(epochs):
        order = list(orders[epoch % len(orders)])
        rows = [order[first : first + batch_size] for first in range(0, len(order), batch_size)][batches or slice(None)]
        rows = [each for each in rows for _ in range(times)]
        for number, each in enumerate(rows, start=1):
            if reset == "batch" or (reset == "epoch" and number == 1):
                piled = [0.0, 0.0]
            toward = SLOPES[loss](np.float64(x[each]) @ at[0].T + at[1], np.float64(y[each]))
            slopes = factors[0] * toward.T @ x[each], factors[1] * toward.sum(axis=0)
            piled = [old + new for old, new in zip(piled, slopes, strict=True)]
            if steps == "all" or number == len(rows):
                speed = [momentum * old + new for old, new in zip(speed, piled, strict=True)]
                at = [old - lr * change for old, change in zip(at, speed, strict=True)]
                yield dict(zip(PARTS, at, strict=True))


PARTS = ("weight", "bias")


def fit_by_hand(*arguments, **settings):
    """Weight and bias after training, of what ``replay`` says."""
    return list(replay(*arguments, **settings))[-1]


def held(seen):
    """The numbers of a weight and a bias that were observed."""
    return {name: np.float64(seen[name].array) for name in PARTS}


def off(start, there, share):
    """How far a parameter may be from where it should be: a share of the largest, at the start or there."""
    return share * max(float(abs(each).max()) for each in (*start, *there.values()))


PLAIN = {"lr": 0.1, "momentum": 0.0, "loss": "mean", "orders": []}


def fit(student, expect, problem, batch_size, epochs, nested=False, **settings):
    """What ``fit`` makes of a layer: {"weight", "bias"}; what became of the notebook's own; and of the optimizer."""
    start, table, other = problem
    seen = student.probe(
        "fitted",
        *map(student.tensor, (*start, *table)),
        batch_size,
        epochs,
        {**PLAIN, **settings, "nested": nested, "lopsided": LOPSIDED},
        *map(student.tensor, other),
        uses=["fit"],
    )
    layer = {"weight": None, "bias": None}
    seen = expect.parts(
        seen, {"layer": layer, "own": layer, "optimizer": None}, "fit should leave a trained model behind"
    )
    return seen["layer"], seen["own"], seen["optimizer"]


def fit_problem(rng, rows, n_inputs, n_targets, size=1.0):
    """A start (weight, bias), a table (x, y), and another table of that form; parameters and targets of one size."""
    start = size * normal(rng, n_targets, n_inputs), size * normal(rng, n_targets)
    table, other = [(normal(rng, rows, n_inputs), size * normal(rng, rows, n_targets)) for _ in "12"]
    return start, table, other


def crop_problem(rng, rows):
    """The same with numbers as large as those of the crops, and predictions that are far below every target."""
    weight, bias = -0.5 - abs(normal(rng, 2, 3)), normal(rng, 2)
    pairs = [(rng.uniform(40, 140, (rows, 3)), rng.uniform(20, 140, (rows, 2))) for _ in "12"]
    table, other = [tuple(np.float32(each) for each in pair) for pair in pairs]
    return (weight, bias), table, other


def even_problem(rng, rows):
    """The same with a table on which a step with all the rows takes ``lr`` of the way to the best parameters."""
    (weight, bias, *table), (_, _, *other) = [linear_task(rng, rows, 1.0) for _ in "12"]
    return (weight, bias), tuple(table), tuple(other)


WRONG_LENGTH = (
    "Question 44: the steps go the right way but are not as long as they should be, as if the loss or the gradients "
    "were divided, multiplied or clipped; hand the loss to `backward()` as it comes from `loss_fn`, and let `opt` take "
    "its own step."
)


def one_step_mistakes(start, slopes, lr, alone):
    """Evidence in ``alone``, what the answer makes of a layer by a single batch in a single epoch."""

    def step():
        return Step(start, slopes, alone, lr)

    return {
        "Question 44: the weight learns but the bias does not; every parameter that `opt` was given must keep its "
        "gradient.": lambda _: step().moves_only("weight"),
        "Question 44: the bias learns but the weight does not; every parameter that `opt` was given must keep its "
        "gradient.": lambda _: step().moves_only("bias"),
        "Question 44: the parameters go uphill; hand the loss to `backward()` as it is, and let `opt` step.": (
            lambda _: step().times() < -0.01
        ),
        "Question 44: each batch makes two steps, or a step of twice the length; one `backward()` and one `step()` are "
        "enough.": lambda _: abs(step().times() - 2) < 0.01,
        "Question 44: the step also pulls the parameters toward zero, as weight decay or a penalty in the loss would; "
        "the loss is what `loss_fn` says and nothing else.": lambda _: step().is_pulled(),
        WRONG_LENGTH: lambda _: step().times() is not None,
        "Question 44: gradients are clipped on their way to the step; leave them as `backward()` computes them.": (
            lambda _: step().is_clamped()
        ),
        "Question 44: `fit` makes an optimizer of its own, in which every parameter moves by the same amount (Adam?); "
        "use `opt`.": lambda _: step().is_even(),
    }


def fit_mistakes(problem, batch_size, epochs, own, optimizer, alone, rtol, **settings):
    """Evidence in {"weight", "bias"} after training.

    ``own`` is the notebook's own model after it, ``optimizer`` the settings of the one that was handed in, and
    ``alone`` gives what the answer makes of a layer by the table's first batch alone.
    """
    start, table, other = problem
    settings = {"epochs": epochs, **PLAIN, **settings}
    first_order = settings["orders"][:1]
    n_batches = -(-len(table[0]) // batch_size)

    def after(table=table, batch_size=batch_size, **changes):
        return fit_by_hand(start, table, batch_size, **{**settings, **changes})

    def near(one, other):
        return all(np.allclose(one[name], other[name], rtol=0, atol=off(start, other, rtol)) for name in PARTS)

    right = after()

    def any_of(*changes):
        """Whether training with one of these changes would have led to where the model is."""

        def led_there(seen):
            with np.errstate(all="ignore"):
                places = (after(**each) for each in changes)
                return any(near(held(seen), place) and not near(right, place) for place in places)

        return led_there

    def is_on_the_way(seen):
        return any(near(held(seen), place) for place in [*replay(start, table, batch_size, **settings)][1:-1])

    def is_least_squares(seen):
        with_ones = np.column_stack([table[0], np.ones(len(table[0]))])
        solved = np.linalg.lstsq(np.float64(with_ones), np.float64(table[1]), rcond=None)[0]
        return near(held(seen), {"weight": solved[:-1].T, "bias": solved[-1]})

    before = dict(zip(PARTS, start, strict=True))
    stays = unmoved(before)
    first_batch = [each[:batch_size] for each in table]
    one_step = {"orders": [], "momentum": 0.0, "epochs": 1}
    slopes = {
        name: (before[name] - each) / settings["lr"] for name, each in after(table=first_batch, **one_step).items()
    }
    return {
        "Question 44: `fit` trains the notebook's own `model` instead of the one that is handed in.": (
            lambda seen: stays(seen) and not stays(own)
        ),
        "Question 44: with `num_epochs` of 0 there is nothing to do, but the model has moved.": (
            lambda seen: epochs == 0 and not stays(seen)
        ),
        "Question 44: the model has not moved at all. Go through every epoch, use the model and the optimizer that are "
        "handed in, keep the gradients until `opt.step()` (no `zero_grad` between `backward()` and it), and put "
        "nothing between predictions and loss that a gradient cannot pass, such as `round`.": stays,
        "Question 44: `fit` changes the settings of the optimizer that is handed in (learning rate, momentum, weight "
        "decay). They were chosen when `opt` was made; leave them as they are, also while training goes on.": (
            lambda _: optimizer != [settings["lr"], settings["momentum"], 0, False]
        ),
        "Question 44: the batches are not taken from the loader anew in every epoch; loop over `train_dl` inside the "
        "loop over the epochs, so that it can shuffle each time.": any_of(
            *[{"orders": first_order}] * bool(first_order)
        ),
        "Question 44: the parameters are the least-squares solution itself, not what these steps lead to; "
        "`fit` is to train.": is_least_squares,
        "Question 44: earlier batches' gradients leak into each step; without `opt.zero_grad()` for every batch they "
        "pile up.": any_of({"reset": "never"}, {"reset": "epoch"}),
        "Question 44: only the last batch of each epoch counts; `step()` belongs inside the loop over the batches.": (
            any_of({"batches": slice(-1, None)})
        ),
        "Question 44: only the first batch of each epoch counts; do not leave the loop early.": (
            any_of({"batches": slice(0, 1)})
        ),
        "Question 44: some batches of each epoch are left out, the last one at least; train on all of them, however "
        "many there are and however short one is."
        "": any_of(*({"batches": slice(0, count)} for count in range(2, n_batches))),
        "Question 44: the first batch of each epoch is left out; train on all of them.": any_of(
            {"batches": slice(1, None)}
        ),
        "Question 44: there is one step an epoch, with the gradients of all its batches; each batch deserves a step of "
        "its own.": any_of(
            {"steps": "last", "reset": "epoch"}, {"steps": "last", "reset": "never"}, {"batch_size": len(table[0])}
        ),
        "Question 44: each batch makes two steps; one is enough.": any_of({"times": 2}, {"lr": 2 * settings["lr"]}),
        "Question 44: one epoch is missing; `range(num_epochs)` already runs exactly `num_epochs` times.": (
            any_of(*[{"epochs": epochs - 1}] * (epochs > 1))
        ),
        "Question 44: one epoch too many; `range(num_epochs)` already runs exactly `num_epochs` times.": (
            any_of({"epochs": epochs + 1})
        ),
        "Question 44: training ends before it has gone through `num_epochs` epochs, or the model is set back to an "
        "earlier state. Only the loops decide when to stop, with no `return` or `break` inside "
        "them and no limit on the epochs; a loss that is small, or does not fall, is no reason either.": is_on_the_way,
        "Question 44: the number of epochs is not the one that is handed in.": (
            any_of(*({"epochs": count} for count in (1, 10, 50, 100)))
        ),
        "Question 44: `loss_fn` is called with the targets first; it takes the predictions first, and not every loss "
        "is the same both ways.": any_of({"loss": "lopsided, of (targets, predictions)"}),
        "Question 44: predictions and targets of a batch must have the same shape when they go into the loss; leave "
        "out the `squeeze` or `flatten`.": any_of({"loss": "mean, of squeezed predictions"}),
        "Question 44: `fit` uses a loss of its own; call the `loss_fn` that is handed in.": (
            any_of(*({"loss": name} for name in ("mean", "sum", "absolute")))
        ),
        "Question 44: `fit` makes an optimizer of its own; use `opt`, with its learning rate and settings.": any_of(
            *({"lr": rate} for rate in COMMON_RATES),
            *({"lr": rate, "momentum": 0.0} for rate in (*COMMON_RATES, settings["lr"]) if settings["momentum"]),
        ),
        "Question 44: `fit` trains on the notebook's own `train_dl` instead of the loader that is handed in.": (
            any_of({"table": other})
        ),
        f"{WRONG_LENGTH} That holds for every batch, whatever their number and size.": any_of(
            *({"factors": (each, each)} for each in (1 / n_batches, n_batches, 1 / batch_size, 1 / len(table[0])))
        ),
        "Question 44: the parameters have been rounded; leave them as the optimizer makes them.": (
            lambda seen: in_round_numbers(*held(seen).values())
        ),
        **one_step_mistakes(before, slopes, settings["lr"], alone),
        "Question 44: a step with the first batch is right, but the way through all batches and epochs is not. Take "
        "each batch that a loop over `train_dl` gives, once an epoch and in their order, with the gradients of that "
        "batch alone, and leave the parameters as they are between the steps.": (
            lambda _: near(held(alone), after(table=first_batch, **one_step))
        ),
        "Question 44: the model moves, but not as one step of `opt` along the gradient of `loss_fn` would move it; let "
        "`backward()` and `opt.step()` do all of it, on the batches as they come, and change nothing by hand.": (
            lambda _: True
        ),
    }


LARGE = (
    "Question 44: where the numbers are as large as those of the crops, or larger, the model does not move as it "
    "should. Leave the loss, the predictions, the gradients and the parameters as they are (nothing clips "
    "or clamps them), and train on every batch, also on one whose loss is large."
)


def trained_as_by_hand(student, expect, problem, batch_size, epochs, nested=False, rtol=FIT_OFF, hint="", **settings):
    """What ``fit`` makes of the problem is what a replay in float64 makes of it; the layer after it.

    ``hint``: what is wrong in any case, where it is known.
    """
    seen, own, optimizer = fit(student, expect, problem, batch_size, epochs, nested, **settings)
    options = {**PLAIN, **settings}

    def mistakes():
        start, table, other = problem
        first = tuple(each[:batch_size] for each in table)
        alone, _, _ = fit(student, expect, (start, first, other), batch_size, 1, nested, **{**options, "orders": []})
        return fit_mistakes(problem, batch_size, epochs, own, optimizer, alone, rtol, **options)

    wanted = fit_by_hand(*problem[:2], batch_size, epochs, **options)
    atol = off(problem[0], wanted, rtol)
    named = {hint: lambda _: True} if hint else mistakes
    expect.close(seen, wanted, "the trained parameters", rtol=0, atol=atol, mistakes=named)
    return seen


@pytest.mark.exercise("fit", questions=[44], points=3, raised=FIT_RAISED)
def test_each_batch_makes_one_step(student, rng, expect):
    # Short last batches, a table of many batches, and one with numbers like those of the crops.
    for rows, n_inputs, n_targets, size, epochs in (
        (12, 3, 2, 4, 3),
        (7, 2, 1, 3, 1),
        (3, 4, 3, 1, 1),
        (130, 3, 2, 2, 1),
    ):
        problem = fit_problem(rng, rows, n_inputs, n_targets)
        trained_as_by_hand(student, expect, problem, size, epochs, lr=0.08)
    trained_as_by_hand(student, expect, crop_problem(rng, 9), 3, 2, lr=1e-5, hint=LARGE)
    trained_as_by_hand(student, expect, fit_problem(rng, 5, 3, 2, size=1e3), 3, 2, lr=0.06, hint=LARGE)


@pytest.mark.exercise("fit", questions=[44], points=2, raised=FIT_RAISED)
def test_each_epoch_goes_through_all_batches(student, rng, expect):
    for rows, size, epochs in ((9, 3, 3), (8, 3, 12), (6, 2, 0)):
        trained_as_by_hand(student, expect, fit_problem(rng, rows, 3, 2), size, epochs, lr=0.06)
    # A loss that is small from the beginning, and one that grows in every one of many epochs: no reasons to stop.
    trained_as_by_hand(student, expect, fit_problem(rng, 8, 3, 2, size=1e-3), 4, 12, lr=0.06)
    trained_as_by_hand(student, expect, even_problem(rng, 8), 8, RISING_EPOCHS, lr=RISING_RATE, rtol=RISING_OFF)


@pytest.mark.exercise("fit", questions=[44], points=2, raised=FIT_RAISED)
def test_loss_and_optimizer_are_those_handed_in(student, rng, expect):
    # A nested model is one without a weight and a bias of its own.
    for settings in (
        {"loss": "sum", "lr": 0.012},
        {"momentum": 0.7, "lr": 0.05},
        {"loss": "lopsided", "lr": 0.02},
        {"nested": True},
    ):
        trained_as_by_hand(student, expect, fit_problem(rng, 6, 3, 2), 2, 3, **settings)


@pytest.mark.exercise("fit", questions=[44], points=3, raised=FIT_RAISED)
def test_shuffled_batches_make_the_loss_small(student, rng, expect):
    weight, bias, x, y = linear_task(rng, FIT_ROWS, FIT_START)
    problem = (weight, bias), (x, y), linear_task(rng, FIT_ROWS, FIT_START)[2:]
    orders = [rng.permutation(FIT_ROWS).tolist() for _ in range(FIT_EPOCHS + 1)]
    seen = trained_as_by_hand(student, expect, problem, FIT_BATCH, FIT_EPOCHS, lr=FIT_RATE, orders=orders)
    loss = mean_squared_error(np.float64(x) @ np.float64(seen["weight"].array).T + seen["bias"].array, y)
    expect.that(loss <= FIT_LIMIT, "the loss is still too large after training")


# predict-yield

YIELD_RAISED = {
    "RuntimeError": "Question 45: this raises a RuntimeError: the model wants a float32 tensor of three numbers in a "
    "row. Give `torch.tensor` the dtype, since whole numbers alone make an integer tensor; and NumPy takes a tensor "
    "only after `detach()`.",
    "TypeError": "Question 45: this raises a TypeError: the model is called with one tensor that holds the three "
    "numbers, not with the numbers, and two plain numbers come out of what it returns.",
    "AttributeError": "Question 45: this raises an AttributeError: the model may be of any kind, so call it (with a "
    "tensor, not a list) and do not ask for its `weight`; `.tolist()` or `.item()` gives the numbers of a tensor.",
    "ValueError": "Question 45: this raises a ValueError: the model's answer for one region has shape (1, 2), so take "
    "its row before you take it apart.",
    "IndexError": "Question 45: this raises an IndexError: the model's answer for one region has "
    "one row with two numbers.",
}


def yield_mistakes(weight, bias, own_weight, own_bias, region, other_answer):
    """Evidence in a pair of yields; ``other_answer`` is what came when the parameters were others."""

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
            lambda seen: np.allclose(seen, wanted, rtol=0, atol=1.01) and in_round_numbers(seen)
        ),
        "Question 45: a yield below zero is not given as the model predicts it; whether it can be true is not for "
        "`predict_yield` to decide, so change no sign and set no limit.": (
            lambda seen: (
                min(wanted) < 0
                and all(abs(one - other) < 1e-3 or other < 0 for one, other in zip(seen, wanted, strict=True))
            )
        ),
        "Question 45: your inputs lose their decimals on the way to the model.": (
            lambda seen: any(
                np.allclose(seen, answer(weight, bias, [cut(each) for each in region]), rtol=1e-5)
                for cut in (int, round)
            )
        ),
        "Question 45: your yields stay the same although the model has changed between two calls (numbers of your own, "
        "or a limit, or a memory?); ask the model that is handed in at each call, and give what it says as it "
        "is.": lambda seen: tuple(seen) == tuple(other_answer),
        "Question 45: these are not the yields that the model predicts for this region. Ask the model that is handed "
        "in at each call, also where another one was asked about the same region before; and give what it says as it "
        "is, with no limit and nothing added.": lambda seen: len(seen) == 2,
    }


def region_of(rng):
    return [float(each) for each in rng.uniform((60, 40, 30), (110, 140, 75))]


def asked(student, rng, expect, region, size=1.0, signs=(1, 1), nested=False):
    """Asks about a region a model with weights of this size, whose outputs have these signs (for positive inputs)."""
    # Of one sign in each output: sums that cancel would leave a number that float32 knows to few digits only.
    weights = [size * (abs(normal(rng, *shape)) + np.float32(0.1)) for shape in ((2, 3), (2,), (2, 3), (2,))]
    signs = np.asarray(signs, np.float32)
    weights = [each * (signs[:, None] if each.ndim == 2 else signs) for each in weights]
    wanted = [float(each) for each in np.float64(weights[0]) @ np.float64(region) + weights[1]]
    terms = abs(np.float64(weights[0])) @ abs(np.float64(region)) + abs(weights[1])
    seen = student.probe("yields", *map(student.tensor, weights), region, nested, uses=["predict_yield"])
    expect.parts(seen, [None, None], "the yields should come back at each call")
    doubled = tuple(2 * each for each in wanted)
    memory = {
        "Question 45: what an earlier call has returned changes at a later one; return a new pair at each call.": (
            lambda pair: np.allclose(pair, doubled, rtol=1e-4)
        )
    }
    mistakes = memory | yield_mistakes(*weights, region, seen[1])
    off = {"rtol": 0, "atol": 2e-6 * float(terms.max())}
    expect.close(seen[0], tuple(wanted), "(apples, oranges)", mistakes=mistakes, **off)
    further = {
        "Question 45: a model that has been trained further says something else, but your function gives what it said "
        "before; remember neither yields nor parameters, and ask the model at each call.": (
            lambda pair: np.allclose(pair, wanted, rtol=1e-4)
        )
    }
    twice = [2 * each for each in weights]
    mistakes = further | yield_mistakes(*twice, region, seen[0])
    expect.close(seen[1], doubled, "(apples, oranges)", mistakes=mistakes, rtol=0, atol=2 * off["atol"])


@pytest.mark.exercise("predict-yield", questions=[45], points=1, raised=YIELD_RAISED)
def test_given_model_is_asked(student, rng, expect):
    for size, signs, nested in (
        (1.0, (1, 1), False),
        (1.0, (1, 1), True),
        (1e-3, (1, 1), False),
        (3.0, (-1, 1), False),
    ):
        asked(student, rng, expect, region_of(rng), size, signs, nested)
    # Another model is asked about the same region, which need not be one of the crops.
    region = [float(each) for each in rng.uniform(110, 300, 3) * (-1, -1, 1)]
    for signs in ((1, -1), (-1, 1)):
        asked(student, rng, expect, region, 1.0, signs)


@pytest.mark.exercise("predict-yield", questions=[45], points=1, raised=YIELD_RAISED)
def test_whole_numbers_are_fine(student, rng, expect):
    # All of them whole, or only some.
    for kinds, size in (((int, int, int), 1.0), ((int, float, int), 10.0)):
        asked(student, rng, expect, [kind(each) for kind, each in zip(kinds, region_of(rng), strict=True)], size)
