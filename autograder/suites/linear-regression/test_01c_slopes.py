"""Hidden checks of 01-from-scratch. Gradients and slopes: gradients."""

import numpy as np
import pytest

from oracles import ANY_VALUES, is_tensor, mse_slopes, normal, parameters, same

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
