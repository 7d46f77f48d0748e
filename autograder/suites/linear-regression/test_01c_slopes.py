"""Hidden checks of 01-from-scratch. Gradients and slopes: gradients, slope."""

import numpy as np
import pytest

from oracles import (
    ANY_VALUES,
    along,
    even_table,
    is_tensor,
    mean_squared_error,
    mse_slopes,
    normal,
    parameters,
    plain,
    same,
    wide,
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


@pytest.mark.exercise("gradients", questions=[14], points=1, raised=GRADIENTS_RAISED)
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
    names = ("first", "second", "first later", "parameters")
    expect.parts(seen, dict.fromkeys(names), "three calls should give three results")
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
    seen, (w, b), slopes = called_again(student, rng, expect)
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
    expect.that(
        along([each.array for each in first], slopes),
        "(dw, db) has nothing to do with the slopes of the loss",
        "Question 14: these are no multiples of the gradients; they come from `backward()` on the loss.",
    )
    expect.close(later, form, "(dw, db) after later calls", **ANY_VALUES)
    expect.that(
        all(np.array_equal(one.array, other.array) for one, other in zip(first, later, strict=True)),
        "what the first call returned has changed since",
        "Question 14: you hand out `.grad` itself, and the next call or reset changes it afterwards; return "
        "a `clone()`.",
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


def slope_task(rng):
    """w, b, x, y in which the six slopes, and those of the biases, are all far from each other and from zero."""

    def sign(*shape):
        return rng.choice((-1.0, 1.0), shape)

    slopes = rng.permutation((4, 5.5, 7.5, 10, 13, 17)).reshape(2, 3) * sign(2, 3) * rng.uniform(0.95, 1.05, (2, 3))
    scale = rng.uniform(1.3, 1.6, 3)
    x = even_table(rng, SLOPE_ROWS, 3) * scale
    # Far from 1, where a step of eps and one of eps times the weight would be the same.
    w, b = sign(2, 3) * rng.uniform(0.3, 0.7, (2, 3)), sign(2) * rng.uniform(0.3, 0.7, 2)
    off = x @ (slopes / scale**2).T + np.array([2, 3]) * sign(2)
    return tuple(each.astype(np.float32) for each in (w, b, x, x @ w.T + b - off))


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
    """The derivative of the mean of fourth powers along a direction; its quotients, and those of the squares."""
    w, b, x, y = wide(*task)

    def loss(step):
        return ((x @ (w + step * of_w).T + b - y) ** 4).mean()

    off = x @ w.T + b - y
    derivative = (4 * off**3 * (x @ of_w.T)).mean()
    steps = (eps, -eps, eps / 2, -eps / 2)
    central = [(loss(each) - loss(-each)) / (2 * each) for each in (eps, eps / 2)]
    one_sided = [(loss(each) - loss(0)) / each for each in steps]
    return float(derivative), list(map(float, (*central, *one_sided, *quotients(task, eps, of_w))))


STRIDE = 16.0
"""The probe's own. Over 500 tasks, at one of the six weights every quotient is 0.44 of the derivative away from it."""
NOTHING_MOVED = (
    "Question 15: your slope is zero, as if nothing had moved: `model` looks at the notebook's `w`, so a change in a "
    "copy of it is not seen."
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

    def near(*values):
        return lambda seen: any(abs(seen - each) <= off for each in np.concatenate(values, axis=None))

    def along(of_w, of_b=0):
        return near(quotients(task, eps, of_w, of_b))

    w, here, biases = wide(task[0])[0], one_weight(i, j), np.eye(2)
    right = np.array(quotients(task, eps, here))
    central, one_sided = right[0], right[1:]
    losses = [loss_after(task, step * here) for step in (0, eps, -eps)]
    others = [one_weight(row, column) for row in (0, 1) for column in (0, 1, 2) if (row, column) != (i, j)]
    return {
        **SLOPE_FORM,
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
        "`2 * eps`.": near(2 * central),
        "Question 15: this is the slope of a sum; the loss is the mean over every element, your `mse`.": (
            near(*(right * count for count in (SLOPE_ROWS, 2 * SLOPE_ROWS)), 2 * one_sided)
        ),
        "Question 15: this is the change as a share of the loss; the slope is the plain change, for each unit of the "
        "weight.": near(*(right / loss for loss in losses)),
        "Question 15: you move the weight by a share of itself; `eps` is the distance itself.": along(w * here),
        "Question 15: this is a loss; a slope compares two losses, and divides by how far apart the weights are.": (
            near(losses)
        ),
        "Question 15: this is close, but your step is not the `eps` that is handed in.": (
            # An honest estimate is off by a tenth of that at most.
            lambda seen: bool(abs(seen - central) < 0.03 * abs(central))
        ),
    }


SLOPE_RAISED = {
    "UnboundLocalError": "Question 15: `w = ...` makes `w` a local name unless the function says `global w`; or change "
    "one element in place, under `torch.no_grad()`.",
    "IndexError": "Question 15: `w` has a row for each target and a column for each input: the element is `w[i, j]`.",
    "TypeError": "Question 15: `slope(i, j)` must work without `eps`, too, and `slope(i, j, 0.1)` with it; and `w` is "
    "a tensor, whose elements are moved one at a time.",
    "RuntimeError": "Question 15: `w` asks for gradients, so PyTorch lets its elements be changed only under "
    "`torch.no_grad()`.",
}


@pytest.mark.exercise("slope", questions=[15], points=1, raised=SLOPE_RAISED)
def test_loss_per_step_of_one_weight(student, rng, expect):
    task = slope_task(rng)
    calls = [[i, j, 0.4] for i, j in ((1, 1), (0, 1), (1, 2), (0, 0), (1, 0), (0, 2))]
    calls += [[1, 0, 0.25], [0, 1, 0.25], [1, 1], [0, 2]]
    seen = student.probe("slopes", *map(student.tensor, task), calls, uses=["slope"])
    expect.parts(seen, [None] * len(calls), "each call should return a slope")
    estimates = []
    for got, (i, j, *given) in zip(map(plain, seen), calls, strict=True):
        eps, off = (given[0], SLOPE_OFF) if given else (0.01, SLOPE_OFF_BY_DEFAULT)
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
            hint: lambda seen, hint=hint, fits=fits: fits(seen) and throughout(hint) for hint, fits in evidence.items()
        }
        expect.close(got, nearest, "the slope", rtol=0, atol=off, mistakes=mistakes)


@pytest.mark.exercise("slope", questions=[15], points=1, raised=SLOPE_RAISED)
def test_weights_are_back_and_autograd_is_not_needed(student, rng, expect):
    task, other = slope_task(rng), slope_task(rng)
    calls = [[1, 1, 0.1], [0, 0, 0.1]]
    seen = student.probe(
        "slope_aside", *map(student.tensor, task), *map(student.tensor, other[:2]), calls, uses=["slope"]
    )
    form = {"elsewhere": [None] * 2, "here": [None] * 2, "w": None, "b": None, "trained": bool, "bent": [None] * 6}
    expect.parts(seen, form, "a slope should leave w and b behind")
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
    w, b = wide(*task[:2])
    expect.close(
        seen["w"],
        w,
        "w after a call",
        mistakes={
            "Question 15: `w` is not as it was: set the element back before you return, to a number that you kept with "
            "`.item()`, since `w[i, j]` by itself is a view that changes along.": is_tensor
        },
    )
    expect.close(
        seen["b"],
        b,
        "b after a call",
        mistakes={"Question 15: `b` is not as it was; a slope of `w[i, j]` leaves it alone.": is_tensor},
    )
    expect.that(
        seen["trained"],
        "w can no longer be trained after a call",
        "Question 15: after your call `w` takes no part in gradients any more; put the notebook's own tensor back.",
    )
    derivatives = []
    for number, got in enumerate(map(plain, seen["bent"])):
        derivative, allowed = bent_quotients(task, STRIDE, one_weight(*divmod(number, 3)))
        by_quotient = any(expect.agrees(got, each, rtol=1e-3) for each in allowed)
        derivatives.append(expect.agrees(got, derivative, rtol=1e-3) and not by_quotient)
    expect.that(
        not any(derivatives),
        "the slope is a derivative, and no quotient of two losses",
        "Question 15: your slope comes from `backward()`; find it without, from two losses at weights that lie a small "
        "step apart.",
    )
