"""Hidden checks of 01-from-scratch. Steps of gradient descent: accumulation, training-step."""

from functools import partial

import numpy as np
import pytest

from oracles import (
    ANY_VALUES,
    along,
    batch,
    descent,
    even_table,
    expect_gradients,
    is_tensor,
    mean_squared_error,
    mse_slopes,
    normal,
    parameters,
    same,
    unmoved,
    wide,
)

# accumulation

GATHERED_RAISED = {
    "AttributeError": "Question 24: before the first `backward()`, `.grad` is None and has no methods; setting it to "
    "None always works as a reset.",
    "TypeError": "Question 24: `calls` is a number to count up to, as in `range(calls)`, and `.grad` is a tensor or "
    "None, never a plain number.",
    "RuntimeError": "Question 24: `backward()` uses up what its loss remembers; compute the loss anew for every pass, "
    "from `w` and `b` themselves.",
    "UnboundLocalError": "Question 24: assigning to a bare name in a function makes it local; reset `w.grad`, which is "
    "an attribute of the notebook's `w`.",
}


def gathered_mistakes(dw, db, y, calls, reset, left, moved):
    """``left`` is what ``w.grad`` held before, or None; ``moved`` whether w and b have other numbers now."""
    wanted = dw * (1 if reset else calls)

    def multiple(seen):
        """How many times the gradient of one pass this is; nan where it is no multiple of it."""
        factor = (seen.array * dw).sum() / (dw**2).sum()
        return factor if same(seen, factor * dw) else np.nan

    return {
        "Question 24: nothing comes back: return `w.grad`, and reset it before a pass, not after the last one.": (
            lambda seen: seen is None
        ),
        "Question 24: only the gradient of the weights is asked for, `w.grad` alone.": (
            lambda seen: isinstance(seen, tuple | list) and len(seen) == 2 and all(map(is_tensor, seen))
        ),
        "Question 24: a tensor is wanted, `w.grad` itself or a `clone()` of it.": lambda seen: not is_tensor(seen),
        "Question 24: this has the shape of the bias; the gradient of the weights is asked for.": (
            lambda seen: seen.shape == db.shape
        ),
        "Question 24: all zeros: reset before a pass, so that the last pass leaves its gradient behind.": (
            lambda seen: not seen.array.any()
        ),
        "Question 24: what `.grad` held before your function was called is still in the result; begin with a reset.": (
            lambda seen: left is not None and any(same(seen, left + many * dw) for many in range(calls + 1))
        ),
        "Question 24: the passes change `w` or `b`, so each finds another slope; only `backward()` is asked for.": (
            lambda _: moved
        ),
        "Question 24: with `reset` the gradients still pile up; reset `w.grad` before each pass.": (
            lambda seen: reset and same(seen, calls * dw)
        ),
        "Question 24: without `reset` each pass adds to `.grad`, but yours are reset, or only one is made.": (
            lambda seen: not reset and same(seen, dw)
        ),
        "Question 24: these are gradients of a sum; the loss is the mean over every element.": wanted * y.size,
        "Question 24: the sign is turned; return the gradient as `backward()` leaves it.": -wanted,
        "Question 24: each pass repeats the earlier ones; `backward()` is for the loss of one pass, not for a "
        "growing sum.": calls * (calls + 1) / 2 * dw,
        "Question 24: the number of backward passes is not the one that is handed in.": (
            lambda seen: abs(multiple(seen) - round(multiple(seen))) < 1e-3
        ),
        "Question 24: this is no multiple of the loss's gradient; each pass is a `backward()` of the mean squared "
        "error of the model's predictions.": lambda seen: seen.shape == dw.shape and np.isnan(multiple(seen)),
    }


def gathered(student, rng, expect, calls, reset, with_left):
    # Five rows, as the notebook has: an answer may hold on to its tensors.
    (w, b), (x, y), left = parameters(rng), batch(rng, 5), parameters(rng) if with_left else None
    seen = student.probe(
        "gradients_gathered",
        *map(student.tensor, (w, b, x, y)),
        calls,
        reset,
        left and list(map(student.tensor, left)),
        uses=["gradient_after"],
    )
    form = {"gradient": None, "parameters": {"w": None, "b": None}}
    expect.parts(seen, form, "gradient_after should return a gradient")
    dw, db = mse_slopes(w, b, x, y)
    moved = not unmoved({"w": w, "b": b})(seen["parameters"])
    expect.close(
        seen["gradient"],
        dw * (1 if reset else calls),
        "the gradient with a reset in between" if reset else "the gradient without a reset",
        mistakes=partial(gathered_mistakes, dw, db, y, calls, reset, left and left[0], moved),
    )
    expect.that(
        not moved,
        "w or b has other numbers after the call",
        "Question 24: the passes change `w` or `b`, so each finds another slope; only `backward()` is asked for.",
    )


@pytest.mark.exercise("accumulation", questions=[24], points=1, raised=GATHERED_RAISED)
def test_passes_add_up_without_a_reset(student, rng, expect):
    for calls, with_left in ((1, True), (3, False), (4, True), (1, False)):
        gathered(student, rng, expect, calls, False, with_left)


@pytest.mark.exercise("accumulation", questions=[24], points=1, raised=GATHERED_RAISED)
def test_a_reset_leaves_the_gradient_of_one_pass(student, rng, expect):
    for calls, with_left in ((3, True), (4, False), (1, True)):
        gathered(student, rng, expect, calls, True, with_left)


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
    form = {"losses": [None] * len(rows), "parameters": {"w": None, "b": None}}
    return expect.parts(seen, form, "steps should leave parameters behind")


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


@pytest.mark.exercise("training-step", questions=[19], points=2, raised=STEP_RAISED)
def test_parameters_move_against_the_gradient(student, rng, expect):
    for rows, lr in ((6, 0.2), (1, 0.03)):
        (w, b), data = parameters(rng), batch(rng, rows)
        expect.close(
            steps(student, expect, w, b, [data], [lr])["parameters"],
            descent(w, b, [data], [lr])[0],
            "the parameters after a step",
            mistakes=partial(step_mistakes, w, b, data, lr),
        )


@pytest.mark.exercise("training-step", questions=[19], points=2, raised=STEP_RAISED)
def test_loss_before_the_step_is_returned_as_a_float(student, rng, expect):
    for rows, lr in ((7, 0.1), (1, 0.05)):
        (w, b), data = parameters(rng), batch(rng, rows)
        after, (loss,) = descent(w, b, [data], [lr])
        seen = steps(student, expect, w, b, [data], [lr])
        expect.close(
            seen["losses"][0],
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


NOT_ALONG = (
    "w or b has moved, but not along its gradient",
    "Question 19: what a step takes off `w` and `b` is a multiple of their gradients, of those of the loss.",
)


def even_batch(rng, rows):
    """A table on which every step, however long, goes the same way as the first."""
    return even_table(rng, rows, 3).astype(np.float32), normal(rng, rows, 2)


def steps_along(start, now, data):
    """Whether each parameter that has moved has done so along its gradient, or is now a multiple of it."""
    slopes = dict(zip("wb", mse_slopes(start["w"], start["b"], *data), strict=True))
    moved = {name: np.float64(now[name].array) for name in now if not np.array_equal(now[name].array, start[name])}
    return all(
        along([here - start[name]], [slopes[name]]) or along([here], [slopes[name]]) for name, here in moved.items()
    )


@pytest.mark.exercise("training-step", questions=[19, 23], points=1, raised=STEP_RAISED)
def test_same_tensors_stay_in_use(student, rng, expect):
    (w, b), (x, y), (of_w, of_b) = parameters(rng), even_batch(rng, 5), parameters(rng)
    seen = student.probe(
        "tensors_after_step",
        *map(student.tensor, (w, b, x, y)),
        0.15,
        student.tensor(of_w),
        student.tensor(of_b),
        uses=["training_step"],
    )
    expect.parts(seen, dict.fromkeys(("before", "now", "reached")), "a step should leave tensors behind")
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
    expect.that(steps_along({"w": w, "b": b}, dict(zip("wb", now, strict=True)), (x, y)), *NOT_ALONG)
    expect_gradients(
        expect,
        seen["reached"],
        [of_w, of_b],
        "w and b",
        "Question 23: after your step, `w` and `b` no longer take part in gradients; `torch.no_grad()` "
        "pauses the "
        "bookkeeping without switching `requires_grad` off.",
    )


def row_mistakes(w, b, rows, lrs):
    """Evidence in the parameters after several steps."""
    return {
        "Question 24: each step also repeats all the earlier ones: PyTorch adds to `.grad`, so reset it "
        "in every "
        "step.": descent(w, b, rows, lrs, keep=(True, True))[0],
        "Question 24: the gradient of `w` piles up from step to step; reset it like that of `b`.": (
            descent(w, b, rows, lrs, keep=(True, False))[0]
        ),
        "Question 24: the gradient of `b` piles up from step to step; reset it like that of `w`.": (
            descent(w, b, rows, lrs, keep=(False, True))[0]
        ),
        "Question 19: you add the gradient, which leads uphill; subtract it.": (descent(w, b, rows, lrs, sign=1)[0]),
        "Question 19: one call takes two steps; `training_step` takes one.": (
            descent(w, b, [each for each in rows for _ in "12"], [lr for lr in lrs for _ in "12"])[0]
        ),
        "Question 19: `w` and `b` have not moved.": unmoved({"w": w, "b": b}),
    }


@pytest.mark.exercise("training-step", questions=[19, 24], points=1, raised=STEP_RAISED)
def test_several_steps_in_a_row(student, rng, expect):
    w, b = parameters(rng)
    rows, lrs = [batch(rng, n) for n in (5, 3, 5, 1)], [0.1, 0.05, 0.2, 0.1]
    seen = steps(student, expect, w, b, rows, lrs)
    expect.close(
        seen["parameters"],
        descent(w, b, rows, lrs)[0],
        "the parameters after several steps",
        mistakes=partial(row_mistakes, w, b, rows, lrs),
    )


@pytest.mark.exercise("training-step", questions=[24], points=1, raised=STEP_RAISED)
def test_gradients_are_reset_afterwards(student, rng, expect):
    (w, b), (x, y) = parameters(rng), even_batch(rng, 4)
    seen = student.probe("gradients_after_step", *map(student.tensor, (w, b, x, y)), 0.1, uses=["training_step"])
    form = {name: {"w": None, "b": None} for name in ("parameters", "gradients")}
    expect.parts(seen, form, "a step should leave gradients that are zero or None")
    moved = seen["parameters"]
    expect.close(moved, {"w": np.zeros((2, 3)), "b": np.zeros(2)}, "the parameters after a step", **ANY_VALUES)
    expect.that(
        not unmoved({"w": w, "b": b})(moved),
        "a step leaves nothing to reset",
        "Question 19: `w` and `b` have not moved; subtract `lr` times their gradients, before these are reset.",
    )
    expect.that(steps_along({"w": w, "b": b}, moved, (x, y)), *NOT_ALONG)
    seen = seen["gradients"]
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
