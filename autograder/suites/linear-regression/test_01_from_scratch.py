"""Hidden checks of the notebook 01-from-scratch, exercise by exercise.

Hidden numbers come from ``rng``; what they should give is computed here in float64 NumPy, by hand-derived formulas.
"""

import numpy as np
import pytest

ANY_VALUES = {"atol": np.inf}
"""For ``expect.close``: form and finiteness alone."""
ANY_DTYPE = {"dtype": None}
"""For ``expect.close``: the contract names no dtype, so that any of floating point will do."""
COMMON_RATES = (1.0, 0.1, 0.01, 1e-3, 1e-4, 1e-5)
"""Learning rates that an answer with a fixed one of its own would have."""


def normal(rng, *shape):
    """Standard normal float32 numbers."""
    return rng.standard_normal(shape).astype(np.float32)


def wide(*arrays):
    return tuple(np.asarray(each, np.float64) for each in arrays)


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


def mean_squared_error(one, other):
    one, other = wide(one, other)
    return float(((one - other) ** 2).mean())


def mse_slopes(w, b, x, y):
    """Derivatives by w and b of the mean of (x @ w.T + b - y)**2 over all its elements."""
    w, b, x, y = wide(w, b, x, y)
    toward = 2 * (x @ w.T + b - y) / y.size
    return toward.T @ x, toward.sum(axis=0)


def descent(w, b, rows, lrs, *, keep=(False, False), sign=-1):
    """Parameters after a step for each (x, y) and learning rate, and the loss before each.

    ``keep`` tells for w and for b whether gradients pile up from step to step.
    """
    w, b = wide(w, b)
    kept_w, kept_b = np.zeros_like(w), np.zeros_like(b)
    losses = []
    for (x, y), lr in zip(rows, lrs, strict=True):
        losses.append(mean_squared_error(x @ w.T + b, y))
        dw, db = mse_slopes(w, b, x, y)
        dw, db = dw + keep[0] * kept_w, db + keep[1] * kept_b
        kept_w, kept_b = dw, db
        w, b = w + sign * lr * dw, b + sign * lr * db
    return {"w": w, "b": b}, losses


# to-tensors


def region_table(rng, rows):
    """Weather and harvests of regions that nobody has visited: (rows, 5) in float64."""
    weather = rng.uniform((60, 40, 30), (110, 140, 75), (rows, 3))
    return np.column_stack([weather, rng.uniform(20, 140, (rows, 2))])


def split_mistakes(table):
    rows, inputs, targets = len(table), table[:, :3], table[:, 3:]
    scaled = [(each - each.mean(axis=0)) / np.maximum(each.std(axis=0), 1e-9) for each in (inputs, targets)]
    return {
        "Question 4: your function returns one tensor; inputs and targets belong into two, returned as a pair.": (
            is_tensor
        ),
        "Question 4: you return NumPy arrays; only tensors can take part in PyTorch's computations.": (
            lambda seen: any(isinstance(each, np.ndarray) for each in seen)
        ),
        "Question 4: your tensors are float64, as NumPy's are; PyTorch's layers and parameters are float32 "
        "and do not "
        "mix with that.": lambda seen: any(each.dtype == "float64" for each in seen),
        "Question 4: a single row is a table, too: its tensors have shapes (1, 3) and (1, 2).": (
            lambda seen: rows == 1 and (seen[0].shape, seen[1].shape) == ((3,), (2,))
        ),
        "Question 4: rows and columns have changed places; each row is to remain a region.": (
            lambda seen: seen[0].shape == (3, rows) and seen[1].shape == (2, rows)
        ),
        "Question 5: inputs and targets have changed places; the first three columns are the inputs.": (
            lambda seen: same(seen[0], targets) and same(seen[1], inputs)
        ),
        "Question 4: you cut the table across, by rows; inputs and targets are columns, `table[:, ...]`.": (
            lambda seen: seen[0].shape[1] == 5 and seen[1].shape[1] == 5
        ),
        "Question 5: a target stands among your inputs, and a model that may look at its answers learns "
        "nothing "
        "from them.": lambda seen: seen[0].shape[1] > 3,
        "Question 4: a column got lost; the end of a slice is not part of it, so `:3` takes columns 0, 1 and 2.": (
            lambda seen: seen[0].shape[1] < 3 or seen[1].shape[1] < 2
        ),
        "Question 5: your targets begin too early, with a column that belongs to the inputs.": (
            lambda seen: seen[1].shape[1] > 2
        ),
        "Question 4: you return a fixed number of rows; every row of the table that is handed in counts.": (
            lambda seen: seen[0].shape[0] != rows
        ),
        "Question 4: your numbers have lost their decimals on the way; float32 keeps them.": (
            lambda seen: any("int" in each.dtype or same(each, np.trunc(each.array)) for each in seen)
        ),
        "Question 4: you have rescaled the numbers; here the tensors hold the table just as it is.": (
            lambda seen: same(seen[0], scaled[0]) or same(seen[1], scaled[1])
        ),
    }


@pytest.mark.exercise("to-tensors", questions=[4, 5], points=2)
def test_columns_become_inputs_and_targets(student, rng, expect):
    table = region_table(rng, 7)
    seen = student.call("to_tensors", table)
    expect.close(seen, (table[:, :3], table[:, 3:]), "(inputs, targets)", mistakes=split_mistakes(table))


@pytest.mark.exercise("to-tensors", questions=[4], points=1)
def test_tables_of_any_length(student, rng, expect):
    for rows in (1, 40):
        table = region_table(rng, rows)
        seen = student.call("to_tensors", table)
        expect.close(seen, (table[:, :3], table[:, 3:]), "(inputs, targets)", mistakes=split_mistakes(table))


@pytest.mark.exercise("to-tensors", questions=[4], points=1)
def test_data_asks_for_no_gradient(student, rng, expect):
    table = region_table(rng, 6)
    pair = expect.pair(student.call("to_tensors", table), "expected a pair (inputs, targets)")
    for name, each, wanted in zip(("inputs", "targets"), pair, (table[:, :3], table[:, 3:]), strict=True):
        expect.that(is_tensor(each) and same(each, wanted), f"{name} should be a tensor of those columns")
        expect.that(
            not each.requires_grad,
            f"{name} should not require a gradient",
            "Question 4: data is given, not trained, so its tensors need no `requires_grad`.",
        )


# init-parameters


def shape_mistakes(n_inputs, n_targets):
    return {
        "Question 7: your parameters are NumPy arrays; autograd follows tensors only.": (
            lambda seen: any(isinstance(each, np.ndarray) for each in seen)
        ),
        "Question 7: your parameters are float64; PyTorch trains in float32.": (
            lambda seen: any(each.dtype == "float64" for each in seen)
        ),
        "Question 7: your parameters always have the sizes of the crop table; make them from the two arguments.": (
            lambda seen: (seen[0].shape, seen[1].shape) == ((2, 3), (2,)) and (n_targets, n_inputs) != (2, 3)
        ),
        "Question 7: `b` and `w` have changed places.": lambda seen: len(seen[0].shape) == 1,
        "Question 7: `w` lies on its side; it has one row for each target and one column for each input.": (
            lambda seen: seen[0].shape == (n_inputs, n_targets)
        ),
        "Question 7: each target has one bias, so `b` has as many elements as there are targets.": (
            lambda seen: seen[1].shape != (n_targets,)
        ),
    }


@pytest.mark.exercise(
    "init-parameters",
    questions=[7],
    points=1,
    raised={
        "TypeError": "Question 7: the sizes come as two numbers, `init_parameters(n_inputs, n_targets)`, and "
        "the "
        "parameters must be made from these two."
    },
)
def test_shapes_follow_the_arguments(student, expect):
    for n_inputs, n_targets in ((3, 2), (5, 1), (2, 7)):
        expect.close(
            student.call("init_parameters", n_inputs, n_targets),
            (np.zeros((n_targets, n_inputs)), np.zeros(n_targets)),
            "(w, b)",
            **ANY_VALUES,
            mistakes=shape_mistakes(n_inputs, n_targets),
        )


def off_normal(numbers):
    """How far numbers are from standard normal: mean, deviation, share of numbers between -1 and 1."""
    return abs(numbers.mean()), abs(numbers.std() - 1), abs((abs(numbers) < 1).mean() - 0.6827)


@pytest.mark.exercise("init-parameters", questions=[7], points=1)
def test_numbers_are_standard_normal_and_new_each_time(student, expect):
    # 3000 biases: mean, deviation and share stray by 0.018, 0.013 and 0.0085; the limits are over 5 times as far.
    far = (0.1, 0.07, 0.05)
    n_inputs, n_targets = 2, 3000
    wanted = (np.zeros((n_targets, n_inputs)), np.zeros(n_targets))
    seen = student.probe("drawn_twice", n_inputs, n_targets, uses=["init_parameters"])
    for pair in expect.pair(seen, "two calls should give two results"):
        expect.close(pair, wanted, "(w, b)", **ANY_VALUES)
    columns = np.column_stack([np.float64(seen[0][0].array), np.float64(seen[0][1].array)])
    for name, one, other in zip("wb", *seen, strict=True):
        constant = np.ptp(one.array) == 0
        expect.that(
            not constant,
            f"the numbers in {name} are all the same",
            "Question 7: all your numbers are equal; a random start gives every weight its own.",
        )
        expect.that(
            not np.array_equal(one.array, other.array),
            f"{name} is the same at every call",
            "Question 7: a second call gives the same numbers again, so something fixes them: a seed, or "
            "tensors that "
            "are made only once.",
        )
        off = off_normal(np.float64(one.array))
        hint = ""
        if one.array.min() >= 0:
            hint = (
                "Question 7: none of your numbers is negative; `torch.rand` draws evenly from 0 to 1, "
                "`torch.randn` "
                "from the normal distribution around 0."
            )
        elif off[0] < far[0] and off[1] > far[1]:
            hint = "Question 7: your numbers are centred on 0 but their spread is not that of the standard normal."
        elif off[0] < far[0]:
            hint = "Question 7: mean and spread are right but the shape is not; a normal distribution is a bell."
        expect.that(
            all(one_off < limit for one_off, limit in zip(off, far, strict=True)),
            f"{name} is not drawn from the standard normal distribution",
            hint,
        )
    # Of 3000 independent pairs the correlation strays by 0.018.
    alike = np.abs(np.corrcoef(columns, rowvar=False) - np.eye(columns.shape[1])).max()
    expect.that(
        bool(alike < 0.1),
        "some of the numbers depend on others",
        "Question 7: some of your numbers are copies of others; each weight and each bias is drawn by itself.",
    )


@pytest.mark.exercise("init-parameters", questions=[7], points=1)
def test_gradients_arrive_in_the_parameters(student, rng, expect):
    of_w, of_b = normal(rng, 2, 4), normal(rng, 2)
    seen = student.probe(
        "parameters_after_backward", 4, 2, student.tensor(of_w), student.tensor(of_b), uses=["init_parameters"]
    )
    expect.that(isinstance(seen, dict), "expected a pair (w, b)")
    made = seen["parameters"]
    expect.close(made, (np.zeros((2, 4)), np.zeros(2)), "(w, b)", **ANY_VALUES, mistakes=shape_mistakes(4, 2))
    expect_gradients(
        expect,
        seen["gradients"],
        [of_w, of_b],
        "w and b",
        "Question 7: your parameters are results of a computation, and gradients arrive only in leaf "
        "tensors: compute "
        "first, then call `requires_grad_()`."
        if all(each.requires_grad for each in made)
        else "Question 7: your parameters do not ask for gradients, so training could not change them: set "
        "`requires_grad` for both.",
    )


# model


def parameters(rng):
    return normal(rng, 2, 3), normal(rng, 2)


def prediction_mistakes(w, b, x):
    rows, plain = len(x), np.float64(x) @ w.T
    return {
        "Question 8: the bias is missing; it is added to every row of the product.": plain,
        "Question 8: the bias is subtracted; it is added to the weighted sum.": plain - b,
        "Question 8: `reshape` and `view` only pour the numbers into another shape; `w.t()` swaps rows and columns.": (
            np.float64(x) @ w.reshape(3, 2) + b
        ),
        "Question 8: a linear model's predictions are not cut off; they may well be below zero.": (
            np.maximum(plain + b, 0)
        ),
        "Question 8: a single row is a table, too: its predictions have shape (1, 2).": (
            lambda seen: rows == 1 and seen.shape == (2,)
        ),
        "Question 8: your predictions lie on their side; one row for each region, one column for each target.": (
            lambda seen: seen.shape == (2, rows) != (2, 2) or same(seen, (plain + b).T) or same(seen, plain.T + b)
        ),
        "Question 8: one prediction a row is too few: each target has a weighted sum of its own.": (
            lambda seen: seen.shape in ((rows,), (rows, 1))
        ),
        "Question 8: your predictions are float64; stay with the float32 of the inputs.": (
            lambda seen: is_tensor(seen) and seen.dtype == "float64"
        ),
        "Question 9: the model must hand back a tensor, so that the loss can be computed from it.": (
            lambda seen: not is_tensor(seen) and seen is not None
        ),
    }


MODEL_RAISED = {
    "RuntimeError": "Question 8: either the shapes do not fit (`x` is (n, 3) and `w` is (2, 3), so `w` must "
    "be transposed, "
    "and `@` is the matrix product), or a tensor that gradients flow through is turned into NumPy, which "
    "PyTorch refuses."
}


@pytest.mark.exercise("model", questions=[8, 9], points=2, raised=MODEL_RAISED)
def test_predictions_are_weighted_sums_plus_bias(student, rng, expect):
    for rows in (6, 1, 2, 3):
        (w, b), x = parameters(rng), normal(rng, rows, 3)
        expect.close(
            student.probe("predictions", *map(student.tensor, (w, b, x)), uses=["model"]),
            np.float64(x) @ w.T + b,
            "the predictions",
            mistakes=prediction_mistakes(w, b, x),
        )


@pytest.mark.exercise("model", questions=[9], points=1, raised=MODEL_RAISED)
def test_model_follows_the_present_parameters(student, rng, expect):
    x = normal(rng, 4, 3)
    settings = [parameters(rng), parameters(rng)]
    settings.append(settings[0])
    seen = student.probe(
        "predictions_as_parameters_change",
        student.tensor(x),
        *[[student.tensor(each) for each in setting] for setting in settings],
        uses=["model"],
    )
    expect.that(isinstance(seen, list), "the predictions should be tensors")
    form = [np.zeros((4, 2))] * 3
    expect.close(seen, form, "the predictions", **ANY_VALUES)
    first, second, third = (each.array for each in seen)
    expect.that(
        np.array_equal(first, third),
        "the same parameters should give the same predictions again",
        "Question 9: with the same `w` and `b` your model answers differently each time, so it makes random "
        "parameters of its own; what training changes must be what the model uses.",
    )
    expect.that(
        not np.allclose(first, second),
        "other parameters should give other predictions",
        "Question 9: your model answers the same whatever `w` and `b` are; use the notebook's two tensors, "
        "not a copy "
        "or numbers of its own, or training cannot reach them.",
    )
    of_w = np.float64(x) @ np.float64(settings[0][0] - settings[1][0]).T
    of_b = np.float64(settings[0][1] - settings[1][1])
    change = np.float64(first) - second
    alone = any(np.allclose(change, part, rtol=1e-3, atol=1e-4) for part in (of_w, of_b))
    expect.that(
        np.allclose(change, of_w + of_b, rtol=1e-3, atol=1e-4),
        "when w and b change, the predictions change in another way than they should",
        "Question 9: your model follows only one of its parameters; both `w` and `b` must be the notebook's."
        if alone
        else "",
    )


@pytest.mark.exercise("model", questions=[8, 9], points=1, raised=MODEL_RAISED)
def test_gradients_flow_to_w_and_b(student, rng, expect):
    (w, b), x, toward = parameters(rng), normal(rng, 5, 3), normal(rng, 5, 2)
    expect_gradients(
        expect,
        student.probe("prediction_gradients", *map(student.tensor, (w, b, x, toward)), uses=["model"]),
        [np.float64(toward).T @ x, np.float64(toward).sum(axis=0)],
        "the predictions",
        "Question 9: your predictions have lost their connection to `w` and `b` (`detach`, `.data`, NumPy, "
        "`no_grad` or a "
        "new tensor cuts it), so no gradient could flow back.",
        "Question 9: gradients reach only one of `w` and `b`; both must enter the predictions undetached.",
    )


# mse


def mse_mistakes(one, other):
    gap = np.float64(one) - np.float64(other)
    rows = gap.shape[0] if gap.ndim else 1
    hints = {
        "Question 13: you add up the squared differences; the mean also divides by how many there are.": (gap**2).sum(),
        "Question 13: you divide by the number of rows; the mean goes over every element, and a row has several.": (
            (gap**2).sum() / rows
        ),
        "Question 13: you divide by the number of columns; the mean goes over every element.": (
            (gap**2).sum() / (gap.shape[-1] if gap.ndim else 1)
        ),
        "Question 13: you square the mean; square each difference first, then average.": gap.mean() ** 2,
        "Question 13: you average absolute values; the *squared* error weighs large misses more.": abs(gap).mean(),
        "Question 13: you take a root at the end; the mean squared error has none.": np.sqrt((gap**2).mean()),
        "Question 13: you halve the result; the mean of the squares is all.": (gap**2).mean() / 2,
        "Question 13: you divide by one element too few, as for a sample's variance.": (
            (gap**2).sum() / max(gap.size - 1, 1)
        ),
        "Question 13: you divide by one element too many.": (gap**2).sum() / (gap.size + 1),
        "Question 13: you take the largest squared error; the mean lets every element count.": (gap**2).max(),
        "Question 13: differences are taken off their mean first (a variance); the error counts from zero.": gap.var(),
    }
    return {
        **{hint: np.asarray(value) for hint, value in hints.items()},
        "Question 13: the square is missing, so differences up and down cancel each other.": (
            lambda seen: seen.shape == () and np.isclose(abs(float(seen.array)), abs(gap.mean()), rtol=1e-4)
        ),
        "Question 13: your loss is a plain number; only a tensor can be asked for its gradients.": (
            lambda seen: isinstance(seen, int | float | np.ndarray)
        ),
        "Question 13: your mean goes along one dimension only; a loss is a single number, the mean over all of them.": (
            lambda seen: seen.shape not in ((), (1,), (1, 1)) and len(seen.shape) < gap.ndim
        ),
        "Question 13: you return a table of squared errors; their mean is a single number.": (
            lambda seen: seen.shape == gap.shape and gap.ndim > 0
        ),
        "Question 13: your loss has a dimension left over; a single number in a tensor has shape ().": (
            lambda seen: seen.shape in ((1,), (1, 1))
        ),
    }


ELSEWHERE = {
    "IndexError": "Question 13: your function counts on a certain number of dimensions; mse takes any two "
    "equal shapes.",
    "ValueError": "Question 13: your function counts on a certain number of dimensions; mse takes any two "
    "equal shapes.",
    "RuntimeError": "Question 13: your function fails on a shape that is not that of the crop table; mse "
    "takes any two "
    "equal shapes.",
}


@pytest.mark.exercise("mse", questions=[13], points=2)
def test_mean_is_taken_over_every_element(student, rng, expect):
    for shape in ((4, 3), (1, 2), (50, 2)):
        one, other = normal(rng, *shape), normal(rng, *shape) + 1
        expect.close(
            student.call("mse", student.tensor(one), student.tensor(other)),
            np.asarray(mean_squared_error(one, other)),
            "the loss",
            **ANY_DTYPE,
            mistakes=mse_mistakes(one, other),
        )


@pytest.mark.exercise("mse", questions=[13], points=1, raised=ELSEWHERE)
def test_any_equal_shapes(student, rng, expect):
    for shape in ((6,), (2, 3, 4), (5, 1), (1, 1)):
        one, other = normal(rng, *shape), normal(rng, *shape) + 1
        expect.close(
            student.call("mse", student.tensor(one), student.tensor(other)),
            np.asarray(mean_squared_error(one, other)),
            f"the loss of two tensors with {len(shape)} dimensions",
            **ANY_DTYPE,
            mistakes=mse_mistakes(one, other),
        )


@pytest.mark.exercise("mse", questions=[13], points=1)
def test_misses_up_and_down_do_not_cancel(student, rng, expect):
    other, gap = normal(rng, 4, 2), normal(rng, 4, 2)
    one = np.concatenate([other + gap, other - gap])
    other = np.concatenate([other, other])
    expect.close(
        student.call("mse", student.tensor(one), student.tensor(other)),
        np.asarray(mean_squared_error(one, other)),
        "the loss",
        **ANY_DTYPE,
        mistakes={
            "Question 13: misses up and down cancel in your loss, and useless predictions look perfect; "
            "square each "
            "difference.": lambda seen: abs(float(seen.array)) < 1e-3,
            **mse_mistakes(one, other),
        },
    )
    expect.close(
        student.call("mse", student.tensor(other), student.tensor(other)),
        np.asarray(0.0),
        "the loss of perfect predictions",
        **ANY_DTYPE,
        mistakes={"Question 13: the loss of perfect predictions is 0, and yours is not.": is_tensor},
    )


@pytest.mark.exercise(
    "mse",
    questions=[13],
    points=2,
    raised={
        "RuntimeError": "Question 13: your function changes its arguments in place or turns them into NumPy, "
        "which "
        "PyTorch refuses while it follows gradients; compute with new tensors.",
    },
)
def test_gradients_flow_to_both_arguments(student, rng, expect):
    one, other = normal(rng, 5, 2), normal(rng, 5, 2)
    toward = 2 * (np.float64(one) - np.float64(other)) / one.size
    seen = student.probe("loss_gradients", "mse", student.tensor(one), student.tensor(other), uses=["mse"])
    expect.that(isinstance(seen, dict), "the loss should be a tensor")
    of_form = {hint: evidence for hint, evidence in mse_mistakes(one, other).items() if callable(evidence)}
    expect.close(seen["loss"], np.asarray(0.0), "the loss", **ANY_VALUES, **ANY_DTYPE, mistakes=of_form)
    expect_gradients(
        expect,
        seen["gradients"],
        [toward, -toward],
        "the loss",
        "Question 13: your loss has lost its connection to the predictions (`.item()`, `float()`, `detach`, "
        "NumPy or "
        "`torch.tensor` cuts it), so nothing could be trained with it.",
        "Question 13: gradients flow to one argument only; do not detach the other.",
        {
            "Question 13: your loss is a sum, so its gradients are too large; the mean divides them.": (
                [toward * one.size, -toward * one.size]
            ),
            "Question 13: you divide by the number of rows; the mean goes over every element.": (
                [toward * 2, -toward * 2]
            ),
        },
    )


# gradients


def gradient_mistakes(w, b, x, y):
    """What a first call would give; ``w.grad`` after another loss or another order of things."""
    dw, db = mse_slopes(w, b, x, y)
    x64 = np.float64(x)
    of_sum = np.repeat(x64.sum(axis=0)[None], 2, axis=0), np.full(2, float(len(x)))
    return {
        "Question 14: no gradient has been computed; the loss needs a `backward()` before `.grad` holds one.": (
            lambda seen: seen[0] is None or seen[1] is None
        ),
        "Question 14: these are the gradients of a sum; the loss is a mean over every element, your `mse`.": (
            dw * y.size,
            db * y.size,
        ),
        "Question 14: these are the gradients of the predictions; they do not know the targets, the loss does.": of_sum,
        "Question 14: these are the gradients of the average prediction; take those of the loss.": (
            of_sum[0] / y.size,
            of_sum[1] / y.size,
        ),
        "Question 14: the signs are turned; a gradient points to where the loss grows, the step goes the other way.": (
            -dw,
            -db,
        ),
        "Question 14: these gradients are twice as large; `backward()` adds to what `.grad` already holds.": (
            2 * dw,
            2 * db,
        ),
        "Question 14: you return (db, dw); the weights come first.": (db, dw),
        "Question 14: a gradient has the shape of its parameter, (2, 3) and (2,).": (
            lambda seen: seen[0].shape != dw.shape or seen[1].shape != db.shape
        ),
        "Question 14: you return the parameters, not their gradients.": (np.float64(w), np.float64(b)),
        "Question 14: the gradients are all zero; copy them before you reset them.": (
            lambda seen: not seen[0].array.any() and not seen[1].array.any()
        ),
        "Question 14: halved gradients: the derivative of a square brings a factor of 2.": (dw / 2, db / 2),
    }


GRADIENTS_RAISED = {
    "AttributeError": "Question 14: before `backward()` has run, `.grad` is None and has no methods; check "
    "for that, or "
    "reset it afterwards.",
    "RuntimeError": "Question 14: `backward()` works once, on a loss that is connected to `w` and `b`: "
    "compute the loss "
    "anew in each call.",
}


@pytest.mark.exercise("gradients", questions=[14], points=2, raised=GRADIENTS_RAISED)
def test_derivatives_of_the_loss(student, rng, expect):
    for rows in (5, 1, 12):
        (w, b), x, y = parameters(rng), normal(rng, rows, 3), normal(rng, rows, 2)
        expect.close(
            student.probe("gradients_at", *map(student.tensor, (w, b, x, y)), uses=["gradients"]),
            mse_slopes(w, b, x, y),
            "(dw, db)",
            mistakes=gradient_mistakes(w, b, x, y),
        )


def called_again(student, rng, expect):
    (w, b), (moved_w, moved_b) = parameters(rng), parameters(rng)
    x, y = normal(rng, 6, 3), normal(rng, 6, 2)
    seen = student.probe("gradients_again", *map(student.tensor, (w, b, x, y, moved_w, moved_b)), uses=["gradients"])
    expect.that(isinstance(seen, dict), "three calls should give three results")
    return seen, (w, b), mse_slopes(w, b, x, y)


@pytest.mark.exercise("gradients", questions=[14], points=1, raised=GRADIENTS_RAISED)
def test_second_call_gives_the_same(student, rng, expect):
    seen, _, (dw, db) = called_again(student, rng, expect)
    expect.close(
        seen["second"],
        (dw, db),
        "(dw, db) of a second call",
        mistakes={
            "Question 14: a second call gives twice the gradients: `backward()` adds to `.grad`, so reset it "
            "in each "
            "call.": lambda pair: (
                seen["first"][0].array.any()
                and all(
                    same(each, 2 * np.float64(first.array)) for each, first in zip(pair, seen["first"], strict=True)
                )
            ),
            "Question 14: only one of the two gradients is reset; the other has grown at the second call.": (
                lambda pair: same(pair[0], 2 * dw) != same(pair[1], 2 * db)
            ),
            "Question 14: the first call moved `w` and `b`, so the second found another slope; only look at "
            "the "
            "gradients.": lambda pair: same(seen["first"][0], dw) and not same(pair[0], dw),
        },
    )


@pytest.mark.exercise("gradients", questions=[14], points=1, raised=GRADIENTS_RAISED)
def test_results_and_parameters_stay_as_they_are(student, rng, expect):
    seen, (w, b), _ = called_again(student, rng, expect)
    form = (np.zeros((2, 3)), np.zeros(2))
    expect.close(
        seen["parameters"],
        (np.float64(w), np.float64(b)),
        "(w, b) after the calls",
        mistakes={
            "Question 14: your function has changed `w` or `b`; a gradient only tells where a step would go.": (
                lambda pair: all(map(is_tensor, pair))
            )
        },
    )
    first, later = seen["first"], seen["first later"]
    expect.close(first, form, "(dw, db)", **ANY_VALUES)
    expect.that(
        any(each.array.any() for each in first),
        "(dw, db): all zeros",
        "Question 14: the gradients are all zero; copy them before you reset them.",
    )
    expect.close(later, form, "(dw, db) after later calls", **ANY_VALUES)
    expect.that(
        all(np.array_equal(one.array, other.array) for one, other in zip(first, later, strict=True)),
        "what the first call returned has changed since",
        "Question 14: you hand out `.grad` itself, and the next call or reset changes it afterwards; return "
        "a `clone()`.",
    )


# training-step

STEP_RAISED = {
    "RuntimeError": "Question 23: only the update itself, in place, belongs under `torch.no_grad()`; the loss and "
    "`backward()` come before it, where PyTorch still keeps track of `w` and `b`.",
    "UnboundLocalError": "Question 19: `w -= ...` makes `w` a local name unless the function says `global w, b`.",
    "TypeError": "Question 19: something here is None, most likely a `.grad`: gradients exist only after "
    "`backward()`, "
    "and only for leaf tensors, so update `w` and `b` in place.",
    "AttributeError": "Question 19: something here is None, most likely a `.grad`: gradients exist only "
    "after "
    "`backward()`, and only for leaf tensors, so update `w` and `b` in place.",
}


def steps(student, expect, w, b, rows, lrs):
    seen = student.probe(
        "training_steps",
        student.tensor(w),
        student.tensor(b),
        [[student.tensor(x), student.tensor(y)] for x, y in rows],
        list(lrs),
        uses=["training_step"],
    )
    expect.that(isinstance(seen, dict), "steps should leave parameters behind")
    return seen


def batch(rng, rows):
    return normal(rng, rows, 3), normal(rng, rows, 2)


def unmoved(start):
    """Evidence that every parameter holds exactly the numbers it began with."""
    return lambda seen: all(np.array_equal(seen[name].array, start[name]) for name in start)


def other_rate(start, slopes):
    """Evidence that all parameters went along their gradients, though not by the right multiple."""

    def went_along(seen):
        moves = [start[name] - np.float64(seen[name].array) for name in start]
        rates = [(move * slope).sum() / (slope**2).sum() for move, slope in zip(moves, slopes, strict=True)]
        return np.isclose(*rates, rtol=0.05) and all(
            np.allclose(move, rate * slope, rtol=0.05, atol=1e-6)
            for move, rate, slope in zip(moves, rates, slopes, strict=True)
        )

    return went_along


def step_mistakes(w, b, data, lr):
    (dw, db), w, b = mse_slopes(w, b, *data), *wide(w, b)

    def less(of_w, of_b):
        """The parameters after these multiples of the gradients have been taken off."""
        return {"w": w - of_w * dw, "b": b - of_b * db}

    def at_any(seen, places):
        return any(same(seen["w"], each["w"]) and same(seen["b"], each["b"]) for each in places)

    return {
        "Question 19: `w` and `b` have not moved; subtract `lr` times their gradients, before these are reset.": (
            unmoved({"w": w, "b": b})
        ),
        "Question 19: you add the gradient, which leads uphill; subtract it.": less(-lr, -lr),
        "Question 19: the bias has not moved; it is trained just like the weights.": less(lr, 0),
        "Question 19: the weights have not moved; they are trained just like the bias.": less(0, lr),
        "Question 19: one of `w` and `b` goes uphill; subtract both gradients.": (
            lambda seen: at_any(seen, [less(lr, -lr), less(-lr, lr)])
        ),
        "Question 19: your step is twice as long as it should be.": less(2 * lr, 2 * lr),
        "Question 19: one call takes two steps; `training_step` takes one.": descent(w, b, [data] * 2, [lr] * 2)[0],
        "Question 19: your step follows the gradient of a sum; the loss is the mean over every element.": (
            less(lr * data[1].size, lr * data[1].size)
        ),
        "Question 19: you divide by the learning rate; multiply with it.": less(1 / lr, 1 / lr),
        "Question 19: the old values of `w` and `b` are lost; the step is taken off them, so use `-=`, not `=`.": (
            lambda seen: at_any(seen, [{"w": sign * lr * dw, "b": sign * lr * db} for sign in (-1, 1)])
        ),
        "Question 19: your step has a length of its own; multiply the gradient with the `lr` that is handed in.": (
            other_rate({"w": w, "b": b}, (dw, db))
        ),
    }


@pytest.mark.exercise("training-step", questions=[19], points=3, raised=STEP_RAISED)
def test_parameters_move_against_the_gradient(student, rng, expect):
    for rows, lr in ((6, 0.2), (1, 0.03)):
        (w, b), data = parameters(rng), batch(rng, rows)
        expect.close(
            steps(student, expect, w, b, [data], [lr])["parameters"],
            descent(w, b, [data], [lr])[0],
            "the parameters after a step",
            mistakes=step_mistakes(w, b, data, lr),
        )


@pytest.mark.exercise("training-step", questions=[19], points=2, raised=STEP_RAISED)
def test_loss_before_the_step_is_returned_as_a_float(student, rng, expect):
    for rows, lr in ((7, 0.1), (1, 0.05)):
        (w, b), data = parameters(rng), batch(rng, rows)
        after, (loss,) = descent(w, b, [data], [lr])
        seen = steps(student, expect, w, b, [data], [lr])
        returned = seen["losses"]
        expect.that(isinstance(returned, list) and len(returned) == 1, "a step should return a loss")
        expect.close(
            returned[0],
            loss,
            "the loss that a step returns",
            mistakes={
                "Question 19: you return nothing; the caller wants to see the loss.": lambda value: value is None,
                "Question 19: you return a tensor; `loss.item()` takes the number out of it, and with it "
                "frees what autograd "
                "has noted down.": is_tensor,
                "Question 19: this is the loss after the update; the one wanted is that which the step set out from.": (
                    mean_squared_error(data[0] @ after["w"].T + after["b"], data[1])
                ),
                "Question 19: you return a sum; the loss is the mean over every element.": loss * data[1].size,
            },
        )


@pytest.mark.exercise("training-step", questions=[19, 23], points=1, raised=STEP_RAISED)
def test_same_tensors_stay_in_use(student, rng, expect):
    (w, b), (x, y), (of_w, of_b) = parameters(rng), batch(rng, 5), parameters(rng)
    seen = student.probe(
        "tensors_after_step",
        *map(student.tensor, (w, b, x, y)),
        0.15,
        student.tensor(of_w),
        student.tensor(of_b),
        uses=["training_step"],
    )
    expect.that(isinstance(seen, dict), "a step should leave tensors behind")
    before, now = seen["before"], seen["now"]
    form = (np.zeros((2, 3)), np.zeros(2))
    expect.close(now, form, "(w, b) after a step", **ANY_VALUES)
    expect.close(before, form, "(w, b) after a step", **ANY_VALUES)
    anew = (
        "Question 19: your step makes new tensors and calls them `w` and `b`, so whoever holds the old ones "
        "(an optimizer, "
        "say) is left behind; update in place with `-=` or `sub_`."
    )
    expect.that(
        all(np.array_equal(one.array, other.array) for one, other in zip(before, now, strict=True)),
        "the tensors that were w and b before the step do not hold the new values",
        anew,
    )
    expect.that(
        not any(np.array_equal(one.array, other) for one, other in zip(before, (w, b), strict=True)),
        "w or b is the same after the step as before it",
    )
    expect_gradients(
        expect,
        seen["reached"],
        [of_w, of_b],
        "w and b",
        "Question 23: after your step, `w` and `b` no longer take part in gradients; `torch.no_grad()` "
        "pauses the "
        "bookkeeping without switching `requires_grad` off.",
    )


@pytest.mark.exercise("training-step", questions=[19, 24], points=1, raised=STEP_RAISED)
def test_several_steps_in_a_row(student, rng, expect):
    w, b = parameters(rng)
    rows, lrs = [batch(rng, n) for n in (5, 3, 5, 1)], [0.1, 0.05, 0.2, 0.1]
    seen = steps(student, expect, w, b, rows, lrs)
    expect.close(
        seen["parameters"],
        descent(w, b, rows, lrs)[0],
        "the parameters after several steps",
        mistakes={
            "Question 24: each step also repeats all the earlier ones: PyTorch adds to `.grad`, so reset it "
            "in every "
            "step.": descent(w, b, rows, lrs, keep=(True, True))[0],
            "Question 24: the gradient of `w` piles up from step to step; reset it like that of `b`.": (
                descent(w, b, rows, lrs, keep=(True, False))[0]
            ),
            "Question 24: the gradient of `b` piles up from step to step; reset it like that of `w`.": (
                descent(w, b, rows, lrs, keep=(False, True))[0]
            ),
            "Question 19: you add the gradient, which leads uphill; subtract it.": (
                descent(w, b, rows, lrs, sign=1)[0]
            ),
            "Question 19: one call takes two steps; `training_step` takes one.": (
                descent(w, b, [each for each in rows for _ in "12"], [lr for lr in lrs for _ in "12"])[0]
            ),
            "Question 19: `w` and `b` have not moved.": unmoved({"w": w, "b": b}),
        },
    )


@pytest.mark.exercise("training-step", questions=[24], points=1, raised=STEP_RAISED)
def test_gradients_are_reset_afterwards(student, rng, expect):
    (w, b), (x, y) = parameters(rng), batch(rng, 4)
    seen = student.probe("gradients_after_step", *map(student.tensor, (w, b, x, y)), 0.1, uses=["training_step"])
    expect.that(isinstance(seen, dict), "a step should leave gradients that are zero or None")
    moved = seen["parameters"]
    expect.close(moved, {"w": np.zeros((2, 3)), "b": np.zeros(2)}, "the parameters after a step", **ANY_VALUES)
    expect.that(
        not unmoved({"w": w, "b": b})(moved),
        "a step leaves nothing to reset",
        "Question 19: `w` and `b` have not moved; subtract `lr` times their gradients, before these are reset.",
    )
    seen = seen["gradients"]
    expect.that(isinstance(seen, dict), "a step should leave gradients that are zero or None")
    for name, shape in (("w", (2, 3)), ("b", (2,))):
        if seen[name] is not None:
            expect.close(
                seen[name],
                np.zeros(shape),
                f"{name}.grad after a step",
                mistakes={
                    "Question 24: your step leaves its gradients behind, and the next `backward()`, here or "
                    "elsewhere, adds "
                    "to them; reset both when the update is done.": lambda _: True
                },
            )


# train

TRAIN_ROWS = 5
"""As many as the notebook's table has: an answer may hold on to its tensors, so others are written into them."""
TRAIN_START = 100.0
TRAIN_EPOCHS = 100
TRAIN_RATE = 0.05
TRAIN_LIMIT = 0.05
"""Largest loss that a training may end with, from TRAIN_START.

benchmarks/calibrate_thresholds.py, 1000 seeds: the worst right run ends at 0.00351, the best with half the epochs
at 0.592, with a tenth of the rate at 36.7. A factor of 11 lies on each side.
"""


def even_table(rng, rows, columns):
    """Inputs of mean 0, deviation 1 and no correlation: every weight is learned at the same pace.

    From any start, the part of the loss above its minimum then falls by (1 - 2 * lr / n_targets)**2 a step, which
    makes one limit right for every seed.
    """
    random = np.column_stack([np.ones(rows), rng.standard_normal((rows, columns))])
    return np.linalg.qr(random)[0][:, 1:] * np.sqrt(rows)


def training_task(rng, rows=TRAIN_ROWS, n_inputs=3, n_targets=2, start_loss=TRAIN_START):
    """A start (w, b) and a table (x, y) that some linear model fits exactly; the start's loss is ``start_loss``."""
    x = even_table(rng, rows, n_inputs)
    w, b = rng.standard_normal((n_targets, n_inputs)), rng.standard_normal(n_targets)
    away = rng.standard_normal((n_targets, n_inputs + 1))
    away *= np.sqrt(start_loss * n_targets / (away**2).sum())
    y = x @ (w + away[:, 1:]).T + b + away[:, 0]
    return tuple(each.astype(np.float32) for each in (w, b, x, y))


TRAIN_RAISED = {
    "TypeError": "Question 27: `train` takes the number of epochs and the learning rate, and calls "
    "`training_step(inputs, targets, lr)` once an epoch.",
    "UnboundLocalError": "Question 27: a name is used before it has a value: start the list of losses before "
    "the loop, and "
    "let the step update `w` and `b`.",
}


def trained(student, expect, task, *runs):
    seen = student.probe("training", *map(student.tensor, task), *[list(run) for run in runs], uses=["train"])
    expect.that(isinstance(seen, dict), "training should return a history")
    return seen


def loss_history(w, b, x, y, epochs, lr):
    return descent(w, b, [(x, y)] * epochs, [lr] * epochs)


def history_mistakes(task, epochs, lr):
    losses = loss_history(*task, epochs + 1, lr)[1]
    return {
        "Question 27: you return nothing; collect the losses in a list and return it.": lambda seen: seen is None,
        "Question 27: you return only one loss; the whole history shows whether training works.": (
            lambda seen: isinstance(seen, float | int)
        ),
        "Question 27: your list holds a single loss; append one in every epoch.": (
            lambda seen: len(seen) == 1 < epochs
        ),
        "Question 26: one epoch is missing; `range(epochs)` already runs exactly `epochs` times.": (
            lambda seen: len(seen) == epochs - 1
        ),
        "Question 26: one epoch too many; `range(epochs)` already runs exactly `epochs` times.": (
            lambda seen: len(seen) == epochs + 1
        ),
        "Question 26: your number of epochs is not the one that is handed in.": lambda seen: len(seen) != epochs,
        "Question 27: your losses are those after each epoch's update; `training_step` returns the one before it.": (
            losses[1:]
        ),
        "Question 27: your losses run from last to first; append them as they come.": losses[-2::-1],
        "Question 27: all your losses are the same number; append that of each epoch when it is computed.": (
            lambda seen: len(set(seen)) == 1 < len(seen)
        ),
        "Question 27: your learning rate is not the one that is handed in.": (
            lambda seen: any(
                np.allclose(seen, loss_history(*task, epochs, rate)[1], rtol=1e-3) for rate in COMMON_RATES
            )
        ),
        "Question 27: your training does not begin at the present `w` and `b` with the notebook's table: the "
        "first "
        "loss is already another one.": lambda seen: not np.isclose(seen[0], losses[0], rtol=1e-3),
    }


def end_mistakes(w, b, x, y, epochs, lr):
    def after(epochs, lr):
        return loss_history(w, b, x, y, epochs, lr)[0]

    return {
        "Question 27: training leaves `w` and `b` as they were; each epoch must take its step.": unmoved(
            {"w": w, "b": b}
        ),
        "Question 26: one epoch is missing; `range(epochs)` already runs exactly `epochs` times.": (
            after(epochs - 1, lr)
        ),
        "Question 26: one epoch too many; `range(epochs)` already runs exactly `epochs` times.": (
            after(epochs + 1, lr)
        ),
        "Question 27: each epoch takes two steps; one is enough.": after(2 * epochs, lr),
        "Question 27: your learning rate is not the one that is handed in.": (
            lambda seen: any(same(seen["w"], after(epochs, rate)["w"]) for rate in COMMON_RATES)
        ),
        "Question 26: your number of epochs is not the one that is handed in.": (
            lambda seen: any(same(seen["w"], after(count, lr)["w"]) for count in (1, 10, 50, 100))
        ),
        "Question 27: you train from zeros; go on from the present `w` and `b`.": (
            loss_history(w * 0, b * 0, x, y, epochs, lr)[0]
        ),
    }


@pytest.mark.exercise("train", questions=[26, 27], points=2, raised=TRAIN_RAISED)
def test_one_loss_for_each_epoch(student, rng, expect):
    # With the last rate the loss rises: that is no reason to stop.
    for epochs, lr in ((7, 0.1), (3, 0.02), (12, 0.15), (6, 2.5)):
        task = (*parameters(rng), *batch(rng, TRAIN_ROWS))
        expect.close(
            trained(student, expect, task, (epochs, lr))["histories"],
            [loss_history(*task, epochs, lr)[1]],
            "the histories of one training",
            mistakes={
                hint: (lambda seen, evidence=evidence: evidence(seen[0])) if callable(evidence) else [evidence]
                for hint, evidence in history_mistakes(task, epochs, lr).items()
            },
        )


@pytest.mark.exercise("train", questions=[26, 27], points=2, raised=TRAIN_RAISED)
def test_parameters_follow_every_step(student, rng, expect):
    for epochs, lr in ((5, 0.12), (1, 0.3)):
        task = (*parameters(rng), *batch(rng, TRAIN_ROWS))
        expect.close(
            trained(student, expect, task, (epochs, lr))["parameters"],
            loss_history(*task, epochs, lr)[0],
            "the parameters after training",
            mistakes=end_mistakes(*task, epochs, lr),
        )


@pytest.mark.exercise("train", questions=[27], points=2, raised=TRAIN_RAISED)
def test_second_training_goes_on_from_the_first(student, rng, expect):
    task = (*parameters(rng), *batch(rng, TRAIN_ROWS))
    end, losses = loss_history(*task, 7, 0.1)
    seen = trained(student, expect, task, (3, 0.1), (4, 0.1))
    histories = seen["histories"]
    expect.that(isinstance(histories, list) and len(histories) == 2, "training should return a history")
    expect.close(histories[0], losses[:3], "the first history")
    expect.close(
        histories[1],
        losses[3:],
        "the second history",
        mistakes={
            "Question 27: a second training should go on where the first ended, but yours begins anew.": (
                lambda got: np.isclose(got[0], losses[0], rtol=1e-3)
            ),
            "Question 27: a training goes on from the present `w` and `b`; your second one begins with other ones.": (
                lambda got: not np.isclose(got[0], losses[3], rtol=1e-3)
            ),
        },
    )
    expect.close(seen["parameters"], end, "the parameters after two trainings")


@pytest.mark.exercise("train", questions=[26, 27], points=2, raised=TRAIN_RAISED)
def test_loss_becomes_small(student, rng, expect):
    task = training_task(rng)
    x, y = task[2:]
    seen = trained(student, expect, task, (TRAIN_EPOCHS, TRAIN_RATE))["parameters"]
    expect.close(seen, {"w": np.zeros((2, 3)), "b": np.zeros(2)}, "the parameters after training", **ANY_VALUES)
    loss = mean_squared_error(np.float64(x) @ np.float64(seen["w"].array).T + seen["b"].array, y)
    hint = ""
    if loss > TRAIN_START * 0.99:
        hint = "Question 27: after all epochs the loss is where it was, so that the steps hardly reach `w` and `b`."
    elif loss > TRAIN_LIMIT:
        hint = (
            "Question 27: the loss has fallen but not far enough: make all of the epochs, with the learning "
            "rate that is "
            "handed in."
        )
    expect.that(loss <= TRAIN_LIMIT, "the loss is still too large after training", hint)
    expect.close(
        seen,
        loss_history(*task, TRAIN_EPOCHS, TRAIN_RATE)[0],
        "the parameters after training",
        rtol=1e-3,
        mistakes={
            "Question 27: the loss ends lower than so many steps can bring it; take one `training_step` an "
            "epoch, and no "
            "shortcut to the solution.": lambda _: loss < TRAIN_LIMIT / 100
        },
    )
