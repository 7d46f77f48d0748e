"""Hidden checks of 01-from-scratch. Gradients and slopes: gradients, slope."""

import numpy as np
import pytest

from oracles import (
    ANY_VALUES,
    along,
    batch,
    crops,
    cut_off,
    even_table,
    expect_untouched,
    is_tensor,
    mean_squared_error,
    mse_slopes,
    numbers,
    parameters,
    plain,
    rounded,
    same,
    slips,
    unmoved,
    wide,
)

# gradients


def gradient_mistakes(w, b, x, y):
    """What a first call would give; ``w.grad`` after another loss or another order of things."""
    dw, db = mse_slopes(w, b, x, y)
    w, b, x, y = wide(w, b, x, y)
    of_sum = np.repeat(x.sum(axis=0)[None], 2, axis=0), np.full(2, float(len(x)))
    misses = np.sign(x @ w.T + b - y) / y.size

    def either(evidence):
        return lambda seen: any(
            evidence(one, wanted) and not same(one, wanted) for one, wanted in zip(seen, (dw, db), strict=True)
        )

    def both(of_w, of_b):
        return lambda seen: same(seen[0], of_w) and same(seen[1], of_b)

    def shares(seen):
        """How large the two gradients are beside what they should be, where all their elements agree in that."""
        of_w, of_b = numbers(seen[0]) / dw, numbers(seen[1]) / db
        return of_w.mean(), of_b.mean(), np.ptp(of_w) < 1e-4 * of_w.mean() and np.ptp(of_b) < 1e-4 * of_b.mean()

    def scaled_down(seen):
        of_w, of_b, proportional = shares(seen)
        return proportional and of_w < 0.999 and np.isclose(of_w, of_b, rtol=1e-3)

    def brought_to_length_one(seen):
        return shares(seen)[2] and np.allclose([np.linalg.norm(numbers(each)) for each in seen], 1, rtol=1e-4)

    def penalised(seen):
        more = numbers(seen[0]) - dw
        share = (more * w).sum() / (w**2).sum()
        return share > 1e-7 and np.allclose(more, share * w, rtol=0, atol=0.02 * share * abs(w).max())

    return {
        "Question 14: no gradient has been computed; the loss needs a `backward()` before `.grad` holds one.": (
            lambda seen: seen[0] is None or seen[1] is None
        ),
        "Question 14: you return NumPy arrays; the gradients are to be tensors.": (
            lambda seen: any(isinstance(each, np.ndarray) for each in seen)
        ),
        "Question 14: these are the gradients of a sum; the loss is a mean over every element, your `mse`.": (
            dw * y.size,
            db * y.size,
        ),
        "Question 14: you add up over the rows; the loss is a mean over every element, so divide by both counts.": (
            lambda seen: len(x) > 1 and both(dw * len(x), db * len(x))(seen)
        ),
        "Question 14: these are the gradients of the predictions; they do not know the targets, the loss does.": of_sum,
        "Question 14: these are the gradients of the average prediction; take those of the loss.": (
            of_sum[0] / y.size,
            of_sum[1] / y.size,
        ),
        "Question 14: these are the gradients of the absolute errors; the loss is the mean of their squares.": both(
            misses.T @ x, misses.sum(axis=0)
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
        "Question 14: you return the parameters, not their gradients.": both(w, b),
        "Question 14: the gradients are all zero; copy them before you reset them.": (
            lambda seen: dw.any() and not seen[0].array.any() and not seen[1].array.any()
        ),
        "Question 14: halved gradients: the derivative of a square brings a factor of 2.": (dw / 2, db / 2),
        "Question 14: you divide by the number of rows once more; the mean of the loss has seen to that.": (
            lambda seen: len(x) > 1 and both(dw / len(x), db / len(x))(seen)
        ),
        "Question 14: only the first rows of the table have a part in your gradients; every row counts.": (
            lambda seen: any(both(*mse_slopes(w, b, x[:row], y[:row]))(seen) for row in range(1, len(x)))
        ),
        "Question 14: only signs are left of your gradients; how steep the loss is, they tell by their size.": (
            lambda seen: (abs(numbers(seen[0])) == 1).all()
        ),
        "Question 14: your gradients have been brought to length 1; how steep the loss is, they tell by their size.": (
            brought_to_length_one
        ),
        "Question 14: your gradients are scaled down as a whole, as `clip_grad_norm_` does; leave them as they are.": (
            scaled_down
        ),
        "Question 14: your gradients are rounded; keep all of their decimals.": either(rounded),
        "Question 14: large gradients are cut off; a `clamp` or a clip has no part in what the slope is.": either(
            cut_off
        ),
        "Question 14: a penalty on the weights has a part in your gradients (weight decay); the loss is `mse` alone.": (
            penalised
        ),
    }


GRADIENTS_RAISED = {
    **slips(14),
    "AttributeError": "Question 14: this raises an AttributeError: before `backward()` has run, `.grad` is None and "
    "has no methods (check for that, or reset it afterwards), or a name after a dot is none that a tensor has.",
    "TypeError": "Question 14: this raises a TypeError: a function gets something that it does not take, or None is "
    "computed with, which `.grad` is before `backward()` has run.",
    "RuntimeError": "Question 14: this raises a RuntimeError: either the shapes do not fit, or `backward()` is not "
    "called once on one number that is connected to `w` and `b` (compute the loss anew in each call, not under "
    "`no_grad`), or a tensor that asks for gradients is changed in place or turned into NumPy.",
}


def whole_table(rng):
    """w, b, x, y in whole numbers that a linear model fits exactly, so that every gradient is 0, in float32 as well."""
    w, b, x = (rng.integers(-9, 10, shape).astype(np.float32) for shape in ((2, 3), 2, (7, 3)))
    return w, b, x, x @ w.T + b


def small_table(rng):
    """w, b, x, y with a gradient of some 1e-5 by weights that are near 1."""
    (w, b), (x, y) = parameters(rng), batch(rng, 6)
    return w, *(2**-8 * each for each in (b, x, y))


@pytest.mark.exercise("gradients", questions=[14], points=1, raised=GRADIENTS_RAISED)
def test_derivatives_of_the_loss(student, rng, expect):
    tasks = [(*parameters(rng), *batch(rng, rows)) for rows in (5, 1, 12, 200)]
    tasks += [(*parameters(rng), *crops(rng, rows)) for rows in (5, 15)]
    for task in (*tasks, small_table(rng), whole_table(rng)):
        dw, db = mse_slopes(*task)
        expect.close(
            student.probe("gradients_at", *map(student.tensor, task), uses=["gradients"]),
            (dw, db),
            "(dw, db)",
            atol=1e-6 * min(1, abs(dw).max() or 1),
            mistakes=gradient_mistakes(*task),
        )


def called_again(student, rng, expect, table):
    """``gradients`` called for a table, the parameters they began with, and the slopes there, later, and mixed up."""
    (w, b), moved, (x, y) = parameters(rng), parameters(rng), table
    seen = student.probe("gradients_again", *map(student.tensor, (w, b, x, y, *moved)), uses=["gradients"])
    names = ("first", "second", "moved", "first later", "parameters", "table")
    expect.parts(seen, {**dict.fromkeys(names), "mixed": [None] * 2}, "each call should give a result")
    return seen, (w, b), mse_slopes(w, b, x, y), mse_slopes(*moved, x, y), mse_slopes(*moved, x, y[::-1])


@pytest.mark.exercise("gradients", questions=[14], points=1, raised=GRADIENTS_RAISED)
def test_second_call_gives_the_same(student, rng, expect):
    for table in (batch(rng, 6), crops(rng, 6)):
        seen, _, (dw, db), moved, mixed = called_again(student, rng, expect, table)
        first = seen["first"]
        expect.close(
            seen["second"],
            (dw, db),
            "(dw, db) of a second call",
            mistakes={
                "Question 14: a second call gives twice the gradients: `backward()` adds to `.grad`, so reset it in "
                "each call.": lambda pair, first=first: (
                    first[0].array.any()
                    and all(same(each, 2 * numbers(once)) for each, once in zip(pair, first, strict=True))
                ),
                "Question 14: only one of the two gradients is reset; the other has grown at the second call.": (
                    lambda pair, dw=dw, db=db: same(pair[0], 2 * dw) != same(pair[1], 2 * db)
                ),
                "Question 14: the first call moved `w` and `b`, so the second found another slope; only look at the "
                "gradients.": lambda pair, first=first, dw=dw: same(first[0], dw) and not same(pair[0], dw),
                "Question 14: a second call gives something else than the first: earlier calls have a part in it, as "
                "by a sum or a velocity that outlives the call.": (
                    lambda pair, first=first: not same(pair[0], numbers(first[0]))
                ),
            },
        )
        expect.close(
            seen["moved"],
            moved,
            "(dw, db) after w and b have moved",
            mistakes={
                "Question 14: the gradients of an earlier call come back although `w` and `b` have moved; compute them "
                "anew in each call.": lambda pair, dw=dw: same(pair[0], dw),
            },
        )
        for pair in seen["mixed"]:
            expect.close(
                pair,
                mixed,
                "(dw, db) for a table of other pairs of rows",
                mistakes={
                    "Question 14: the gradients of an earlier call come back although the table is another one, of "
                    "which only the inputs, or only the targets, are the same; compute them anew in each call.": (
                        lambda pair, moved=moved: same(pair[0], moved[0])
                    ),
                },
            )


@pytest.mark.exercise("gradients", questions=[14], points=1, raised=GRADIENTS_RAISED)
def test_results_and_parameters_stay_as_they_are(student, rng, expect):
    for table in (batch(rng, 6), crops(rng, 6)):
        seen, (w, b), slopes, _, _ = called_again(student, rng, expect, table)
        expect.parts(seen, {**dict.fromkeys(seen), "parameters": [None, None]}, "w and b should still be there")
        expect.that(
            unmoved({"w": w, "b": b})(dict(zip("wb", seen["parameters"], strict=True))),
            "w and b are not exactly as they were before the calls",
            "Question 14: your function has changed `w` or `b`; a gradient only tells where a step would go.",
        )
        expect_untouched(expect, seen["table"], table, 14)
        form = (np.zeros((2, 3)), np.zeros(2))
        first, later = seen["first"], seen["first later"]
        expect.close(first, form, "(dw, db)", **ANY_VALUES)
        expect.that(
            any(each.array.any() for each in first),
            "(dw, db): all zeros",
            "Question 14: the gradients are all zero; copy them before you reset them.",
        )
        expect.that(
            along([each.array for each in first], slopes),
            "(dw, db) has nothing to do with the slopes of the loss",
            "Question 14: these are no multiples of the gradients; they come from `backward()` on the loss.",
        )
        expect.close(later, form, "(dw, db) after later calls", **ANY_VALUES)
        expect.that(
            all(np.array_equal(one.array, other.array) for one, other in zip(first, later, strict=True)),
            "what the first call returned has changed since",
            "Question 14: you hand out `.grad` itself, or another tensor that later calls write to, so it changes "
            "afterwards; return a `clone()`.",
        )


# slope

SLOPE_ROWS = 5
"""As many as the notebook's table has: an answer may hold on to its tensors, so others are written into them."""
SLOPE_OFF = 3e-3
"""How far an estimate with a step of 0.25 or more may be from its quotient.

Over 1000 seeds float32 costs a quotient at most 4e-4; with a fixed step of 0.01 a forward quotient is off by 0.0074 or
more at one of the six weights, with 0.001 by 0.0046.
"""
SLOPE_OFF_BY_DEFAULT = 0.1
"""The same for the default step, where float32 costs up to 0.0102; the slopes themselves are 3.8 or more."""


def slope_task(rng, size=1.0):
    """w, b, x, y in which the six slopes, and those of the biases, are all far from each other and from zero.

    Three of the six are positive. ``size`` is a power of two, whose square all losses and slopes are multiplied by,
    down to the last digit.
    """

    def sign(*shape):
        return rng.choice((-1.0, 1.0), shape)

    signs = rng.permutation((1, 1, 1, -1, -1, -1)).reshape(2, 3)
    slopes = signs * rng.permutation((4, 5.5, 7.5, 10, 13, 17)).reshape(2, 3) * rng.uniform(0.95, 1.05, (2, 3))
    scale = rng.uniform(1.3, 1.6, 3)
    x = even_table(rng, SLOPE_ROWS, 3) * scale
    # Far from 1, where a step of eps and one of eps times the weight would be the same.
    w, b = sign(2, 3) * rng.uniform(0.3, 0.7, (2, 3)), sign(2) * rng.uniform(0.3, 0.7, 2)
    off = x @ (slopes / scale**2).T + np.array([2, 3]) * sign(2)
    w, *others = (each.astype(np.float32) for each in (w, b, x, x @ w.T + b - off))
    return w, *(np.float32(size) * each for each in others)


def one_weight(i, j):
    return np.eye(6)[3 * i + j].reshape(2, 3)


def loss_after(task, of_w, of_b=0):
    """The loss when ``w`` and ``b`` have moved by so much."""
    w, b, x, y = wide(*task)
    return mean_squared_error(x @ (w + of_w).T + b + of_b, y)


def quotients(task, eps, of_w, of_b=0):
    """Central, forward and backward quotients along a direction, and the last two with half of the step."""

    def rise(step):
        return loss_after(task, step * of_w, step * of_b) - loss_after(task, 0)

    return [(rise(eps) - rise(-eps)) / (2 * eps), *(rise(step) / step for step in (eps, -eps, eps / 2, -eps / 2))]


def bent_quotients(task, eps, of_w):
    """Quotients of the mean of fourth powers along a direction, and those of the squares."""
    w, b, x, y = wide(*task)

    def loss(step):
        return ((x @ (w + step * of_w).T + b - y) ** 4).mean()

    central = [(loss(each) - loss(-each)) / (2 * each) for each in (eps, eps / 2)]
    one_sided = [(loss(each) - loss(0)) / each for each in (eps, -eps, eps / 2, -eps / 2)]
    return list(map(float, (*central, *one_sided, *quotients(task, eps, of_w))))


STRIDE = 16.0
"""The probe's own. Over 500 tasks, at one of the six weights every quotient is 0.44 of the derivative away from it."""
NOTHING_MOVED = (
    "Question 15: your slope is zero. Either it is rounded to that, or it is as if nothing had moved: `model` looks at "
    "the notebook's `w`, so a change in a copy of it is not seen."
)
SLOPE_FORM = {
    "Question 15: you return nothing; the caller wants to see the slope.": lambda seen: seen is None,
    "Question 15: you return several numbers; a slope is one: the change of the loss for one unit of the weight.": (
        lambda seen: isinstance(seen, list | tuple | np.ndarray) or is_tensor(seen)
    ),
    NOTHING_MOVED: lambda seen: seen == 0,
}


def slope_mistakes(task, i, j, eps, off):
    """Hints at one estimate; evidence in a single one may be chance, so the check asks for it in all of them."""

    def near(*values, tolerance=off):
        return lambda seen: any(abs(seen - each) <= tolerance for each in np.concatenate(values, axis=None))

    def along(of_w, of_b=0):
        return near(quotients(task, eps, of_w, of_b))

    w, here, biases = wide(task[0])[0], one_weight(i, j), np.eye(2)
    right = np.array(quotients(task, eps, here))
    central, one_sided = right[0], right[1:]
    losses = [loss_after(task, step * here) for step in (0, eps, -eps)]
    others = [one_weight(row, column) for row in (0, 1) for column in (0, 1, 2) if (row, column) != (i, j)]
    return {
        **SLOPE_FORM,
        "Question 15: your slope has lost its sign; where the loss falls as the weight grows, it is below zero.": (
            near(abs(right))
        ),
        "Question 15: your slope is rounded; keep all of its decimals.": (
            lambda seen: any(seen == round(seen, places) for places in range(5)) and near(*right, tolerance=0.6)(seen)
        ),
        "Question 15: the sign is turned; subtract the loss at the smaller weight from that at the larger one.": (
            near(-right)
        ),
        "Question 15: this is the slope of `w[j, i]`; the row `i` comes first, then the column `j`.": (
            along(one_weight(j, i)) if j < 2 else lambda _: True
        ),
        "Question 15: this is the slope of `w[0, 0]`; move the element `w[i, j]` that is asked for.": (
            along(one_weight(0, 0))
        ),
        "Question 15: this is the slope of another weight; move the element `w[i, j]`, and no other.": (
            lambda seen: any(along(other)(seen) for other in others)
        ),
        "Question 15: this is the slope of a bias; move the element `w[i, j]` of the weights.": (
            lambda seen: any(along(0, each)(seen) for each in biases)
        ),
        "Question 15: you move several weights or biases at once; only `w[i, j]` moves, all else stays.": (
            lambda seen: any(
                along(of_w, of_b)(seen)
                for of_w, of_b in (
                    (np.ones((2, 3)), 0),
                    (one_weight(i, 0) + one_weight(i, 1) + one_weight(i, 2), 0),
                    (one_weight(0, j) + one_weight(1, j), 0),
                    *((here, each) for each in biases),
                )
            )
        ),
        "Question 15: this is how much the loss changes; divide by how far the weight has moved.": (
            near(2 * eps * central, eps * right)
        ),
        "Question 15: you multiply with the step; divide by it.": near(2 * eps**2 * central, eps**2 * right),
        "Question 15: your slope is half of what it should be: divide by the distance between the two weights that you "
        "compare, `2 * eps` only when one lies on either side.": near(right / 2),
        "Question 15: your slope is twice what it should be: from `eps` below to `eps` above, the weight moves by "
        "`2 * eps`, and the mean of the loss goes over both targets.": near(2 * central),
        "Question 15: this is the slope of a sum; the loss is the mean over every element, your `mse`.": (
            near(*(right * count for count in (SLOPE_ROWS, 2 * SLOPE_ROWS)), 2 * one_sided)
        ),
        "Question 15: this is the change as a share of the loss; the slope is the plain change, for each unit of the "
        "weight.": near(*(right / loss for loss in losses)),
        "Question 15: you move the weight by a share of itself; `eps` is the distance itself.": along(w * here),
        "Question 15: this is a loss; a slope compares two losses, and divides by how far apart the weights are.": (
            near(losses)
        ),
        "Question 15: this is the slope for one row of the table; the loss is the mean over all of them.": (
            lambda seen: any(
                near(*quotients((*task[:2], task[2][row : row + 1], task[3][row : row + 1]), eps, here))(seen)
                for row in (0, SLOPE_ROWS - 1)
            )
        ),
        "Question 15: this is close, but either your step is not the `eps` that is handed in, or the losses are "
        "rounded before they are compared.": (
            # An honest estimate is off by a tenth of that at most.
            lambda seen: bool(abs(seen - central) < 0.03 * abs(central))
        ),
    }


SLOPE_RAISED = {
    **slips(15),
    "UnboundLocalError": "Question 15: this raises an UnboundLocalError: assigning to `w` in a function makes it a "
    "name of the function's own, without a value yet. Change one element of the notebook's tensor in place "
    "(`w[i, j] += eps`, under `torch.no_grad()`), and put it back.",
    "IndexError": "Question 15: this raises an IndexError: `w` has a row for each target and a column for each input, "
    "so the element is `w[i, j]`, with `i` up to 1 and `j` up to 2.",
    "TypeError": "Question 15: this raises a TypeError: `slope(i, j)` must work without `eps`, too, and "
    "`slope(i, j, 0.1)` with it; and `w` is a tensor, whose elements are moved one at a time.",
    "RuntimeError": "Question 15: this raises a RuntimeError: `w` asks for gradients, so PyTorch lets its elements be "
    "changed only under `torch.no_grad()`, and turns it into NumPy only after `detach()`; or shapes do not fit.",
}
STEEP = (
    "Question 15: your slope is right where the loss is gentle but not where it is steep; nothing in it may depend on "
    "that, such as a `clamp` or a bound."
)
GENTLE = (
    "Question 15: your slope is right where the loss is steep but not where it is gentle; nothing may be rounded, "
    "neither the slope nor the losses."
)
OTHERWISE_THAN_BY_LOSSES = (
    "Question 15: move the weight by the `eps` that is handed in, and divide by how far apart the two weights are. "
    "Yours does something else: a step or a divisor of its own, fixed or bounded, or `backward()`."
)
USUAL_LOSS = 250.0
"""What the loss of a ``slope_task`` of size 1 is like; float32 costs a slope in proportion to it."""


@pytest.mark.exercise("slope", questions=[15], points=1, raised=SLOPE_RAISED)
def test_loss_per_step_of_one_weight(student, rng, expect):
    as_crops = (*parameters(rng), *crops(rng, SLOPE_ROWS))
    expect_slopes(student, expect, slope_task(rng), 1)
    expect_slopes(student, expect, as_crops, max(1, loss_after(as_crops, 0) / USUAL_LOSS), STEEP)
    expect_slopes(student, expect, slope_task(rng, 2**-7), 2**-14, GENTLE)


def expect_table_untouched(expect, left, table):
    expect.that(
        all(np.array_equal(numbers(one), other) for one, other in zip(left, table, strict=True)),
        "the table is not as it was before the call",
        "Question 15: your function writes into the notebook's `inputs` or `targets`; it only measures the loss there.",
    )


def expect_slopes(student, expect, task, steepness, hint=""):
    """The slopes of all six weights; ``hint`` is what may be wrong where tasks before this one went well.

    ``steepness`` is how much larger losses are than those of a ``slope_task`` of size 1.
    """
    calls = [[i, j, 0.4] for i, j in ((1, 1), (0, 1), (1, 2), (0, 0), (1, 0), (0, 2))]
    calls += [[1, 0, 0.25], [0, 1, 0.25], [1, 1], [0, 2]]
    seen = student.probe("slopes", *map(student.tensor, task), calls, uses=["slope"])
    expect.parts(seen, {"slopes": [None] * len(calls), "table": [None] * 2}, "each call should return a slope")
    expect_table_untouched(expect, seen["table"], task[2:])
    estimates = []
    for got, (i, j, *given) in zip(map(plain, seen["slopes"]), calls, strict=True):
        eps, off = (given[0], SLOPE_OFF * steepness) if given else (0.01, SLOPE_OFF_BY_DEFAULT * steepness)
        allowed = quotients(task, eps, one_weight(i, j))
        fits = [each for each in allowed if expect.agrees(got, each, rtol=0, atol=off)]
        nearest = fits[0] if fits else allowed[0]
        # Where the default step alone goes wrong, the tolerance is too wide for evidence.
        estimates.append((got, nearest, off, slope_mistakes(task, i, j, eps, off) if given else {}))

    def throughout(hint):
        """The mistake shows in every estimate with a step of ours; on some weights it may give what is right."""
        return all(
            evidence[hint](got) or abs(got - nearest) <= off for got, nearest, off, evidence in estimates if evidence
        )

    for got, nearest, off, evidence in estimates:
        mistakes = {
            name: lambda seen, name=name, fits=fits: fits(seen) and throughout(name) for name, fits in evidence.items()
        }
        if hint:
            mistakes[hint] = np.isreal
        expect.close(got, nearest, "the slope", rtol=0, atol=off, mistakes=mistakes)


def as_derivatives(seen, derivatives):
    """Whether these are numbers, as many as there are derivatives, and what those are: no call raised or overflowed."""
    found = [plain(each) for each in seen]
    return len(found) == len(derivatives) and all(
        isinstance(got, int | float) and abs(got - each) < 0.01 * abs(each)
        for got, each in zip(found, derivatives, strict=True)
    )


@pytest.mark.exercise("slope", questions=[15], points=1, raised=SLOPE_RAISED)
def test_weights_are_back_and_autograd_is_not_needed(student, rng, expect):
    task, other = slope_task(rng), slope_task(rng)
    calls = [[1, 1, 0.1], [0, 0, 0.1]]
    seen = student.probe(
        "slope_aside", *map(student.tensor, task), *map(student.tensor, other[:2]), calls, uses=["slope"]
    )
    form = {"elsewhere": [None] * 2, "here": [None] * 2, "w": None, "b": None, "table": [None] * 2}
    form |= {"trained": bool, "bent": [None] * 6, "beyond": list}
    expect.parts(seen, form, "a slope should leave w and b behind")
    expect_table_untouched(expect, seen["table"], task[2:])
    found = []
    for each in map(plain, (*seen["elsewhere"], *seen["here"])):
        expect.close(each, 0.0, "the slope", **ANY_VALUES, mistakes=SLOPE_FORM)
        found.append(expect.number(each, "the slope is no number"))
    expect.that(any(found), "the slope is zero, wherever w and b are", NOTHING_MOVED)
    expect.that(
        not np.allclose(found[:2], found[2:], rtol=1e-6, atol=0),
        "the slope is the same, wherever w and b are",
        "Question 15: your slope does not depend on where `w` and `b` are; compare two losses near there.",
    )
    places = ((*other[:2], *task[2:]), task)
    wanted = [quotients(place, eps, one_weight(i, j))[0] for place in places for i, j, eps in calls]
    expect.that(
        along([found], [wanted]),
        "the slopes of several weights at several places are not in the right proportion",
        "Question 15: your slope follows `w` and `b`, but not as the loss does: it is the change of the loss for each "
        "unit of the one weight that is asked for.",
    )
    w, b = task[:2]
    expect.close(
        seen["w"],
        np.float64(w),
        "w after a call",
        rtol=0,
        mistakes={
            "Question 15: `w` is not as it was: set the element back before you return, to a number that you kept with "
            "`.item()`, since `w[i, j]` by itself is a view that changes along.": is_tensor
        },
    )
    expect.that(
        unmoved({"b": b})(seen),
        "b is not exactly as it was before the call",
        "Question 15: `b` is not as it was; a slope of `w[i, j]` leaves it alone.",
    )
    expect.that(
        seen["trained"],
        "w can no longer be trained after a call",
        "Question 15: after your call `w` takes no part in gradients any more; put the notebook's own tensor back.",
    )
    expect.that(
        not as_derivatives(seen["beyond"], [mse_slopes(*task)[0][i, j] for i, j, _ in calls]),
        "the slope is the same at a step in which any quotient of losses is lost",
        OTHERWISE_THAN_BY_LOSSES,
    )
    for number, got in enumerate(map(plain, seen["bent"])):
        allowed = bent_quotients(task, STRIDE, one_weight(*divmod(number, 3)))
        expect.that(
            any(expect.agrees(got, each, rtol=1e-3) for each in allowed),
            "the slope is no quotient of two losses, one of them at a weight that is a long step away",
            OTHERWISE_THAN_BY_LOSSES,
        )
