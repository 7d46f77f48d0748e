"""Hidden checks of 01-from-scratch. Using what was trained: predict, diagnose."""

from functools import partial
from itertools import permutations

import numpy as np
import pytest

from oracles import ANY_DTYPE, batch, is_cut_off, is_rounded, is_tensor, same, unmoved, unwritten

# predict

TABLE_ROWS = 5
"""As many as the notebook's table has: an answer may hold on to its tensors."""
PREDICT_RTOL = 1e-5
"""Sums of four numbers of one sign: float32 has them right to 1e-6, and a rounded tenth is off by more than this."""

PREDICT_RAISED = {
    "RuntimeError": "Question 28: your function raises a RuntimeError. The model multiplies float32 tensors, but whole "
    "numbers alone make an integer one: give `torch.tensor` the dtype, and the shape (1, 3); and a tensor that takes "
    "gradients is detached before it becomes an array.",
    "TypeError": "Question 28: your function raises a TypeError. The model takes one tensor that holds the three "
    "numbers, `torch.tensor([...])` with a list in it, not three numbers.",
    "AttributeError": "Question 28: your function raises an AttributeError. The model takes a tensor, not a list; make "
    "one with `torch.tensor`.",
    "IndexError": "Question 28: your function raises an IndexError. One region is a table of one row, of shape (1, 3), "
    "and so is its prediction, of shape (1, 2).",
    "ValueError": "Question 28: your function raises a ValueError. One region is a table of one row, of shape (1, 3), "
    "and so is its prediction, of shape (1, 2).",
}


PREDICT_MOVES = "Question 28: `predict` trains or changes `w` and `b`; use them as they are."
PREDICT_WRITES = (
    "Question 28: `predict` writes into the notebook's `inputs` or `targets`, on which `w` and `b` are trained; make a "
    "tensor of your own for the new region."
)


def predicted(student, expect, data, region, *settings):
    seen = student.probe(
        "region_predicted",
        *map(student.tensor, data),
        region,
        *[list(map(student.tensor, each)) for each in settings],
        uses=["predict"],
    )
    form = {
        "predictions": [None] * len(settings),
        "at once": [None] * len(settings),
        "parameters": {"w": None, "b": None},
        "table": None,
        "gradients on": bool,
    }
    return expect.parts(seen, form, "predict should return a prediction")


def harvest(rng, sign):
    """Parameters of one sign, with a bias that shows beside the weighted sum."""
    return tuple(
        (sign * rng.uniform(*span, shape)).astype(np.float32) for span, shape in (((0.2, 2), (2, 3)), ((9, 30), 2))
    )


def prediction_mistakes(w, b, x, region, moved, written):
    def answer(region, w=w, b=b):
        return np.float64(w) @ np.asarray(region, np.float64) + b

    wanted = answer(region)
    orders = [order for order in permutations(region) if order != tuple(region)]
    centre, spread = np.float64(x).mean(axis=0), np.float64(x)
    scaled = [
        (np.subtract(region, centre) / spread.std(axis=0, ddof=1)),
        (np.subtract(region, centre) / spread.std(axis=0)),
        (np.subtract(region, spread.min(axis=0)) / np.ptp(spread, axis=0)),
        np.subtract(region, centre),
        np.divide(region, 100),
        np.divide(region, max(region)),
        np.divide(region, np.linalg.norm(region)),
    ]

    def any_of(regions):
        return lambda seen: any(same(seen, answer(each)) for each in regions)

    return {
        "Question 28: you return nothing.": lambda seen: seen is None,
        "Question 28: a tensor is wanted, as the model gives it, not a list, an array or plain numbers.": (
            lambda seen: isinstance(seen, tuple | list | float | int | np.ndarray)
        ),
        "Question 28: the model's answer is a table of one row; take the row out of it, `[0]`.": (
            lambda seen: seen.shape in ((1, 2), (2, 1))
        ),
        "Question 28: a single number comes back; the model predicts apples and oranges.": (
            lambda seen: seen.array.size == 1
        ),
        PREDICT_MOVES: lambda _: moved,
        PREDICT_WRITES: lambda _: written,
        "Question 28: this is the prediction for a region of the notebook's table; make a table of the three numbers "
        "that are handed in.": lambda seen: any(same(seen, answer(row)) for row in x),
        "Question 28: the yields are whole numbers; keep them as the model gives them.": (
            lambda seen: seen.array.dtype.kind != "f"
        ),
        "Question 28: the bias is missing; the model adds it to the weighted sums.": answer(region, b=0 * b),
        "Question 28: apples and oranges have changed places; the model's first output is apples.": wanted[::-1],
        "Question 28: the inputs are in another order; the model knows temperature, rainfall, humidity.": (
            any_of(orders)
        ),
        "Question 28: you round the yields; give them as the model predicts them.": (
            lambda seen: is_rounded(seen.array, wanted)
        ),
        "Question 28: the inputs lose their decimals on the way to the model.": (
            any_of(
                [list(map(change, region)) for change in (int, round, *(partial(round, ndigits=n) for n in range(6)))]
            )
        ),
        "Question 28: your numbers pass through half precision, which keeps three digits or so; stay with float32.": (
            lambda seen: same_halved(seen, wanted) or any_of([np.float16(region), brain_floats(region)])(seen)
        ),
        "Question 28: you scale the inputs first; the model was trained on them as they are.": (any_of(scaled)),
        "Question 28: you cut off what is below zero; give the yields as the model predicts them.": (
            lambda seen: (wanted < 0).any() and same(seen, wanted.clip(0))
        ),
        "Question 28: you keep the yields within bounds; give them as the model predicts them.": (
            lambda seen: is_cut_off(seen.array, wanted)
        ),
        # Warm regions, which come first, were predicted as they should be.
        "Question 28: a region with numbers below zero, small or large ones is not predicted like the others; take the "
        "inputs as they are, and give the yields as the model predicts them.": lambda _: not 20 < min(region) < 160,
    }


def brain_floats(numbers):
    """Rounded to the eight binary digits of a bfloat16."""
    digits, exponents = np.frexp(np.float64(numbers))
    return np.ldexp(np.round(digits * 2**8) / 2**8, exponents)


def same_halved(seen, wanted):
    return any(np.allclose(seen.array, each, rtol=1e-6) for each in (np.float16(wanted), brain_floats(wanted)))


@pytest.mark.exercise("predict", questions=[28], points=1, raised=PREDICT_RAISED)
def test_present_parameters_predict_a_region(student, rng, expect):
    warm = [float(each) for each in rng.uniform((60, 40, 30), (110, 140, 75))]
    for sign, region in (
        (1, warm),
        (-1, [*warm[:2], int(warm[2])]),
        (1, [int(warm[0]), *warm[1:]]),
        (1, [int(each) for each in warm]),
        (1, [7 * each for each in warm]),
        (1, [each / 3000 for each in warm]),
        (1, [-each for each in warm]),
    ):
        first, second, (x, y) = harvest(rng, sign), harvest(rng, sign), batch(rng, TABLE_ROWS)
        if min(region) < 1:  # all terms of about one size, and of one sign
            factor = np.float32(-1 if min(region) < 0 else 1e-3)
            first, second = ((w, factor * b) for w, b in (first, second))
        seen = predicted(student, expect, (x, y), region, first, second)
        written = not unwritten(seen["table"], (x, y))
        moved = not unmoved(dict(zip("wb", second, strict=True)))(seen["parameters"])
        of_first, of_second = seen["predictions"]
        held = seen["at once"][0]
        again = partial(predicted, student, expect, (x, y), region, first, second)
        recalled = {
            "Question 28: asked again about the same region, with the same `w` and `b`, `predict` says something else; "
            "let it go by these alone, and not by earlier calls.": lambda _, again=again, pair=(of_first, of_second): (
                not all(same(one, other.array) for one, other in zip(again()["predictions"], pair, strict=True))
            ),
            "Question 28: what an earlier call returned has changed with the next one, as when all of them write into "
            "one tensor; return a new one each time.": lambda _, pair=(held, of_first): (
                not same(pair[0], pair[1].array)
            ),
        }
        fixed = (
            "Question 28: the predictions before and after a change of `w` and `b` are the same: compute each from the "
            "notebook's present `w` and `b`, as the model does, and in a tensor of its own."
        )
        for one, (w, b) in ((of_first, first), (of_second, second)):
            mistakes = prediction_mistakes(w, b, x, region, moved, written)
            as_it_was = {fixed: lambda _, pair=(of_first, of_second): same(pair[0], pair[1].array)}
            expect.close(
                one,
                np.float64(w) @ np.float64(region) + b,
                "the prediction",
                **ANY_DTYPE,
                rtol=PREDICT_RTOL,
                atol=0,
                mistakes={**recalled, **mistakes, **as_it_was},
            )
        expect.that(not moved, "w or b has other numbers after a prediction", PREDICT_MOVES)
        expect.that(not written, "the notebook's table has other numbers after a prediction", PREDICT_WRITES)


def numbers_of(expect, value):
    """All numbers of a prediction, whatever its form, in order of size."""
    found = []
    for each in value if isinstance(value, tuple | list) else [value]:
        array = each.array if is_tensor(each) else each
        if isinstance(array, np.ndarray):
            found += np.float64(array).ravel().tolist()
        else:
            found.append(expect.number(array, "the prediction does not consist of numbers"))
    expect.that(len(found) > 0, "the prediction does not consist of numbers")
    expect.that(bool(np.isfinite(found).all()), "the prediction is NaN or infinite")
    return sorted(found)


@pytest.mark.exercise("predict", questions=[23], points=1, raised=PREDICT_RAISED)
def test_prediction_is_not_tracked_and_training_goes_on(student, rng, expect):
    data, region = batch(rng, TABLE_ROWS), [float(each) for each in rng.uniform((60, 40, 30), (110, 140, 75))]
    settings = harvest(rng, 1), harvest(rng, 1)
    seen = predicted(student, expect, data, region, *settings)
    one, other = seen["predictions"]
    parts = one if isinstance(one, tuple | list) else [one]
    expect.that(
        not any(is_tensor(each) and each.requires_grad for each in parts),
        "the prediction requires a gradient",
        "Question 23: the prediction still drags along how it was computed; nobody trains on it, so make it under "
        "`torch.no_grad()`, or detach it.",
    )
    found = [numbers_of(expect, each) for each in (one, other)]
    expect.that(
        found[0] != found[1],
        "the prediction does not come from w and b",
        "Question 28: the predictions before and after a change of `w` and `b` are the same: compute each from the "
        "notebook's present `w` and `b`, as the model does, and in a tensor of its own.",
    )
    # In any form and order, and rounded: the other check asks for these.
    wanted = [sorted(map(float, np.float64(w) @ np.float64(region) + b)) for w, b in settings]
    expect.that(
        expect.agrees(found, wanted, rtol=1e-3, atol=0.51),
        "the numbers of the prediction are not those of the model",
        "Question 28: the prediction is what the model says of the region, from the notebook's present `w` and `b`.",
    )
    left = seen["parameters"]
    expect.that(
        all(is_tensor(left[name]) and left[name].requires_grad for name in left),
        "w or b no longer requires a gradient after a prediction",
        "Question 23: `w` and `b` themselves must go on requiring gradients, or nothing can be trained afterwards; "
        "`torch.no_grad()` only pauses the bookkeeping.",
    )
    expect.that(
        seen["gradients on"],
        "after a prediction PyTorch keeps track of nothing any more",
        "Question 23: gradients are switched off for the rest of the notebook; `with torch.no_grad():` switches them "
        "on again at its end.",
    )


# diagnose

WORDS = ("lower", "raise", "keep")

DIAGNOSE_RAISED = {
    **dict.fromkeys(
        ("OverflowError", "ValueError", "AssertionError", "ArithmeticError"),
        "Question 29: your function raises an error. A history may be short, and may end in inf or nan; that is no "
        "error but the clearest sign of too large a learning rate.",
    ),
    "IndexError": "Question 29: your function looks for a loss that is not there. A history may have only two losses; "
    "its first is `losses[0]`, its last `losses[-1]`.",
    "TypeError": "Question 29: your function raises a TypeError. `losses` is a list of floats; compare its last "
    "element with its first.",
    "AttributeError": "Question 29: your function raises an AttributeError. `losses` is a plain list of floats, not "
    "a tensor or an array.",
    "ZeroDivisionError": "Question 29: you divide by zero. Relate the fall to the first loss, `losses[0]`, which is "
    "never zero; others may be.",
}


def diagnosed(student, expect, histories):
    """The answers in lower case, and what to say where they are wrong; ``histories`` are (word, trait, losses)."""
    given = [losses for _, _, losses in histories]

    def ask():
        return student.probe("advice", given, uses=["diagnose"])

    answers = ask()
    what = "diagnose should return one of three words"
    words = "Question 29: the answer is a word, in quotes: one of `lower`, `raise` and `keep`, for every history."
    form = {"words": [str] * len(histories), "untouched": bool}
    expect.parts(answers, form, what, words)
    expect.that(
        answers["untouched"],
        "the lists of losses have changed after the call",
        "Question 29: your function changes the list that it is given (`sort`, `reverse`, `pop`?); only look at it, or "
        "work on a copy, `list(losses)`.",
    )
    expect.that(
        ask()["words"] == answers["words"],
        "the advice for a history of losses is another one the next time",
        "Question 29: asked again about the same losses, your function says something else; let it go by these losses "
        "alone, and not by earlier calls.",
    )
    answers = [each.strip().lower() for each in answers["words"]]
    expect.that(all(each in WORDS for each in answers), what, words)
    message = "the advice for a history of losses is not the right one"
    wanted = [word for word, _, _ in histories]
    expect.that(
        len(set(answers)) > 1, message, "Question 29: your advice is always the same; it should depend on the losses."
    )
    for order in permutations(WORDS):
        mixed = dict(zip(WORDS, order, strict=True))
        expect.that(
            order == WORDS or answers != [mixed[word] for word in wanted],
            message,
            "Question 29: you tell the cases apart but mix up the words: a loss that grows asks for a lower learning "
            "rate, one that hardly falls for a higher one.",
        )
    return answers, message


@pytest.mark.exercise("diagnose", questions=[29], points=1, raised=DIAGNOSE_RAISED)
def test_growth_crawl_and_fall_are_told_apart(student, rng, expect):
    # Far from the borders: growth by a factor of 5 or more, a fall of 0.05 to 0.09 or of 60 to 99.9 percent.
    ends = {
        "lower": lambda: 10 ** rng.uniform(0.7, 4),
        "raise": lambda: 1 - rng.uniform(0.0005, 0.0009),
        "keep": lambda: 10 ** rng.uniform(-3, -0.4),
    }
    histories = []
    for scale, epochs in ((0.04, 300), (50, 5), (20000, 40), (0.04, 5), (20000, 300), (50, 40)):
        for word, end in ends.items():
            losses = scale * rng.uniform(0.8, 1.2) * end() ** np.linspace(0, 1, epochs)
            histories.append((word, (scale, epochs), losses.tolist()))
    answers, message = diagnosed(student, expect, histories)
    seen = {(word, *trait): answer for (word, trait, _), answer in zip(histories, answers, strict=True)}
    wrong = {case for case, answer in seen.items() if answer != case[0]}
    right = seen.keys() - wrong
    missed = {word for word, _, _ in wrong}

    def explained_by(place):
        """Whether, for each word, other scales (place 1) or lengths (2) went wrong than went right."""
        return (
            missed <= {"raise", "keep"}
            and not any(one[0] == other[0] and one[place] == other[place] for one in wrong for other in right)
            and {case[place] for case in wrong} != {case[place] for case in seen}
        )

    hint = ""
    if explained_by(1):
        hint = (
            "Question 29: your limit is an amount; the loss of one task is a thousand times that of another, so relate "
            "the fall to the first loss."
        )
    elif explained_by(2):
        hint = (
            "Question 29: your advice depends on how many epochs there are; compare the last loss with the first, not "
            "neighbours in the list, and not the fall of one epoch."
        )
    elif "lower" in missed:
        hint = "Question 29: a loss that grows is not noticed; it asks for a lower learning rate."
    elif "raise" in missed:
        hint = (
            "Question 29: a fall of less than one percent over the whole history goes unnoticed; compare the last "
            "loss with the first."
        )
    elif "keep" in missed:
        hint = "Question 29: a loss that falls well is a reason to keep the learning rate."
    expect.that(not wrong, message, hint)


def troubled_histories(rng):
    """(word, trait, losses) where one look at neighbours, at the smallest or at the average would mislead."""

    def fall(start, left, epochs):
        return list(start * left ** np.linspace(0, 1, epochs))

    for scale, epochs in ((0.3, 40), (9000, 12), (60, 150)):
        start = scale * rng.uniform(0.8, 1.2)
        falls = fall(start, rng.uniform(0.02, 0.2), epochs)
        rises = [each * (1.03 if number % 3 == 2 else 1) for number, each in enumerate(falls)]
        yield "keep", "rise", rises
        yield "keep", "rise", [start, start * rng.uniform(3, 6), *falls[1:]]
        yield "keep", "rise", [*falls, falls[-1] * 1.05]
        yield "keep", "rise", [start * each for each in (1, rng.uniform(4, 6), 0.5, 0.3, 0.1)]
        yield "keep", "flat", [*falls, *[falls[-1]] * epochs]
        crawl = fall(start, 1 - rng.uniform(0.0005, 0.0009), epochs)
        yield "raise", "crawl", [*crawl[:-2], crawl[-1], crawl[-1] * 1.0001]
        grows = fall(falls[-1], rng.uniform(200, 1000), 6)
        yield "lower", "late", [*falls, *grows]
        yield "lower", "late", [*fall(start, rng.uniform(20, 90), epochs), start * 19]
        yield "lower", "late", [*falls, start * rng.uniform(5, 9)]
        yield "lower", "inf", [*fall(start, 1e30, epochs), np.inf]
        yield "lower", "nan", [*fall(start, 1e30, epochs), np.inf, np.nan, np.nan]
        yield "lower", "nan", [*falls, np.nan]
        yield "lower", "nan", [*fall(start, 0.998, 4), np.nan, np.nan]
        yield "keep", "moderate", fall(start, rng.uniform(0.55, 0.88), epochs)
        yield "lower", "mild", fall(start, rng.uniform(1.1, 1.8), epochs)
        yield "lower", "mild", fall(start, rng.uniform(1.0005, 1.004), epochs)
        for left in (0.9905, 0.9935, 0.998):
            yield "raise", "border", fall(start, left, epochs)
        for left in (0.9895, 0.985, 0.97):
            yield "keep", "border", fall(start, left, epochs)
        yield "keep", "zero", [*falls, 0.0]
        yield "raise", "level", [start] * epochs
        yield "raise", "ends", [start, *falls[1:], start]
        # The second loss far away from the first, and the last from the one before it.
        yield "keep", "ends", [start, falls[-1], *[falls[-1] * 1.02] * 5]
        yield "raise", "ends", [start, start * 5, *[start * 0.3] * 4, start * 0.9995]
        yield "keep", "ends", [start, *[start * 0.999] * 5, start * 0.5]
        for word, left in (("keep", 0.6), ("keep", 0.9), ("raise", 0.9995), ("lower", 1.3)):
            yield word, "short", [start, start * left]
            yield word, "ends", [start, *[start * left * 2] * 4, start * left]
            yield word, "size", [each * 1e-9 for each in fall(start, left, epochs)]
            yield word, "size", [each * 1e9 for each in fall(start, left, epochs)]


TROUBLE_HINTS = {
    "nan": "Question 29: a loss that has become nan is not noticed: every comparison with nan is False, so ask for it, "
    "with `math.isfinite` say, before you compare.",
    "inf": "Question 29: a loss that has become infinite is not noticed; it asks for a lower learning rate.",
    "rise": "Question 29: a rise in between, or at the end, is no reason to change when the loss has fallen well from "
    "the first to the last.",
    "flat": "Question 29: a flat end after a long fall is no crawl; compare the last loss with the first.",
    "late": "Question 29: the last loss is far above the first; that it fell somewhere on the way does not help.",
    "crawl": "Question 29: from the first loss to the last it has hardly fallen; a tiny rise at its end is nothing.",
    "moderate": "Question 29: a loss that has fallen by a tenth or more does not crawl; the border is one percent of "
    "the first loss.",
    "level": "Question 29: a loss that ends where it began, level, has neither grown nor fallen; it asks for a higher "
    "learning rate, and only a last loss above the first for a lower one.",
    "ends": "Question 29: compare the last loss of the list, `losses[-1]`, with the first, `losses[0]`; neither their "
    "neighbours nor the largest or smallest count.",
    "size": "Question 29: your advice depends on how large the losses are, so that a limit is an amount or a loss is "
    "rounded; relate the fall to the first loss.",
    "mild": "Question 29: a loss that ends above its start has grown, be it by a part only; it asks for a lower "
    "learning rate.",
    "short": "Question 29: a history may have only two or three losses; the rule is the same for these.",
    "border": "Question 29: the border is a fall of one percent of the first loss: less than that asks for a higher "
    "learning rate, more for the same. Do not round on the way.",
    "zero": "Question 29: a loss of zero is a number like any other, and the best that there is; a fall to it is a "
    "reason to keep the learning rate.",
}


@pytest.mark.exercise("diagnose", questions=[29], points=1, raised=DIAGNOSE_RAISED)
def test_rises_in_between_and_lost_losses(student, rng, expect):
    histories = [(word, trait, [float(each) for each in losses]) for word, trait, losses in troubled_histories(rng)]
    answers, message = diagnosed(student, expect, histories)
    wrong = {trait for (word, trait, _), answer in zip(histories, answers, strict=True) if answer != word}
    hint = next((TROUBLE_HINTS[trait] for trait in TROUBLE_HINTS if trait in wrong), "")
    expect.that(not wrong, message, hint)
