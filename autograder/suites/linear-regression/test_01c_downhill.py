"""Hidden checks of 01-from-scratch. Going downhill: nudge, expected-change, descend."""

from functools import partial

import numpy as np
import pytest

from oracles import ANY_VALUES, COMMON_RATES, is_cut_off, is_rounded, plain

# nudge


def nudge_raised(question):
    return {
        "ZeroDivisionError": f"Question {question}: you divide by zero. Where the derivative is zero, nothing can be "
        "divided by it, and it has no direction; the weight then stays where it is.",
        "TypeError": f"Question {question}: your function raises a TypeError. `nudge(weight, derivative, amount)` gets "
        "three plain numbers and returns the weight; `torch.sign` and its like take tensors only.",
        "UnboundLocalError": f"Question {question}: a name is used before it has a value. There are three cases, "
        "positive, negative and zero; in one of them your result gets none.",
    }


NUDGE_RTOL = 1e-5
"""Relative to each weight, which is never near 0 beside its amount: float32 is fifty times better."""
STEEPNESS = (5, 4e-7, 0.4, 3000)
"""The second is small, yet more than the 1e-8 by which ``np.isclose`` tells a number from zero."""
SIZES = np.array([1, 1, 1e-3, 100])
"""Of weights and amounts, so that both a rounding and a bound show."""


def nudged(student, rng, derivatives):
    """What ``nudge`` returns at each derivative, and now once more; the weights and amounts that went with them."""
    weights = rng.uniform(0.5, 3, 4) * (1, -1, -1, 1) * SIZES
    amounts = rng.uniform(0.05, 0.4, 4) * SIZES

    def ask():
        cases = zip(weights, derivatives, amounts, strict=True)
        return [plain(student.call("nudge", *map(float, case))) for case in cases]

    return ask(), ask, weights, amounts


RECALLS = (
    "called again with the same numbers, your function returns something else; let it go by these alone, and not by "
    "earlier calls or by chance."
)


def moved_mistakes(question, again, weights, derivatives, amounts, way):
    """Hints at what came of derivatives of one sign; ``way`` is 1 where the weight should grow, else -1."""
    kind, wanted = ("positive", "smaller") if way < 0 else ("negative", "larger")
    evidence = {
        f"return the weight for a {kind} derivative, too; yours returns nothing.": (
            lambda seen: all(each is None for each in seen)
        ),
        RECALLS: lambda seen: seen != again(),
        "you return the weight inside a list or another container; return the number itself.": (
            lambda seen: all(isinstance(each, list | tuple | dict) for each in seen)
        ),
        f"your weight goes uphill; where the derivative is {kind}, a {wanted} weight has the lower loss.": (
            weights - way * amounts
        ),
        f"your weight has not moved; where the derivative is {kind}, a {wanted} weight has the lower loss.": weights,
        "the derivative gives the direction alone; the weight moves by `amount`, however steep the slope is.": (
            lambda seen: any(
                np.allclose(seen, weights + sign * amounts * size)
                for sign in (1, -1)
                for size in (derivatives, np.clip(derivatives, -1, 1), np.tanh(derivatives))
            )
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
        "you round the weight; return it with all of its decimals.": (
            lambda seen: is_rounded(seen, weights + way * amounts)
        ),
        "your weight loses its decimals; move it from where it is.": (
            lambda seen: np.allclose(seen, np.trunc(weights) + way * amounts)
        ),
        "your weight is kept within bounds; it may end anywhere, above zero and below it.": (
            lambda seen: is_cut_off(seen, weights + way * amounts)
        ),
        "a large `amount` is made smaller; the weight moves by exactly the `amount` that is handed in.": (
            lambda seen: is_cut_off(seen - weights, way * amounts)
        ),
        "your weight goes the right way, but not by `amount`.": lambda seen: all(way * (seen - weights) > 0),
    }
    return {
        f"Question {question}: {words}": value if callable(value) else value.tolist()
        for words, value in evidence.items()
    }


@pytest.mark.exercise("nudge", questions=[17], points=1, raised=nudge_raised(17))
def test_positive_derivative_makes_the_weight_smaller(student, rng, expect):
    derivatives = rng.uniform(0.5, 1, 4) * STEEPNESS
    seen, again, weights, amounts = nudged(student, rng, derivatives)
    mistakes = moved_mistakes(17, again, weights, derivatives, amounts, -1)
    wanted = (weights - amounts).tolist()
    expect.close(seen, wanted, "the moved weights", rtol=NUDGE_RTOL, atol=0, mistakes=mistakes)


@pytest.mark.exercise("nudge", questions=[18], points=1, raised=nudge_raised(18))
def test_negative_derivative_makes_the_weight_larger(student, rng, expect):
    derivatives = -rng.uniform(0.5, 1, 4) * STEEPNESS
    seen, again, weights, amounts = nudged(student, rng, derivatives)
    mistakes = moved_mistakes(18, again, weights, derivatives, amounts, 1)
    wanted = (weights + amounts).tolist()
    expect.close(seen, wanted, "the moved weights", rtol=NUDGE_RTOL, atol=0, mistakes=mistakes)


@pytest.mark.exercise("nudge", questions=[16], points=1, raised=nudge_raised(16))
def test_zero_derivative_leaves_the_weight(student, rng, expect):
    seen, again, weights, amounts = nudged(student, rng, [0.0, 0.0, -0.0, -0.0])
    expect.close(
        seen,
        weights.tolist(),
        "the weights",
        rtol=NUDGE_RTOL,
        atol=0,
        mistakes={
            "Question 16: return the weight where the derivative is zero, too; yours returns nothing.": (
                lambda seen: None in seen
            ),
            "Question 16: zero divided by zero is not a number; a derivative of zero has no direction, so the weight "
            "stays.": lambda seen: any(np.isnan(seen)),
            f"Question 16: {RECALLS}": lambda seen: seen != again(),
            "Question 16: an unmoved weight is the weight itself, not zero.": [0.0] * 4,
            "Question 16: you return how far to move; return the weight.": (
                lambda seen: np.allclose(np.abs(seen), amounts)
            ),
            "Question 16: where the derivative is zero, the loss is level there and tells no direction; the weight "
            "stays, and yours moves.": lambda seen: np.allclose(abs(seen - weights), amounts),
        },
    )
    slopes = rng.uniform(0.5, 2, 4) * (1, -1, 1, -1)
    seen, _, weights, _ = nudged(student, rng, slopes)
    expect.close(seen, [0.0] * 4, "the weights", **ANY_VALUES)
    expect.that(
        seen != weights.tolist(),
        "the weight stays at every derivative",
        "Question 16: your weight never moves; only a derivative of zero leaves it where it is.",
    )


# expected-change

CHANGE_RAISED = {
    "ZeroDivisionError": "Question 16: you divide by zero, and nothing is to be divided here: the change is so "
    "much for each unit that the weight moves, times how far it moves.",
    "TypeError": "Question 16: your function raises a TypeError. `expected_change(derivative, delta)` gets two plain "
    "numbers and returns one; the derivative is a number, too, and no function.",
}


CHANGE_MISSING = "Question 16: you return nothing; the caller wants to see the change."


def changes(student, derivatives, deltas):
    return [
        plain(student.call("expected_change", float(derivative), float(delta)))
        for derivative, delta in zip(derivatives, deltas, strict=True)
    ]


@pytest.mark.exercise("expected-change", questions=[16], points=1, raised=CHANGE_RAISED)
def test_size_is_the_slope_times_the_way(student, rng, expect):
    # Near 1, where sums and products differ; zero; small and large, where a rounding and a bound show.
    slopes = rng.uniform(2.5, 9, 8) * (1, 1, 1, 0, 1, 1e-3, 1000, 1)
    ways = rng.uniform(0.1, 0.4, 8) * (1, 1, 1, 1, 0, 0.01, 1, 100)
    sizes = slopes * ways
    # The other check asks for the signs.
    directions = np.array([1, -1, 1, 1, 1, -1, 1, 1])
    slopes = directions * slopes
    seen = changes(student, slopes, ways)
    expect.close(seen, [0.0] * 8, "the changes", **ANY_VALUES, mistakes={CHANGE_MISSING: lambda seen: None in seen})
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
        "your change depends on its direction; a fall is as large as a rise over the same way.": [
            np.where(rises, sizes, factor * sizes)
            for rises in (directions > 0, directions < 0)
            for factor in (0, 0.5, 2)
        ],
        "this is the derivative after the way; the change is that of the loss.": [
            slopes + directions * sizes,
            slopes - directions * sizes,
        ],
        "this is where the weight ends, or where it would; the change is that of the loss.": [
            ways + directions * sizes,
            ways - directions * sizes,
        ],
    }
    expect.close(
        np.abs(seen).tolist(),
        sizes.tolist(),
        "the sizes of the changes",
        rtol=1e-5,
        atol=0,
        mistakes={f"Question 16: {RECALLS}": lambda seen: seen != np.abs(changes(student, slopes, ways)).tolist()}
        | {
            f"Question 16: {words}": lambda seen, each=each: any(np.allclose(seen, abs(one)) for one in each)
            for words, each in evidence.items()
        }
        | {
            "Question 16: your change has lost decimals; do not round it, however small it is.": (
                lambda seen: (
                    is_rounded(seen, sizes) or np.allclose(*(np.where(seen, each, 0) for each in (seen, sizes)))
                )
            ),
            "Question 16: the change, the derivative or `delta` is kept within bounds; each may be of any size.": (
                lambda seen: np.allclose(np.array(seen)[:5], sizes[:5]) and all(seen <= sizes * 1.0001)
            ),
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
    "TypeError": "Question 20: your function raises a TypeError. `derivative` is a function: call it at each position, "
    "`derivative(x)`, to get the slope there; `start` is a plain number, also an int.",
    "IndexError": "Question 20: your function looks for a position that is not there. With `steps` 0 no step is taken, "
    "and the start is the only position.",
}
EARLIER_WALKS = (
    "Question 20: your list also holds positions of earlier walks. Begin with an empty list inside the function; a "
    "default like `positions=[]` is made only once."
)
LIST_LIVES_ON = (
    "Question 20: the list that your first walk returned has changed since: all your walks fill the same list. Begin "
    "with a new one inside the function."
)
ORDINARY_WALKS = 6
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


def walk(spec, start, rates, slope=slope_at, momentum=0.0, nesterov=False):
    positions, speed = [float(start)], 0.0
    with np.errstate(all="ignore"):  # at some of the rates that a mistake might have, it leads to infinity
        for rate in rates:
            here = slope(spec, positions[-1])
            speed = momentum * speed + here
            positions.append(float(positions[-1] - rate * (here + momentum * speed if nesterov else speed)))
    return positions


def hills(rng):
    """A derivative, a start, a rate and steps each; along the first the slope changes much and keeps its sign.

    Of these ``ORDINARY_WALKS``, the last three each differ from the one before them in a single thing. The others show
    bounds, roundings and stops: steep and far away, gentle at a long rate, past the bottom and back, and positions and
    slopes that are next to nothing.
    """
    near = rng.uniform(-0.4, 0.4)
    cubic = [rng.uniform(0.5, 1), rng.uniform(1, 2), 0.0, rng.uniform(0.2, 0.4)]
    line, other_line = (["polynomial", [rng.uniform(2, 3), rng.uniform(*span)]] for span in ((0.5, 0.7), (0.8, 1)))
    steep = rng.uniform(2e6, 3e6)
    return [
        (["polynomial", cubic], rng.uniform(1.2, 2), 0.07, 5),
        (["cosine", [rng.uniform(0.8, 1.5), rng.uniform(1, 1.5), rng.uniform(-0.3, 0.3)]], near, 0.23, 7),
        (line, -9, 0.35, 6),
        (other_line, -9, 0.35, 6),
        (other_line, -8, 0.35, 6),
        (other_line, -8, 0.25, 6),
        (["polynomial", [0.0, steep]], rng.uniform(2000, 4000), 1e-8, 30),
        (["polynomial", [0.0, rng.uniform(0.01, 0.02)]], rng.uniform(2, 3), 12.0, 5),
        (["polynomial", [0.0, steep]], rng.uniform(2, 3), 1.8 / steep, 5),
        (["polynomial", [0.0, rng.uniform(0.02, 0.03)]], rng.uniform(2e-6, 5e-6), 2.0, 6),
    ]


def walk_mistakes(spec, start, lr, steps, hard, recalls, before):
    """Hints at a list of positions, whether or not it has the start and the right number of steps.

    ``hard`` tells that walks without large or small numbers were right, ``recalls`` whether the walk is another one
    the next time; ``before`` is the walk that was asked for before it.
    """

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
    rounded = "your positions are rounded; let them keep their decimals."
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
        "part of the earlier steps goes into the next one (momentum); each step is `lr` times the slope where it "
        "begins, and no more.": part_of(
            *(
                walk(spec, start, [lr * (1 - damping)] * (steps + 2), momentum=momentum, nesterov=nesterov)
                for momentum in (0.5, 0.8, 0.9, 0.95, 0.99)
                for damping, nesterov in ((0, False), (momentum, False), (0, True))
            )
        ),
        "the slope is taken on the way, or where the step ends; take it where the step begins.": at_slope(
            lambda spec, x: slope_at(spec, x - lr / 2 * slope_at(spec, x))
        ),
        rounded: (
            lambda seen: (
                len(seen) > 1
                and any(np.allclose(seen[1:], np.round(seen[1:], digits), rtol=0, atol=1e-12) for digits in range(7))
            )
        ),
        "the start loses its decimals; begin exactly there.": (
            lambda seen: np.allclose(seen[1:], walk(spec, int(start), [lr] * (len(seen) - 1))[1:])
        ),
        "your step also pulls the position towards zero (weight decay?); subtract `lr` times the derivative, and no "
        "more.": part_of(
            *(
                walk(spec, start, [lr] * (steps + 2), lambda spec, x, decay=decay: slope_at(spec, x) + decay * x)
                for decay in (0.1, 0.01, 1e-3, 1e-4)
            )
        ),
        "your first step is right but the second is not: take it from the newest position, with the slope there.": (
            lambda seen: np.isclose(seen[int(seen[0] == start)], right[1], rtol=1e-4)
        ),
    }
    if hard:
        # So that none of the others is to blame.
        evidence = {
            rounded: evidence[rounded],
            "your walk stops, or a position, a slope, a step or a rate is held within bounds; take each as it comes, "
            "however large or small it is, and go on wherever that leads.": lambda _: True,
        }
    return {
        f"Question 20: {RECALLS}": recalls,
        "Question 20: the walk of an earlier call comes back, though the function, the start or `lr` is another one; "
        "make each walk anew.": lambda seen: len(seen) > 1 and seen == before,
        EARLIER_WALKS: lambda seen: len(seen) > steps + 1 and np.allclose(seen[-steps - 1 :], right[: steps + 1]),
        SAME_POSITIONS: lambda seen: not hard and len(seen) > 1 and np.ptp(seen) == 0,
        **{f"Question 20: {words}": each for words, each in evidence.items()},
    }


@pytest.mark.exercise("descend", questions=[20], points=1, raised=DESCEND_RAISED)
def test_each_step_goes_against_the_slope_where_it_begins(student, rng, expect):
    walks = [list(each) for each in hills(rng)]
    seen = student.probe("descents", walks, uses=["descend"])
    expect.parts(seen, {"positions": [None] * len(walks), "later": None}, "each call should return positions")
    later, seen = seen["later"], seen["positions"]

    def recalls(_):
        again = student.probe("descents", walks, uses=["descend"])["positions"]
        return [len(each) for each in seen] == [len(each) for each in again] and repr(again) != repr(seen)

    for number, (got, (spec, start, lr, steps)) in enumerate(zip(map(plain, seen), walks, strict=True)):
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
        expect.close(
            got,
            nearest,
            "the positions",
            rtol=2e-5,
            atol=1e-6 * abs(start),
            mistakes=partial(
                walk_mistakes,
                spec,
                start,
                lr,
                steps,
                number >= ORDINARY_WALKS,
                recalls,
                plain(seen[number - 1]) if number else None,
            ),
        )
    expect.that(plain(later) == plain(seen[0]), "the positions of the first walk have changed since", LIST_LIVES_ON)


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
        [bowl, start, 6 / steepness, 12],
        [bowl, start, 0.3, 130],
        [bowl, start, 0.1, 0],
    ]


def count_mistakes(start, steps):
    evidence = {
        "you return nothing; collect the positions in a list and return it.": lambda seen: seen is None,
        EARLIER_WALKS.removeprefix("Question 20: "): (
            lambda seen: (
                len(seen) > steps + 1 and np.isclose(seen[-steps - 1], start) and not np.isclose(seen[0], start)
            )
        ),
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
        "the walk ends too soon; take all the steps, however many are asked for, also where they are tiny or lead past "
        "the bottom.": (lambda seen: len(seen) < steps),
        "your number of steps is not the one that is handed in.": lambda seen: len(seen) > steps + 2,
    }
    return {f"Question 20: {words}": each for words, each in evidence.items()}


@pytest.mark.exercise("descend", questions=[20], points=1, raised=DESCEND_RAISED)
def test_start_and_a_position_for_each_step(student, rng, expect):
    walks = visits(rng)
    seen = student.probe("descents", walks, uses=["descend"])
    seen = expect.parts(seen, {"positions": [None] * len(walks), "later": None}, "each call should return positions")[
        "positions"
    ]
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
