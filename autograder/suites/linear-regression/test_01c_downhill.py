"""Hidden checks of 01-from-scratch. Going downhill: nudge, expected-change, descend."""

import numpy as np
import pytest

from oracles import ANY_VALUES, COMMON_RATES, plain

# nudge


def nudge_raised(question):
    return {
        "ZeroDivisionError": f"Question {question}: a derivative of zero has no direction, and nothing can be divided "
        "by it; the weight then stays where it is.",
        "TypeError": f"Question {question}: `nudge(weight, derivative, amount)` gets three plain numbers and returns "
        "the weight; `torch.sign` and its like take tensors only.",
        "UnboundLocalError": f"Question {question}: there are three cases, positive, negative and zero; in one of them "
        "your result gets no value.",
    }


def nudged(student, rng, derivatives):
    """What ``nudge`` returns at each derivative, and the weights and amounts that went with them."""
    weights = rng.uniform(0.5, 3, 4) * (1, -1, -1, 1)
    amounts = rng.uniform(0.05, 0.9, 4)
    seen = [plain(student.call("nudge", *map(float, case))) for case in zip(weights, derivatives, amounts, strict=True)]
    return seen, weights, amounts


def moved_mistakes(question, weights, derivatives, amounts, way):
    """Hints at what came of derivatives of one sign; ``way`` is 1 where the weight should grow, else -1."""
    kind, wanted = ("positive", "smaller") if way < 0 else ("negative", "larger")
    evidence = {
        f"return the weight for a {kind} derivative, too; yours returns nothing.": (
            lambda seen: all(each is None for each in seen)
        ),
        f"your weight goes uphill; where the derivative is {kind}, a {wanted} weight has the lower loss.": (
            weights - way * amounts
        ),
        f"your weight has not moved; where the derivative is {kind}, a {wanted} weight has the lower loss.": weights,
        "the derivative gives the direction alone; the weight moves by `amount`, however steep the slope is.": (
            lambda seen: any(np.allclose(seen, weights + sign * amounts * derivatives) for sign in (1, -1))
        ),
        "it is the derivative's sign that tells where the loss falls, not the weight's.": (
            lambda seen: any(np.allclose(seen, weights + sign * amounts * np.sign(weights)) for sign in (1, -1))
        ),
        "you return how far to move; return the weight that has moved.": (
            lambda seen: any(np.allclose(seen, sign * amounts) for sign in (1, -1))
        ),
        "you move the derivative; move the weight.": (
            lambda seen: any(np.allclose(seen, derivatives + sign * amounts) for sign in (1, -1))
        ),
        "you move the weight by a share of itself; `amount` is the distance itself.": (
            lambda seen: any(np.allclose(seen, weights * (1 + sign * amounts)) for sign in (1, -1))
        ),
        "your weight moves at some derivatives only; however small one is, if it is not zero it has a direction.": (
            lambda seen: all(np.isclose(seen, weights) | np.isclose(seen, weights + way * amounts))
        ),
        "your weight goes the right way, but not by `amount`.": lambda seen: all(way * (seen - weights) > 0),
    }
    return {
        f"Question {question}: {words}": value if callable(value) else value.tolist()
        for words, value in evidence.items()
    }


@pytest.mark.exercise("nudge", questions=[17], points=1, raised=nudge_raised(17))
def test_positive_derivative_makes_the_weight_smaller(student, rng, expect):
    # The smallest is far above what a comparison of floats may take for zero.
    derivatives = rng.uniform(0.5, 1, 4) * (5, 2e-4, 0.4, 3000)
    seen, weights, amounts = nudged(student, rng, derivatives)
    mistakes = moved_mistakes(17, weights, derivatives, amounts, -1)
    expect.close(seen, (weights - amounts).tolist(), "the moved weights", mistakes=mistakes)


@pytest.mark.exercise("nudge", questions=[18], points=1, raised=nudge_raised(18))
def test_negative_derivative_makes_the_weight_larger(student, rng, expect):
    derivatives = -rng.uniform(0.5, 1, 4) * (5, 2e-4, 0.4, 3000)
    seen, weights, amounts = nudged(student, rng, derivatives)
    mistakes = moved_mistakes(18, weights, derivatives, amounts, 1)
    expect.close(seen, (weights + amounts).tolist(), "the moved weights", mistakes=mistakes)


@pytest.mark.exercise("nudge", questions=[16], points=1, raised=nudge_raised(16))
def test_zero_derivative_leaves_the_weight(student, rng, expect):
    seen, weights, amounts = nudged(student, rng, [0.0, 0.0, -0.0, -0.0])
    expect.close(
        seen,
        weights.tolist(),
        "the weights",
        mistakes={
            "Question 16: return the weight where the derivative is zero, too; yours returns nothing.": (
                lambda seen: None in seen
            ),
            "Question 16: zero divided by zero is not a number; a derivative of zero has no direction, so the weight "
            "stays.": lambda seen: any(np.isnan(seen)),
            "Question 16: an unmoved weight is the weight itself, not zero.": [0.0] * 4,
            "Question 16: you return how far to move; return the weight.": (
                lambda seen: np.allclose(np.abs(seen), amounts)
            ),
            "Question 16: where the derivative is zero, the loss is level there and tells no direction; the weight "
            "stays, and yours moves.": lambda seen: np.allclose(abs(seen - weights), amounts),
        },
    )
    slopes = rng.uniform(0.5, 2, 4) * (1, -1, 1, -1)
    seen, weights, _ = nudged(student, rng, slopes)
    expect.close(seen, [0.0] * 4, "the weights", **ANY_VALUES)
    expect.that(
        seen != weights.tolist(),
        "the weight stays at every derivative",
        "Question 16: your weight never moves; only a derivative of zero leaves it where it is.",
    )


# expected-change

CHANGE_RAISED = {
    "ZeroDivisionError": "Question 16: nothing is divided here: the change is so much for each unit that the weight "
    "moves, times how far it moves.",
    "TypeError": "Question 16: `expected_change(derivative, delta)` gets two plain numbers and returns one.",
}


CHANGE_MISSING = "Question 16: you return nothing; the caller wants to see the change."


def changes(student, derivatives, deltas):
    return [
        plain(student.call("expected_change", float(derivative), float(delta)))
        for derivative, delta in zip(derivatives, deltas, strict=True)
    ]


@pytest.mark.exercise("expected-change", questions=[16], points=1, raised=CHANGE_RAISED)
def test_size_is_the_slope_times_the_way(student, rng, expect):
    slopes = rng.uniform(2.5, 9, 5) * (1, 1, 1, 0, 1)
    ways = rng.uniform(0.1, 0.4, 5) * (1, 1, 1, 1, 0)
    sizes = slopes * ways
    seen = changes(student, slopes, ways)
    expect.close(seen, [0.0] * 5, "the changes", **ANY_VALUES, mistakes={CHANGE_MISSING: lambda seen: None in seen})
    evidence = {
        "the change depends on both: the derivative is the change for each unit of the weight, `delta` how far it "
        "moves.": [slopes, ways],
        "a sum of the two means nothing; each unit of the way changes the loss by the derivative, so multiply.": [
            slopes + ways,
            slopes - ways,
        ],
        "this is half of the change; the triangle's half belongs to the next term, that of the curve.": [sizes / 2],
        "one of the two is squared; the change grows evenly with the slope and with the way.": [
            factor * sizes * each for each in (slopes, ways) for factor in (1, 0.5)
        ],
        "a learning rate has no place here: `delta` is the whole way that the weight moves.": [
            rate * sizes for rate in COMMON_RATES
        ],
        "your change has lost its decimals; do not round it.": [np.round(sizes, places) for places in (0, 1, 2)]
        + [np.trunc(sizes)],
        "this is the derivative after the way; the change is that of the loss.": [slopes + sizes, slopes - sizes],
        "this is where the weight ends, or where it would; the change is that of the loss.": [
            ways + sizes,
            ways - sizes,
        ],
    }
    expect.close(
        np.abs(seen).tolist(),
        sizes.tolist(),
        "the sizes of the changes",
        mistakes={
            f"Question 16: {words}": lambda seen, each=each: any(np.allclose(seen, abs(one)) for one in each)
            for words, each in evidence.items()
        },
    )


@pytest.mark.exercise("expected-change", questions=[16], points=1, raised=CHANGE_RAISED)
def test_sign_tells_whether_the_loss_rises_or_falls(student, rng, expect):
    slopes, ways = np.array([1, 1, -1, -1]), np.array([1, -1, 1, -1])
    seen = changes(student, slopes * rng.uniform(1.5, 4, 4), ways * rng.uniform(1.5, 4, 4))
    expect.close(seen, [0.0] * 4, "the changes", **ANY_VALUES, mistakes={CHANGE_MISSING: lambda seen: None in seen})
    hints = {
        "the signs are turned: with a positive derivative, a larger weight has a larger loss.": -slopes * ways,
        "your change is never negative, but a loss can fall.": abs(slopes),
        "your change is never positive, but a loss can rise.": -abs(slopes),
        "a change of zero says that the loss stays; it can rise and it can fall.": slopes * 0,
        "your change is only ever a rise; where derivative and `delta` have different signs, the loss falls.": (
            np.maximum(slopes * ways, 0)
        ),
        "your change is only ever a fall; where derivative and `delta` have the same sign, the loss rises.": (
            np.minimum(slopes * ways, 0)
        ),
        "the sign of `delta` is lost: a weight that moves the other way changes the loss the other way.": slopes,
        "the sign of the derivative is lost; it tells whether the loss rises with the weight.": ways,
    }
    found = np.sign(seen)
    expect.that(
        np.array_equal(found, slopes * ways),
        "the change has the wrong sign",
        next((f"Question 16: {words}" for words, signs in hints.items() if np.array_equal(found, signs)), ""),
    )


# descend

DESCEND_RAISED = {
    "TypeError": "Question 20: `derivative` is a function: call it at each position, `derivative(x)`, to get the slope "
    "there; and `start` is a plain number, also an int.",
    "IndexError": "Question 20: with `steps` 0 no step is taken, and the start is the only position.",
}
SAME_POSITIONS = (
    "Question 20: all your positions are the same; each step must set out from the one before and lead to a new number."
)


def slope_at(spec, x):
    """The derivative that the probe builds from the same numbers."""
    kind, numbers = spec
    if kind == "cosine":
        height, pace, shift = numbers
        return height * np.cos(pace * x + shift)
    return np.polynomial.Polynomial(numbers)(x)


def walk(spec, start, rates, slope=slope_at):
    positions = [float(start)]
    with np.errstate(all="ignore"):  # at some of the rates that a mistake might have, it leads to infinity
        for rate in rates:
            positions.append(float(positions[-1] - rate * slope(spec, positions[-1])))
    return positions


def hills(rng):
    """A derivative, a start and a rate each; along the walks the slope changes much and keeps its sign."""
    near = rng.uniform(-0.4, 0.4)
    cubic = [rng.uniform(0.5, 1), rng.uniform(1, 2), 0.0, rng.uniform(0.2, 0.4)]
    return [
        (["polynomial", cubic], rng.uniform(1.2, 2), 0.07),
        (["cosine", [rng.uniform(0.8, 1.5), rng.uniform(1, 1.5), rng.uniform(-0.3, 0.3)]], near, 0.23),
        (["polynomial", [rng.uniform(2, 3), rng.uniform(0.5, 1)]], -9, 0.35),
    ]


def walk_mistakes(spec, start, lr, steps):
    """Hints at a list of positions, whether or not it has the start and the right number of steps."""

    def part_of(*walks):
        return lambda seen: (
            len(seen) > 1
            and any(np.allclose(seen, each[at : at + len(seen)], rtol=1e-4) for each in walks for at in (0, 1))
        )

    def at_rates(*rates):
        return part_of(*(walk(spec, start, [rate(k) for k in range(steps + 2)]) for rate in rates))

    def at_slope(slope):
        return part_of(walk(spec, start, [lr] * (steps + 2), slope))

    def slope_of_slope(spec, x):
        return (slope_at(spec, x + 1e-4) - slope_at(spec, x - 1e-4)) / 2e-4

    right = walk(spec, start, [lr] * (steps + 2))
    slopes, ways = np.array([slope_at(spec, each) for each in right]), np.diff(right)
    others = (*COMMON_RATES, 0.5, 0.05, 2 * lr, lr / 2, 1 / lr, lr**2)
    evidence = {
        "you return nothing; collect the positions in a list and return it.": lambda seen: seen is None,
        "the walk leads uphill; a step goes against the derivative, so subtract.": at_rates(lambda _: -lr),
        "every step takes the slope at the start; the slope changes on the way, so ask `derivative` at each new "
        "position.": at_slope(lambda *_: slopes[0]),
        "your steps all have the same length; a step is `lr` times the derivative, so that it is shorter where the "
        "slope is gentle.": at_slope(lambda spec, x: np.sign(slope_at(spec, x))),
        "your walk takes the slope of `derivative`; the function that you get is the derivative already.": (
            at_slope(slope_of_slope)
        ),
        "the start stands there twice; after that, each position is noted when its step is done.": (
            lambda seen: seen[0] == seen[1] == start
        ),
        "these are slopes, or steps; return the positions that the walk comes to.": lambda seen: (
            part_of(slopes, -slopes)(seen) or part_of(ways, -ways)(seen)
        ),
        "the learning rate stays the same; the steps get shorter by themselves as the slope does.": at_rates(
            *(lambda k, by=by: lr * by**k for by in (0.5, 0.8, 0.9, 0.95, 0.99)), lambda k: lr / (k + 1)
        ),
        "your learning rate is not the `lr` that is handed in.": at_rates(
            *(lambda _, rate=rate: rate for rate in others)
        ),
        "your positions are rounded; let them keep their decimals.": (
            lambda seen: len(seen) > 1 and np.allclose(seen[1:], np.round(seen[1:], 4), rtol=0, atol=1e-12)
        ),
        "your first step is right but the second is not: take it from the newest position, with the slope there.": (
            lambda seen: np.isclose(seen[int(seen[0] == start)], right[1], rtol=1e-4)
        ),
    }
    return {
        SAME_POSITIONS: lambda seen: len(seen) > 1 and np.ptp(seen) == 0,
        **{f"Question 20: {words}": each for words, each in evidence.items()},
    }


@pytest.mark.exercise("descend", questions=[20], points=1, raised=DESCEND_RAISED)
def test_each_step_goes_against_the_slope_where_it_begins(student, rng, expect):
    walks = [[spec, start, lr, steps] for (spec, start, lr), steps in zip(hills(rng), (5, 7, 6), strict=True)]
    seen = student.probe("descents", walks, uses=["descend"])
    expect.parts(seen, [None] * len(walks), "each call should return positions")
    for got, (spec, start, lr, steps) in zip(map(plain, seen), walks, strict=True):
        # Which positions are there, and in which order, is judged by the other check.
        got = [got] if isinstance(got, int | float) else got
        numbers = isinstance(got, list | tuple) and all(type(each) in (int, float) for each in got)
        got = [expect.number(each, "the positions are no numbers") for each in got] if numbers else got
        count = len(got) if numbers else 0
        whole = walk(spec, start, [lr] * max(steps + 2, min(count, 1000)))
        parts = [whole[at : at + count] for at in (0, 1) if 0 < count < len(whole) and at + count > 1]
        parts += [whole[steps : steps + 1]] * (count == 1) + [part[::-1] for part in parts]
        nearest = min(
            parts,
            key=lambda part: np.abs(np.subtract(got, part)).max(),
            default=whole[: steps + 1],
        )
        expect.close(got, nearest, "the positions", mistakes=walk_mistakes(spec, start, lr, steps))


def visits(rng):
    """Walks in a bowl, with the derivative c * (x - bottom): calm, at an exact zero, past the bottom, of no step."""
    steepness, bottom, start = rng.uniform(0.8, 1.2), rng.uniform(1, 2), rng.uniform(-3, -2)
    bowl, round_zero = ["polynomial", [-steepness * bottom, steepness]], ["polynomial", [0.0, steepness]]
    return [
        [bowl, start, 0.2, 8],
        [bowl, start, 0.3, 1],
        [bowl, 4, 0.1, 3],
        [bowl, start, 1 / steepness, 5],
        [round_zero, 0.0, 0.2, 4],
        [bowl, start, 1.9 / steepness, 9],
        [bowl, start, 2.2 / steepness, 6],
        [bowl, start, 0.1, 0],
    ]


def count_mistakes(start, steps):
    evidence = {
        "you return nothing; collect the positions in a list and return it.": lambda seen: seen is None,
        "you return the last position alone; return all of them, in a list.": (
            lambda seen: isinstance(seen, int | float) or len(seen) == 1 < steps
        ),
        "the start is missing; it is the first of the positions.": (
            lambda seen: len(seen) == steps and not (seen and np.isclose(seen[0], start))
        ),
        "one position is missing: besides the start there is one for each step, so `steps + 1` in all.": (
            lambda seen: len(seen) == steps
        ),
        "there is a position too many: besides the start there is one for each step, so `steps + 1` in all.": (
            lambda seen: len(seen) == steps + 2
        ),
        "the walk ends too soon; take all the steps, also where they are tiny or lead past the bottom.": (
            lambda seen: len(seen) < steps
        ),
        "your number of steps is not the one that is handed in.": lambda seen: len(seen) > steps + 2,
    }
    return {f"Question 20: {words}": each for words, each in evidence.items()}


@pytest.mark.exercise("descend", questions=[20], points=1, raised=DESCEND_RAISED)
def test_start_and_a_position_for_each_step(student, rng, expect):
    walks = visits(rng)
    seen = student.probe("descents", walks, uses=["descend"])
    expect.parts(seen, [None] * len(walks), "each call should return positions")
    for got, (_, start, _, steps) in zip(map(plain, seen), walks, strict=True):
        form = [0.0] * (steps + 1)
        expect.close(got, form, "the positions", **ANY_VALUES, mistakes=count_mistakes(start, steps))
        got = list(map(float, got))
        hint = "Question 20: the walk begins at `start`; note it before the first step changes it."
        if steps and np.ptp(got) == 0:
            hint = SAME_POSITIONS
        elif np.isclose(got[-1], start, rtol=1e-4):
            hint = "Question 20: your positions run from last to first; append them as they come."
        expect.that(bool(np.isclose(got[0], start, rtol=1e-4)), "the first position is not the start", hint)
    expect.that(
        any(each != seen[0][0] for each in seen[0]),
        "the walk never leaves its start",
        SAME_POSITIONS,
    )
