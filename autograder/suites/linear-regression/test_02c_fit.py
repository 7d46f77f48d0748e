"""Hidden checks of 02-built-ins. Training in batches: fit, predict-yield."""

import numpy as np
import pytest

from oracles import (
    ANY_VALUES,
    COMMON_RATES,
    is_tensor,
    linear_task,
    mean_squared_error,
    mse_slopes,
    normal,
    same,
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
3.4e-5 away at least. A factor of 11 lies on the one side, of 6.8 on the other.
"""

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
    start,
    table,
    batch_size,
    epochs,
    lr,
    *,
    momentum=0.0,
    reduction="mean",
    orders=(),
    reset="batch",
    steps="all",
    batches=None,
    times=1,
):
    """Weight and bias after training in batches: in these orders of the rows in turn, or in that of the table.

    ``reset``: gradients are reset before each "batch", each "epoch" or "never"; ``steps``: the optimizer steps for
    "all" batches or after the "last" of an epoch; ``batches``: a slice of each epoch's batches, None for all;
    ``times``: how often each batch comes in a row.
    """
    (w, b), (x, y) = start, table
    w, b = np.float64(w), np.float64(b)
    orders = orders or [range(len(x))]
    of_w, of_b, speed_w, speed_b = 0.0, 0.0, 0.0, 0.0
    for epoch in range(epochs):
        order = list(orders[epoch % len(orders)])
        rows = [order[at : at + batch_size] for at in range(0, len(order), batch_size)][batches or slice(None)]
        rows = [each for each in rows for _ in range(times)]
        if reset == "epoch":
            of_w, of_b = 0.0, 0.0
        for number, each in enumerate(rows, start=1):
            if reset == "batch":
                of_w, of_b = 0.0, 0.0
            dw, db = mse_slopes(w, b, x[each], y[each], reduction)
            of_w, of_b = of_w + dw, of_b + db
            if steps == "all" or number == len(rows):
                speed_w, speed_b = momentum * speed_w + of_w, momentum * speed_b + of_b
                w, b = w - lr * speed_w, b - lr * speed_b
    return {"weight": w, "bias": b}


def fit(student, expect, start, table, batch_size, epochs, decoy, **settings):
    """What ``fit`` makes of a layer, and of the notebook's own model: {"weight", "bias"} of each."""
    settings = {"lr": 0.1, "momentum": 0.0, "reduction": "mean", "orders": [], **settings}
    seen = student.probe(
        "fitted",
        *map(student.tensor, (*start, *table)),
        batch_size,
        epochs,
        settings,
        *map(student.tensor, decoy),
        uses=["fit"],
    )
    form = {"weight": None, "bias": None, "own": {"weight": None, "bias": None}}
    seen = expect.parts(seen, form, "fit should leave a trained model behind")
    return {"weight": seen["weight"], "bias": seen["bias"]}, seen["own"]


def fit_problem(rng, rows, n_inputs, n_targets):
    """A start (weight, bias), a table (x, y), and another table of that form."""
    start = normal(rng, n_targets, n_inputs), normal(rng, n_targets)
    table, other = [(normal(rng, rows, n_inputs), normal(rng, rows, n_targets)) for _ in "12"]
    return start, table, other


def fit_mistakes(start, table, other, batch_size, epochs, own, **settings):
    """Evidence in {"weight", "bias"} after training; ``own`` is the notebook's own model after it."""
    settings = {"epochs": epochs, "lr": 0.1, "momentum": 0.0, "reduction": "mean", "orders": [], **settings}
    first_order = settings["orders"][:1]

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

    stays = unmoved(dict(zip(("weight", "bias"), start, strict=True)))
    return {
        "Question 44: `fit` trains the notebook's own `model` instead of the one that is handed in.": (
            lambda seen: stays(seen) and not stays(own)
        ),
        "Question 44: the model has not moved at all; go through every epoch, keep the gradients until "
        "`opt.step()` (no "
        "`zero_grad` between `backward()` and it), and use the model and the optimizer that are handed in.": stays,
        "Question 44: the batches are not taken from the loader anew in every epoch; loop over `train_dl` inside the "
        "loop over the epochs, so that it can shuffle each time.": any_of(
            *[{"orders": first_order}] * bool(first_order)
        ),
        "Question 44: the parameters are the least-squares solution itself, not what these steps lead to; "
        "`fit` is to "
        "train.": is_least_squares,
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
        "Question 44: each batch makes two steps; one is enough.": any_of({"times": 2}, {"lr": 2 * settings["lr"]}),
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
    }


def trained_as_by_hand(student, expect, problem, batch_size, epochs, **settings):
    start, table, other = problem
    seen, own = fit(student, expect, start, table, batch_size, epochs, other, **settings)
    options = {"lr": 0.1, **settings}
    expect.close(
        seen,
        fit_by_hand(start, table, batch_size, epochs, **options),
        "the trained parameters",
        mistakes=fit_mistakes(*problem, batch_size, epochs, own, **options),
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


@pytest.mark.exercise("fit", questions=[44], points=3, raised=FIT_RAISED)
def test_shuffled_batches_make_the_loss_small(student, rng, expect):
    weight, bias, x, y = linear_task(rng, FIT_ROWS, FIT_START)
    other = linear_task(rng, FIT_ROWS, FIT_START)[2:]
    problem = (weight, bias), (x, y), other
    orders = [rng.permutation(FIT_ROWS).tolist() for _ in range(FIT_EPOCHS + 1)]
    settings = {"lr": FIT_RATE, "orders": orders}
    seen, own = fit(student, expect, (weight, bias), (x, y), FIT_BATCH, FIT_EPOCHS, other, **settings)
    form = {"weight": np.zeros(weight.shape), "bias": np.zeros(bias.shape)}
    expect.close(seen, form, "the trained parameters", **ANY_VALUES)
    loss = mean_squared_error(np.float64(x) @ np.float64(seen["weight"].array).T + seen["bias"].array, y)
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
    shortcut = (
        "Question 44: the loss is small, but not by one step of the optimizer that is handed in for each batch of the "
        "loader; take these steps, no others, and no shortcut to the solution."
    )
    expect.close(
        seen,
        fit_by_hand((weight, bias), (x, y), FIT_BATCH, FIT_EPOCHS, **settings),
        "the trained parameters",
        rtol=FIT_OFF,
        mistakes={**fit_mistakes(*problem, FIT_BATCH, FIT_EPOCHS, own, **settings), shortcut: lambda _: True},
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
