"""Hidden checks of 01-from-scratch. The model and its loss: model, random-start, mse-by-hand, mse, loss-meaning."""

import numpy as np
import pytest

from oracles import (
    ANY_DTYPE,
    ANY_VALUES,
    crops,
    cut_off,
    expect_gradients,
    expect_untouched,
    is_tensor,
    letter,
    mean_squared_error,
    normal,
    numbers,
    parameters,
    plain,
    rounded,
    same,
    slips,
    wide,
)

# model


def prediction_mistakes(w, b, x, before):
    """Hints at the predictions for one table; ``before`` is the table that was handed in before it."""
    w, b, x = wide(w, b, x)
    rows, plain = len(x), x @ w.T
    standardised = [(x - x.mean(axis=0)) / np.maximum(x.std(axis=0, ddof=ddof), 1e-9) for ddof in range(min(rows, 2))]
    return {
        "Question 8: the bias is missing; it is added to every row of the product.": plain,
        "Question 8: the bias is subtracted; it is added to the weighted sum.": plain - b,
        "Question 8: the bias is added twice; once is enough.": plain + 2 * b,
        "Question 8: the bias is added to the first row only; every row of the product gets it.": (
            np.concatenate([plain[:1] + b, plain[1:]])
        ),
        "Question 8: each target has a bias of its own, `b[0]` the apples and `b[1]` the oranges.": (
            lambda seen: any(same(seen, plain + each) for each in (b[0], b[1], b.sum(), b[::-1]))
        ),
        "Question 8: `reshape` and `view` only pour the numbers into another shape; `w.t()` swaps rows and columns.": (
            x @ w.reshape(3, 2) + b
        ),
        "Question 8: weights lose their sign in your model; they may well be below zero.": x @ abs(w).T + b,
        "Question 8: predictions lose their sign in your model; they may well be below zero.": abs(plain + b),
        "Question 8: a linear model ends with the bias; no sigmoid, tanh or other curve follows.": (
            lambda seen: same(seen, 1 / (1 + np.exp(-plain - b))) or same(seen, np.tanh(plain + b))
        ),
        "Question 8: a linear model's predictions are not cut off; they may well be below zero.": (
            np.maximum(plain + b, 0)
        ),
        "Question 8: a linear model's predictions are not cut off; they may be of any size.": (
            lambda seen: cut_off(seen, plain + b)
        ),
        "Question 8: your predictions are rounded; keep all of their decimals.": lambda seen: rounded(seen, plain + b),
        "Question 8: your model rescales `x`; take the inputs as they are.": (
            lambda seen: any(same(seen, each @ w.T + b) for each in (*standardised, x / abs(x).max()))
        ),
        "Question 9: your model answers a new table with the predictions for an earlier one.": (
            lambda seen: before is not None and same(seen, np.float64(before) @ w.T + b)
        ),
        "Question 8: a single row is a table, too: its predictions have shape (1, 2).": (
            lambda seen: rows == 1 and seen.shape == (2,)
        ),
        "Question 9: five predictions come back, as many as the notebook's `inputs` have rows, whatever table is "
        "handed in; every row of the argument counts.": (lambda seen: seen.shape == (5, 2) and rows != 5),
        "Question 8: your predictions lie on their side; one row for each region, one column for each target.": (
            lambda seen: seen.shape == (2, rows) != (2, 2) or same(seen, (plain + b).T) or same(seen, plain.T + b)
        ),
        "Question 8: one prediction a row is too few: each target has a weighted sum of its own.": (
            lambda seen: seen.shape in ((rows,), (rows, 1))
        ),
        "Question 8: a table may have any number of rows, and each has its row of predictions.": (
            lambda seen: seen.shape[0] != rows
        ),
        "Question 8: your predictions are float64; stay with the float32 of the inputs.": (
            lambda seen: is_tensor(seen) and seen.dtype == "float64"
        ),
        "Question 9: the model must hand back a tensor, so that the loss can be computed from it.": (
            lambda seen: not is_tensor(seen) and seen is not None
        ),
    }


MODEL_RAISED = {
    **slips(9),
    "RuntimeError": "Question 8: this raises a RuntimeError: either the shapes do not fit (`x` is (n, 3) and `w` is "
    "(2, 3), so `w` must be transposed, and `@` is the matrix product), or a tensor that gradients flow through is "
    "turned into NumPy or changed in place, which PyTorch refuses.",
}


@pytest.mark.exercise("model", questions=[8, 9], points=1, raised=MODEL_RAISED)
def test_predictions_are_weighted_sums_plus_bias(student, rng, expect):
    usual, steep = parameters(rng), rng.uniform(4, 9, 3).astype(np.float32)
    for (w, b), tables in (
        (usual, [normal(rng, rows, 3) for rows in (7, 7, 1, 2, 3, 200)]),
        ((np.stack([steep, -steep]), usual[1]), [crops(rng, rows)[0] for rows in (5, 12)]),
        ([2**-10 * each for each in usual], [normal(rng, 7, 3)]),
    ):
        seen = student.probe("predictions", *map(student.tensor, (w, b, *tables)), uses=["model"])
        form = {"predictions": [None] * len(tables), "parameters": [None] * 2, "tables": [None] * len(tables)}
        expect.parts(seen, form, "each call should return predictions")
        for got, x, before in zip(seen["predictions"], tables, (None, *tables[:-1]), strict=True):
            expect.close(
                got,
                np.float64(x) @ w.T + b,
                "the predictions",
                atol=1e-6 * float((abs(x) @ abs(w).T + abs(b)).max()),
                mistakes=prediction_mistakes(w, b, x, before),
            )
        expect_untouched(expect, seen["tables"], tables, 9)
        expect.that(
            all(np.array_equal(numbers(one), other) for one, other in zip(seen["parameters"], (w, b), strict=True)),
            "w and b are not as they were before the call",
            "Question 9: your model changes `w` or `b`; it only computes with them, and training is what moves them.",
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
        "Question 9: with the same `w` and `b` your model answers differently each time, so chance, parameters of its "
        "own or earlier calls have a part in it; what training changes must be all that the model uses.",
    )
    expect.that(
        not np.allclose(first, second),
        "other parameters should give other predictions",
        "Question 9: your model answers the same whatever `w` and `b` are; use the notebook's two tensors, not a copy "
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
    w, b = parameters(rng)
    for x, toward, mistakes in (
        (normal(rng, 5, 3), normal(rng, 5, 2), {}),
        (
            crops(rng, 5)[0],
            1000 * normal(rng, 5, 2),
            {
                "Question 9: small gradients arrive but something cuts the gradients where they are large, such as a "
                "`clamp` or a clipping hook; leave them as they are.": lambda seen: all(map(is_tensor, seen))
            },
        ),
    ):
        expect_gradients(
            expect,
            student.probe("prediction_gradients", *map(student.tensor, (w, b, x, toward)), uses=["model"]),
            [np.float64(toward).T @ x, np.float64(toward).sum(axis=0)],
            "the predictions",
            "Question 9: your predictions have lost their connection to `w` and `b` (`detach`, `.data`, NumPy, "
            "`no_grad` or a new tensor cuts it), so no gradient could flow back.",
            "Question 9: gradients reach only one of `w` and `b`; both must enter the predictions undetached.",
            mistakes,
        )


# random-start


def expect_letter(student, expect, name, question, right, misled):
    """The global ``name`` is the letter ``right``; ``misled`` tells for each other one what is wrong with it."""
    seen = letter(student.value(name))
    expect.that(
        seen is not None,
        f"{name} should be one of the letters A, B, C and D",
        f"Question {question}: choose one of the four and write its letter alone, in quotes and in no list.",
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
        "Question 12: this is close: either it is rounded (write all of its decimals) or holds a slip in a square.": (
            lambda seen: seen in (7, 8)
        ),
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
    one, other = wide(one, other)
    gap = one - other
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
        "Question 13: you divide by the targets; differences count as they are, not as shares of something.": (
            ((gap / np.where(other, other, np.nan)) ** 2).mean()
        ),
    }
    return {
        **{hint: np.asarray(value) for hint, value in hints.items()},
        "Question 13: the square is missing, so differences up and down cancel each other.": (
            lambda seen: seen.shape == () and np.isclose(abs(float(seen.array)), abs(gap.mean()), rtol=1e-4, atol=0)
        ),
        "Question 13: only misses to one side count in your loss; too low is as wrong as too high.": (
            lambda seen: any(same_loss(seen, (np.maximum(each, 0) ** 2).mean()) for each in (gap, -gap))
        ),
        "Question 13: your loss looks at the first rows only; the mean goes over every element.": (
            lambda seen: any(same_loss(seen, (gap[:row] ** 2).mean()) for row in range(1, rows))
        ),
        "Question 13: your loss is rounded, or tiny differences are left out of it; each counts with all of its "
        "decimals.": lambda seen: rounded(seen, (gap**2).mean()),
        "Question 13: you divide by a number that is not that of the elements; take it from the tensors themselves.": (
            lambda seen: any(same_loss(seen, (gap**2).sum() / count) for count in range(1, 100))
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


def same_loss(seen, loss):
    return seen.shape == () and np.isclose(float(seen.array), loss, rtol=1e-5, atol=0)


MSE_RAISED = {
    **slips(13),
    "NotImplementedError": "Question 13: this raises a NotImplementedError: an operator is used that PyTorch does not "
    "have for floats (a power is `**`; `^` is none), or the line `raise NotImplementedError()` still stands there.",
    "IndexError": "Question 13: your function counts on a certain number of dimensions; mse takes any two equal "
    "shapes.",
    "ValueError": "Question 13: your function counts on a certain number of dimensions; mse takes any two equal "
    "shapes.",
    "TypeError": "Question 13: this raises a TypeError: PyTorch does not take what your function hands it; two tensors "
    "come in, and `-`, `**`, `*` and `.mean()` compute with them.",
    "RuntimeError": "Question 13: this raises a RuntimeError: PyTorch does not compute this with two tensors of floats "
    "of this shape, and mse takes any two equal shapes.",
}
OF_SIZE = {
    1: "",
    2**6: "Question 13: your loss is right for small differences but not for large differences; nothing in it may "
    "depend on their size, such as a `clamp` or a straight line beyond some bound.",
    2**-12: "Question 13: your loss is right for large differences but not for small differences; nothing is rounded, "
    "added or left out where they are tiny.",
}
"""Sizes of differences, in the order in which they are tried, and what fits if those before were right."""


def expect_losses(student, rng, expect, shapes):
    """Losses for tensors of these shapes, small and large, and for the first of them once more."""
    sizes = [(1, shape) for shape in (shapes[0], *shapes)] + [(size, shapes[0]) for size in OF_SIZE if size != 1]
    tables = [((size * normal(rng, *shape)), size * (normal(rng, *shape) + 1)) for size, shape in sizes]
    tables, sizes = [*tables, tables[0]], [*sizes, sizes[0]]
    calls = [list(map(student.tensor, pair)) for pair in tables]
    seen = student.probe("called", "mse", *calls, uses=["mse"])
    answers = expect.parts(
        seen,
        {"answers": [None] * len(calls), "arguments": [[None, None]] * len(calls)},
        "each call should return something",
    )["answers"]
    first, other, *_, again = answers
    losses = [mean_squared_error(*pair) for pair in tables]

    def extra():
        """Whether each answer is too large by the same amount."""
        more = np.array([float(answer.array) for answer in answers]) - losses
        least = np.argmin(losses)
        return more[least] > 1e-3 * losses[least] and (abs(more - more[least]) < 1e-6 * np.maximum(losses, 1)).all()

    throughout = {
        "Question 13: the loss of an earlier call comes back; compute each from the tensors that are handed in.": (
            lambda _: same_loss(first, float(other.array))
        ),
        "Question 13: something is added to your loss, such as a penalty or a tiny number; the squares of the "
        "differences are all that counts.": lambda _: extra(),
        "Question 13: the same two tensors get another loss when they come again, so earlier calls have a part in it, "
        "as by a global or a list that outlives the call; or your function writes into them.": (
            lambda _: not same_loss(first, float(again.array))
        ),
    }
    for answer, loss, pair, (size, shape) in zip(answers, losses, tables, sizes, strict=True):
        expect.close(
            answer,
            np.asarray(loss),
            f"the loss of two tensors with {len(shape)} dimensions",
            **ANY_DTYPE,
            atol=1e-6 * size**2,
            mistakes=mse_mistakes(*pair) | throughout | ({OF_SIZE[size]: is_tensor} if OF_SIZE[size] else {}),
        )
    return seen["arguments"], tables


@pytest.mark.exercise("mse", questions=[13], points=2, raised=MSE_RAISED)
def test_mean_is_taken_over_every_element(student, rng, expect):
    expect_losses(student, rng, expect, ((4, 3), (1, 2), (50, 2), (300, 4)))


@pytest.mark.exercise("mse", questions=[13], points=1, raised=MSE_RAISED)
def test_any_equal_shapes(student, rng, expect):
    left, tables = expect_losses(student, rng, expect, ((6,), (2, 3, 4), (5, 1), (1, 1)))
    for one, other in zip(left, tables, strict=True):
        expect_untouched(expect, one, other, 13)


@pytest.mark.exercise("mse", questions=[13], points=1, raised=MSE_RAISED)
def test_misses_up_and_down_do_not_cancel(student, rng, expect):
    other, gap = normal(rng, 4, 2), normal(rng, 4, 2)
    one = np.concatenate([other + gap, other - gap])
    other = np.concatenate([other, other])
    unknown = one.copy()
    unknown[1, 1] = np.nan
    calls = [list(map(student.tensor, (each, other))) for each in (one, other, unknown)]
    calls.insert(2, [student.tensor(other), student.tensor(one)])
    seen = student.probe("called", "mse", *calls, uses=["mse"])
    expect.parts(seen, {"answers": [None] * 4, "arguments": None}, "each call should return something")
    of_misses, of_none, of_opposite, of_unknown = seen["answers"]
    expect.close(
        of_misses,
        np.asarray(mean_squared_error(one, other)),
        "the loss",
        **ANY_DTYPE,
        mistakes={
            "Question 13: misses up and down cancel in your loss, and useless predictions look perfect; square each "
            "difference.": lambda seen: abs(float(seen.array)) < 1e-3,
            **mse_mistakes(one, other),
        },
    )
    expect.close(
        of_none,
        np.asarray(0.0),
        "the loss of perfect predictions",
        **ANY_DTYPE,
        mistakes={"Question 13: the loss of perfect predictions is 0, and yours is not.": is_tensor},
    )
    expect.close(
        of_opposite,
        np.asarray(mean_squared_error(one, other)),
        "the loss of the same two tensors the other way round",
        **ANY_DTYPE,
        mistakes={
            "Question 13: the loss of an earlier call comes back where only one of the two tensors is another one; "
            "compute each from both.": lambda seen: same_loss(seen, float(of_none.array)),
        },
    )
    expect.that(
        is_tensor(of_unknown) and np.isnan(of_unknown.array).all(),
        "the loss of predictions of which one is nan is not nan",
        "Question 13: a prediction that is nan is left out or made a number (`nanmean`, `nan_to_num`?); a model that "
        "has gone wrong must show it in its loss, so compute with all that comes in.",
    )


@pytest.mark.exercise(
    "mse",
    questions=[13],
    points=2,
    raised={
        **slips(13),
        "RuntimeError": "Question 13: this raises a RuntimeError, as changing an argument in place or turning it into "
        "NumPy does, which PyTorch refuses while it follows gradients; compute with new tensors.",
    },
)
def test_gradients_flow_to_both_arguments(student, rng, expect):
    for size in (1, 2**10):
        one, other = size * normal(rng, 5, 2), size * normal(rng, 5, 2)
        toward = 2 * (np.float64(one) - np.float64(other)) / one.size
        seen = student.probe("loss_gradients", "mse", student.tensor(one), student.tensor(other), uses=["mse"])
        expect.parts(seen, {"loss": None, "gradients": [None, None]}, "the loss should be a tensor")
        of_form = {hint: evidence for hint, evidence in mse_mistakes(one, other).items() if callable(evidence)}
        expect.close(seen["loss"], np.asarray(0.0), "the loss", **ANY_VALUES, **ANY_DTYPE, mistakes=of_form)
        mistakes = {
            "Question 13: your loss is a sum, so its gradients are too large; the mean divides them.": (
                [toward * one.size, -toward * one.size]
            ),
            "Question 13: you divide by the number of rows; the mean goes over every element.": (
                [toward * 2, -toward * 2]
            ),
        }
        if size > 1:
            mistakes[
                "Question 13: the gradients of your loss are right for small differences but not for large ones; "
                "nothing in it may depend on their size, such as a `clamp` or a hook."
            ] = lambda seen: all(map(is_tensor, seen))
        expect_gradients(
            expect,
            seen["gradients"],
            [toward, -toward],
            "the loss",
            "Question 13: your loss has lost its connection to the predictions (`.item()`, `float()`, `detach`, NumPy "
            "or `torch.tensor` cuts it), so nothing could be trained with it.",
            "Question 13: gradients flow to one argument only; do not detach the other.",
            mistakes,
        )
    equal = normal(rng, 5, 2)
    at_bottom = student.probe("loss_gradients", "mse", student.tensor(equal), student.tensor(equal), uses=["mse"])
    expect.parts(at_bottom, {"loss": None, "gradients": [None, None]}, "the loss should be a tensor")
    expect.close(
        at_bottom["gradients"],
        [np.zeros((5, 2))] * 2,
        "the gradients where both tensors are equal",
        mistakes={
            "Question 13: where a prediction is exact, the gradients of your loss are nan, as a root brings them; "
            "square the differences as they are.": lambda seen: any(np.isnan(each.array).any() for each in seen),
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
