"""Hidden checks of 01-from-scratch. Steps of gradient descent: accumulation, training-step."""

from functools import partial
from itertools import pairwise

import numpy as np
import pytest

from oracles import (
    ANY_DTYPE,
    ANY_VALUES,
    CROP_RATE,
    TINY_RATE,
    along,
    batch,
    crops,
    descent,
    even_table,
    exact_fit,
    expect_gradients,
    faint,
    is_cut_off,
    is_rounded,
    is_tensor,
    mean_squared_error,
    mse_slopes,
    normal,
    oversized,
    parameters,
    same,
    tiny,
    unmoved,
    unwritten,
    wide,
)

# accumulation

GATHERED_RAISED = {
    "AttributeError": "Question 24: your function raises an AttributeError. Before the first `backward()`, `.grad` is "
    "None and has no methods; setting it to None always works as a reset.",
    "TypeError": "Question 24: your function raises a TypeError. `calls` is a number to count up to, as in "
    "`range(calls)`, and `.grad` is a tensor or None, never a plain number.",
    "RuntimeError": "Question 24: your function raises a RuntimeError. `backward()` uses up what its loss remembers, "
    "so compute the loss anew for every pass, from `w` and `b` themselves, and not under `torch.no_grad()`.",
    "UnboundLocalError": "Question 24: a name is used before it has a value. Assigning to a bare name in a function "
    "makes it local; reset `w.grad`, which is an attribute of the notebook's `w`.",
}
PASSES_MOVE = "Question 24: the passes change `w` or `b`, so each finds another slope; only `backward()` is asked for."
PASSES_WRITE = "Question 24: your function writes into the notebook's `inputs` or `targets`; it should only read them."


def gathered_mistakes(task, calls, reset, left, moved, written, again):
    """``left`` is what ``w.grad`` held before, or None; ``again`` asks for the gradient at other parameters.

    ``moved`` and ``written`` tell whether ``w`` and ``b``, or the table, have other numbers now.
    """
    w, y = np.float64(task[0]), task[3]
    dw, db = mse_slopes(*task)
    wanted = dw * (1 if reset else calls)

    def multiple(seen):
        """How many times the gradient of one pass this is; nan where it is no multiple of it."""
        factor = (seen.array * dw).sum() / (dw**2).sum()
        return factor if same(seen, factor * dw) else np.nan

    def along_weights(rest):
        factor = (rest * w).sum() / (w**2).sum()
        return factor > 1e-9 and abs(rest - factor * w).max() < 0.1 * abs(rest).max()

    def held_back(seen):
        share = np.float64(seen.array) / wanted
        return (share > 0).all() and (share < 1.001).all() and share.min() < 0.99

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
        PASSES_MOVE: lambda _: moved,
        PASSES_WRITE: lambda _: written,
        "Question 24: where every miss is zero, so is the gradient of the mean squared error. Yours has more in it (a "
        "penalty on the weights?).": (
            lambda seen: along_weights(seen.array - wanted) or (seen.array.any() and not dw.any())
        ),
        "Question 24: the gradient is rounded, or small parts of it are left out; return it as it is.": (
            lambda seen: is_rounded(seen.array, wanted) or same_but_for_zeros(seen.array, wanted)
        ),
        "Question 24: all zeros: reset before a pass, so that the last pass leaves its gradient behind.": (
            lambda seen: not seen.array.any()
        ),
        "Question 24: what `.grad` held before your function was called is still in the result; begin with a reset.": (
            lambda seen: left is not None and any(same(seen, left + many * dw) for many in range(calls + 1))
        ),
        "Question 24: with `reset` the gradients still pile up; reset `w.grad` before each pass.": (
            lambda seen: reset and same(seen, calls * dw)
        ),
        "Question 24: you divide by the number of passes; `.grad` gathers their sum.": (
            lambda seen: reset and same(seen, wanted / calls)
        ),
        "Question 24: without `reset` each pass adds to `.grad`; here the result is that of a single pass. Perhaps the "
        "gradients are reset all the same, or divided by the number of passes, or only one pass is made.": (
            lambda seen: not reset and same(seen, dw)
        ),
        "Question 24: these are gradients of a sum; the loss is the mean over every element.": wanted * y.size,
        "Question 24: the sign is turned; return the gradient as `backward()` leaves it.": -wanted,
        "Question 24: each pass repeats the earlier ones; `backward()` is for the loss of one pass, not for a "
        "growing sum.": calls * (calls + 1) / 2 * dw,
        "Question 24: the number of backward passes is not the one that is handed in.": (
            lambda seen: abs(multiple(seen) - round(multiple(seen))) < 1e-3
        ),
        "Question 24: a steep gradient is held back (`clamp`, `clip_grad_norm_`?); return it as `backward()` leaves "
        "it.": held_back,
        "Question 24: with another table, `w` and `b`, the same gradient comes again, so that your function remembers "
        "it; make each pass anew.": lambda seen: same(seen, again().array),
        "Question 24: this is no multiple of the loss's gradient; each pass is a `backward()` of the mean squared "
        "error of the model's predictions.": lambda seen: seen.shape == dw.shape and np.isnan(multiple(seen)),
    }


def same_but_for_zeros(observed, wanted):
    """Whether the numbers that are not the wanted ones are all 0: some, or each where all are next to nothing."""
    return (observed.any() or abs(wanted).max() < 1e-5) and np.allclose(observed[observed != 0], wanted[observed != 0])


def gathered(student, rng, expect, task, calls, reset, with_left=False):
    left = parameters(rng) if with_left else None

    def ask(w, b, x, y):
        given = *map(student.tensor, (w, b, x, y)), calls, reset, left and list(map(student.tensor, left))
        return student.probe("gradients_gathered", *given, uses=["gradient_after"])

    seen = ask(*task)
    form = {"gradient": None, "parameters": {"w": None, "b": None}, "table": None}
    expect.parts(seen, form, "gradient_after should return a gradient")
    w, b, *table = task
    moved = not unmoved({"w": w, "b": b})(seen["parameters"])
    written = not unwritten(seen["table"], table)

    def again():
        return ask(2 - w, b - 1, *(each[::-1] / 2 - 1 for each in table))["gradient"]

    expect.close(
        seen["gradient"],
        mse_slopes(*task)[0] * (1 if reset else calls),
        "the gradient with a reset in between" if reset else "the gradient without a reset",
        **ANY_DTYPE,
        rtol=2e-5,
        atol=0,
        mistakes=partial(gathered_mistakes, task, calls, reset, left and left[0], moved, written, again),
    )
    expect.that(not moved, "w or b has other numbers after the call", PASSES_MOVE)
    expect.that(not written, "the notebook's table has other numbers after the call", PASSES_WRITE)


# Five rows, as the notebook has: an answer may hold on to its tensors.


@pytest.mark.exercise("accumulation", questions=[24], points=1, raised=GATHERED_RAISED)
def test_passes_add_up_without_a_reset(student, rng, expect):
    for calls, with_left in ((1, True), (3, False), (14, True), (1, False)):
        gathered(student, rng, expect, (*parameters(rng), *batch(rng, 5)), calls, False, with_left)
    gathered(student, rng, expect, (*parameters(rng), *crops(rng, 5)), 2, False)
    gathered(student, rng, expect, faint(*parameters(rng), *batch(rng, 5)), 3, False)
    gathered(student, rng, expect, exact_fit(rng, 5), 3, False)


@pytest.mark.exercise("accumulation", questions=[24], points=1, raised=GATHERED_RAISED)
def test_a_reset_leaves_the_gradient_of_one_pass(student, rng, expect):
    for calls, with_left in ((3, True), (14, False), (1, True)):
        gathered(student, rng, expect, (*parameters(rng), *batch(rng, 5)), calls, True, with_left)
    gathered(student, rng, expect, faint(*parameters(rng), *batch(rng, 5)), 2, True)
    gathered(student, rng, expect, (*parameters(rng), *crops(rng, 5)), 2, True)


# training-step

STEP_RAISED = {
    "RuntimeError": "Question 23: your step raises a RuntimeError. Most often, an update in place (`-=`) stands "
    "outside of `torch.no_grad()` and belongs under it, or the loss or `backward()` stands under it and belongs before "
    "it, where PyTorch still keeps track of `w` and `b`.",
    "UnboundLocalError": "Question 19: a name is used before it has a value. `w -= ...` makes `w` a local name unless "
    "the function says `global w, b`.",
    "TypeError": "Question 19: your step raises a TypeError. If something in it is None, that is most likely a "
    "`.grad`, which exists only after `backward()`, and only for leaf tensors, so update `w` and `b` in place. The "
    "step is called as `training_step(inputs, targets, lr)`.",
    "AttributeError": "Question 19: your step raises an AttributeError. If something in it is None, that is most "
    "likely a `.grad`: gradients exist only after `backward()`, and only for leaf tensors, so update `w` and `b` in "
    "place.",
}
STEP_WRITES = (
    "Question 19: your step writes into the `inputs` or `targets` that it is given; compute with them, and change only "
    "`w` and `b`."
)
STEP_RECALLS = (
    "Question 19: from the same `w` and `b`, with the same table, your step does not come out the same a second time. "
    "It goes by earlier calls (momentum, a counter, a list that lives on) or by random numbers; use only what it is "
    "given."
)
STEP_ADDS = (
    "Question 19: your step also pulls `w` or `b` towards zero, even where their gradients are zero (weight decay, or "
    "a penalty in the loss?); subtract `lr` times the gradient of the mean squared error, and no more."
)
FLOAT32 = 1e-5
"""Relative to the largest number of an array: float32 is ten times better, at every size that is tried here."""


def steps(student, rng, expect, w, b, tables, calls):
    """What several steps leave behind, the notebook's own table, and a function that takes the same steps again.

    It may do so from other weights, ``shift`` further on.
    """

    def taken(shift=0):
        seen = student.probe(
            "training_steps",
            student.tensor(w + np.float32(shift)),
            student.tensor(b),
            list(map(student.tensor, own)),
            [[student.tensor(x), student.tensor(y)] for x, y in tables],
            [list(each) for each in calls],
            uses=["training_step"],
        )
        form = {"losses": [None] * len(calls), "parameters": [{"w": None, "b": None}] * len(calls), "tables": None}
        return expect.parts(seen, form, "steps should leave parameters behind")

    own = batch(rng, 5)
    return taken(), own, taken


def one_step(student, rng, expect, w, b, data, lr):
    """The loss and the parameters, and what the hints go by: the notebook's table, a second try, the table written."""
    seen, own, again = steps(student, rng, expect, w, b, [data], [(0, lr)])
    return seen["losses"][0], seen["parameters"][0], (own, again, not unwritten(seen["tables"][0], data))


def sizes(rng):
    """``(w, b), (x, y), lr`` as they come in practice, and then where limits, roundings and penalties show.

    One row, many rows, the crops; a loss that is all but 0, a long step that leads uphill, weights far from 0, a loss
    and a gradient so large that only a tiny rate will do.
    """
    yield parameters(rng), batch(rng, 6), 0.2
    yield parameters(rng), batch(rng, 1), 0.03
    yield parameters(rng), crops(rng, 5), CROP_RATE
    yield parameters(rng), batch(rng, 70), 0.1
    x, y = batch(rng, 4)
    yield tiny(*parameters(rng)), (x, *tiny(y)), 0.2
    x, y = batch(rng, 5)
    yield parameters(rng), (np.float32(0.1) * x, y), 7.0
    yield tuple(40 * each + 20 * np.sign(each) for each in parameters(rng)), batch(rng, 5), 0.1
    w, b, *data = oversized(*(100 * each for each in parameters(rng)), *crops(rng, 5))
    yield (w, b), data, TINY_RATE


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


def step_mistakes(w, b, data, lr, own, again, written):
    """``own`` is the notebook's table; ``again`` repeats the step; ``written`` tells whether ``data`` has changed."""
    (dw, db), w, b = mse_slopes(w, b, *data), *wide(w, b)
    wanted = {"w": w - lr * dw, "b": b - lr * db}

    def less(of_w, of_b):
        """The parameters after these multiples of the gradients have been taken off."""
        return {"w": w - of_w * dw, "b": b - of_b * db}

    def at_any(seen, places):
        return any(same(seen["w"], each["w"]) and same(seen["b"], each["b"]) for each in places)

    def all_of(seen, holds):
        return all(holds(np.float64(seen[name].array), wanted[name]) for name in "wb")

    def moves(seen):
        """What each parameter lost, beside what it should have."""
        return [(start - np.float64(seen[name].array), lr * d) for name, start, d in (("w", w, dw), ("b", b, db))]

    def held_back(seen):
        shares = np.concatenate([(move / full).ravel() for move, full in moves(seen)])
        return (shares > -0.01).all() and (shares < 1.01).all() and shares.min() < 0.95

    def even(seen):
        """All by the same length, as the signs alone, or Adam's first step, give it."""
        lengths = np.concatenate([np.abs(move).ravel() for move, _ in moves(seen)])
        return np.allclose(lengths, lengths[0], rtol=0.01) and all(
            (move * full > 0).all() for move, full in moves(seen)
        )

    def pulled(seen):
        """Whether what is missing is a share of a parameter, or the same everywhere, towards 0."""

        def toward_zero(name, start):
            off = wanted[name] - np.float64(seen[name].array)
            shares = [(off * each).sum() / (each**2).sum() * each for each in (start, np.sign(start))]
            return (off * start > 0).all() and any(abs(off - share).max() < 0.1 * abs(off).max() for share in shares)

        return any(toward_zero(name, start) for name, start in (("w", w), ("b", b))) and all(
            toward_zero(name, start) or np.allclose(seen[name].array, wanted[name], rtol=1e-4)
            for name, start in (("w", w), ("b", b))
        )

    some_rows = [descent(w, b, [[each[part] for each in data]], [lr])[0] for part in parts_of(len(data[0]))]
    return {
        STEP_WRITES: lambda _: written,
        STEP_RECALLS: lambda seen: not same_parameters(again()["parameters"][0], seen),
        "Question 19: `w` and `b` have not moved; subtract `lr` times their gradients, before these are reset, however "
        "small or large the loss is and wherever the step leads.": unmoved({"w": np.float32(w), "b": np.float32(b)}),
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
        "Question 19: your step is made on the notebook's `inputs` and `targets`; take those that are handed in.": (
            descent(w, b, [own], [lr])[0]
        ),
        "Question 19: only some of the rows take part in your step; the loss is the mean over every row.": (
            lambda seen: at_any(seen, some_rows)
        ),
        "Question 19: you divide by the learning rate; multiply with it.": less(1 / lr, 1 / lr),
        "Question 19: the old values of `w` and `b` are lost; the step is taken off them, so use `-=`, not `=`.": (
            lambda seen: at_any(seen, [{"w": sign * lr * dw, "b": sign * lr * db} for sign in (-1, 1)])
        ),
        "Question 19: `w` and `b` are rounded after the step; leave them as they are.": (
            lambda seen: all_of(seen, is_rounded)
        ),
        "Question 19: `w` or `b` is kept within bounds (`clamp`?); it may take any value that the step leads to.": (
            lambda seen: (
                any(is_cut_off(seen[name].array, wanted[name]) for name in "wb")
                and all_of(seen, lambda one, other: is_cut_off(one, other) or np.allclose(one, other, rtol=1e-4))
            )
        ),
        STEP_ADDS: pulled,
        # The first steps that are tried are not steep; who gets so far takes the whole of those.
        "Question 19: a steep gradient is held back (`clamp`, `clip_grad_norm_`?); subtract `lr` times all of it.": (
            lambda seen: lr <= CROP_RATE and held_back(seen)
        ),
        "Question 19: a large `lr` is made smaller than `lr` is; take the one that is handed in.": (
            lambda seen: lr > 1 and other_rate({"w": w, "b": b}, (dw, db))(seen)
        ),
        "Question 19: a tiny `lr` is made larger than `lr` is; take the one that is handed in.": (
            lambda seen: lr < CROP_RATE and other_rate({"w": w, "b": b}, (dw, db))(seen)
        ),
        "Question 19: all elements move by the same length, by the gradient's sign alone; plain gradient descent "
        "subtracts `lr` times the gradient, whose size counts, too.": even,
        "Question 19: your step has a length of its own; multiply the gradient with the `lr` that is handed in.": (
            other_rate({"w": w, "b": b}, (dw, db))
        ),
        "Question 19: `w` and `b` move along their gradients, but not by `lr` times these; take them as they are, not "
        "scaled, normalised or disturbed.": lambda seen: along([move for move, _ in moves(seen)], (dw, db)),
        "Question 19: from other weights your step takes off the same: it remembers a gradient of an earlier call. "
        "Compute it anew in every step.": lambda seen: same(again(shift=1)["parameters"][0]["w"], seen["w"].array + 1),
    }


def parts_of(rows):
    """Slices of fewer rows, from the first on or up to the last."""
    return [part for count in range(1, rows) for part in (slice(count), slice(count, None))]


def same_parameters(one, other):
    return all(is_tensor(one[name]) and same(one[name], other[name].array) for name in "wb")


@pytest.mark.exercise("training-step", questions=[19], points=2, raised=STEP_RAISED)
def test_parameters_move_against_the_gradient(student, rng, expect):
    for (w, b), data, lr in sizes(rng):
        _, seen, beside = one_step(student, rng, expect, w, b, data, lr)
        expect.close(
            seen,
            descent(w, b, [data], [lr])[0],
            "the parameters after a step",
            rtol=FLOAT32,
            atol=0,
            mistakes=partial(step_mistakes, w, b, data, lr, *beside),
        )
    # Penalties and what is left of other steps move parameters whose gradient is 0.
    w, b, *data = exact_fit(rng, 5)
    _, seen, (_, again, _) = one_step(student, rng, expect, w, b, data, 0.5)
    expect.that(
        unmoved({"w": w, "b": b})(seen),
        "w and b move although their gradients are zero",
        STEP_RECALLS if not same_parameters(again()["parameters"][0], seen) else STEP_ADDS,
    )


def loss_mistakes(w, b, data, loss, after, own, again, written):
    return {
        "Question 19: you return nothing; the caller wants to see the loss.": lambda value: value is None,
        "Question 19: you return a tensor; `loss.item()` takes the number out of it, and with it frees what autograd "
        "has noted down.": is_tensor,
        STEP_WRITES: lambda _: written,
        STEP_RECALLS: lambda value: not np.isclose(again()["losses"][0], value, rtol=1e-4),
        "Question 19: a large loss is cut off; return it as it is.": (
            lambda value: 100 <= value < loss and value == float(f"{value:.2g}")
        ),
        "Question 19: this is the loss after the update; the one wanted is that which the step set out from.": (
            mean_squared_error(data[0] @ after["w"].T + after["b"], data[1])
        ),
        "Question 19: you return a sum; the loss is the mean over every element.": loss * data[1].size,
        "Question 19: this is the loss on the notebook's `inputs` and `targets`; take those that are handed in.": (
            mean_squared_error(own[0] @ w.T + b, own[1])
        ),
        "Question 19: the loss is that of some of the rows; it is the mean over every row.": lambda value: any(
            np.isclose(value, mean_squared_error(data[0][part] @ w.T + b, data[1][part]))
            for part in parts_of(len(data[0]))
        ),
        "Question 19: the loss is rounded; return it as it is.": lambda value: is_rounded([value], [loss]),
        "Question 19: you return the root of the loss; the mean squared error itself is wanted.": np.sqrt(loss),
        "Question 19: your loss is larger than the mean squared error; is there a penalty in it?": (
            lambda value: loss < value < 1.01 * loss + 0.1
        ),
    }


@pytest.mark.exercise("training-step", questions=[19], points=2, raised=STEP_RAISED)
def test_loss_before_the_step_is_returned_as_a_float(student, rng, expect):
    for (w, b), data, lr in (*sizes(rng), at_rest(rng)):
        after, (loss,) = descent(w, b, [data], [lr])
        value, _, beside = one_step(student, rng, expect, w, b, data, lr)
        terms = (np.abs(data[0]) @ np.abs(w).T + np.abs(b) + np.abs(data[1])).max()
        expect.close(
            value,
            loss,
            "the loss that a step returns",
            rtol=FLOAT32,
            atol=1e-6 * np.sqrt(loss) * float(terms),  # predictions and targets may be far larger than the misses
            mistakes=partial(loss_mistakes, w, b, data, loss, after, *beside),
        )


def at_rest(rng):
    """The same at an optimum: loss and gradients are exactly 0."""
    w, b, *data = exact_fit(rng, 5)
    return (w, b), data, 0.5


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
    form = {"before": None, "now": None, "reached": None, "table": None}
    expect.parts(seen, form, "a step should leave tensors behind")
    expect.that(unwritten(seen["table"], (x, y)), "the step writes into the table that it is given", STEP_WRITES)
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


def row_mistakes(w, b, tables, calls, seen, again):
    """Evidence in the parameters after each of several steps."""
    rows, lrs = [tables[number] for number, _ in calls], [lr for _, lr in calls]
    places = [{"w": np.float64(w), "b": np.float64(b)}]
    for each in seen["parameters"]:
        if not all(is_tensor(each[name]) for name in "wb"):
            break
        places.append({name: np.float64(each[name].array) for name in "wb"})

    def flat(pair):
        return np.concatenate([np.ravel(each) for each in pair])

    def made_of_several(_):
        """Whether some step is a sum of gradients, the one that is due and that of a step before it."""
        slopes = [flat(mse_slopes(here["w"], here["b"], *data)) for here, data in zip(places, rows, strict=False)]
        ways = [flat((one[name] - other[name]) for name in "wb") for one, other in pairwise(places)]
        for number in range(1, min(len(ways), 10)):
            due = lrs[number] * slopes[number]
            for earlier in slopes[:number]:
                shares = np.linalg.lstsq(np.stack([due, earlier], 1), ways[number], rcond=None)[0]
                rest = ways[number] - np.stack([due, earlier], 1) @ shares
                if abs(rest).max() < 1e-3 * abs(ways[number]).max() and abs(shares[1]) > 1e-3:
                    return True
        return False

    return {
        STEP_WRITES: lambda _: not all(map(unwritten, seen["tables"], tables)),
        STEP_RECALLS: lambda _: not same_parameters(again()["parameters"][-1], seen["parameters"][-1]),
        "Question 24: each step also repeats all the earlier ones: PyTorch adds to `.grad`, so reset it in every "
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
        "Question 24: a step on a table that was there before does nothing, so that your function remembers results; "
        "it should not. Compute loss and gradient anew in every step.": (
            lambda _: any(same_numbers(one, other) for one, other in pairwise(places))
        ),
        "Question 24: some of your steps take in, or repeat, the gradient of an earlier step (a missing reset, "
        "momentum, or a gradient that your function remembers?); each goes by its own gradient alone.": made_of_several,
    }


def same_numbers(one, other):
    return all(np.array_equal(one[name], other[name]) for name in "wb")


@pytest.mark.exercise("training-step", questions=[19, 24], points=1, raised=STEP_RAISED)
def test_several_steps_in_a_row(student, rng, expect):
    w, b = parameters(rng)
    tables = [batch(rng, n) for n in (5, 3, 1)]
    # The last but one takes the table and the rate of an earlier step, but not its way. More than a hundred follow:
    # whoever counts the steps comes past a round number.
    calls = [(0, 0.1), (1, 0.05), (0, 0.2), (2, 0.1), (0, 0.1), (1, 0.1), *[(0, 0.003), (1, 0.004)] * 50]
    seen, _, again = steps(student, rng, expect, w, b, tables, calls)
    expect.close(
        seen["parameters"][-1],
        descent(w, b, [tables[number] for number, _ in calls], [lr for _, lr in calls])[0],
        "the parameters after several steps",
        rtol=2e-5,
        atol=0,
        mistakes=partial(row_mistakes, w, b, tables, calls, seen, again),
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
