"""Hidden checks of 01-from-scratch. The model and its loss: model, random-start, mse-by-hand, mse, loss-meaning."""

import numpy as np
import pytest

from oracles import (
    ANY_DTYPE,
    ANY_VALUES,
    expect_gradients,
    is_tensor,
    letter,
    mean_squared_error,
    normal,
    parameters,
    plain,
    same,
)

# model


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


@pytest.mark.exercise("model", questions=[8, 9], points=1, raised=MODEL_RAISED)
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


# random-start


def expect_letter(student, expect, name, question, right, misled):
    """The global ``name`` is the letter ``right``; ``misled`` tells for each other one what is wrong with it."""
    seen = letter(student.value(name))
    expect.that(
        seen is not None,
        f"{name} should be one of the letters A, B, C and D",
        f"Question {question}: choose one of the four and write its letter alone, in quotes.",
    )
    expect.that(seen == right, f"{name} is not the right letter", f"Question {question}: {misled.get(seen)}")


@pytest.mark.exercise("random-start", questions=[10], points=1)
def test_reason_why_first_predictions_are_far_off(student, expect):
    misled = {
        "A": "no row of the table has had a part in these predictions yet, so more rows would not improve them.",
        "B": "scaled inputs would meet the same accidental weights, and the predictions would miss all the same.",
        "D": "larger accidental numbers would be no better; it is not their size that makes them unfit.",
    }
    expect_letter(student, expect, "why_random_is_wrong", 10, "C", misled)


# mse-by-hand


@pytest.mark.exercise("mse-by-hand", questions=[12], points=1)
def test_number_is_the_mean_of_the_four_squares(student, expect):
    preds, targets = np.array([[12, 20], [7, 30]]), np.array([[10, 21], [10, 26]])
    gap = preds - targets
    mistakes = {
        "Question 12: write the number itself, without quotes.": lambda seen: isinstance(seen, str),
        "Question 12: one number is asked for, the mean over all the elements of both rows.": (
            lambda seen: isinstance(seen, list | tuple) or seen.shape != ()
        ),
        "Question 12: you add up the squares; the mean also divides by how many there are.": (gap**2).sum(),
        "Question 12: you divide by the number of rows; the mean goes over every element, and a row has two.": (
            (gap**2).sum() / 2
        ),
        # Absolute values, a square that keeps its sign (-3**2 in Python), and the first row alone all give this.
        "Question 12: square every one of the four differences, and no square is negative: `(-5) ** 2` is 25.": (
            abs(gap).mean()
        ),
        # Absolute values again, or a division by one too few.
        "Question 12: add up the squares of the differences, then divide by how many there are, no fewer.": (
            abs(gap).sum()
        ),
        "Question 12: the squares are missing, so misses up and down cancel each other.": (
            lambda seen: seen in (gap.mean(), gap.sum(), -gap.mean(), -gap.sum())
        ),
        "Question 12: you square the mean; square each difference first, then average.": gap.mean() ** 2,
        "Question 12: you square the sum; square each difference first, then average.": gap.sum() ** 2 / 4,
        "Question 12: you take a root at the end; the mean squared error has none.": np.sqrt((gap**2).mean()),
        "Question 12: you halve the result; the mean of the squares is all.": (gap**2).mean() / 2,
        "Question 12: you take the largest squared error; the mean lets every element count.": (gap**2).max(),
        "Question 12: rows and columns are mixed up; each prediction has its target at the same place.": (
            ((preds.T - targets) ** 2).mean()
        ),
    }
    expect.close(
        plain(student.value("mse_by_hand")),
        mean_squared_error(preds, targets),
        "mse_by_hand",
        # A root that was rounded to two places is still a root.
        atol=0.004,
        mistakes={hint: each if callable(each) else float(each) for hint, each in mistakes.items()},
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
    expect.parts(seen, {"loss": None, "gradients": [None, None]}, "the loss should be a tensor")
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


# loss-meaning


@pytest.mark.exercise("loss-meaning", questions=[11], points=1)
def test_loss_tells_how_far_off_a_typical_prediction_is(student, expect):
    misled = {
        "A": "this loss averages squares, in tons squared, and a square does not tell too high from too low.",
        "C": "a loss does not count wrong predictions; it measures by how much they miss.",
        "D": "a loss is no count of right answers: it measures by how much predictions miss, and less is better.",
    }
    expect_letter(student, expect, "what_loss_says", 11, "B", misled)
