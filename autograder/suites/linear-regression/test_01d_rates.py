"""Hidden checks of 01-from-scratch. Steps of gradient descent: learning-rate, training-order."""

from functools import partial

import numpy as np
import pytest

from oracles import (
    batch,
    crops,
    descent,
    is_rounded,
    is_tensor,
    mean_squared_error,
    parameters,
    same,
    tiny,
    unmoved,
    unwritten,
)

# learning-rate

HUGE_RATE = 1e30
"""Overflows in float32 with the third step, and with the eleventh where an answer computes in float64."""
RATES_RTOL = 1e-4
"""float32 is right to 1e-5 over 20 steps at these rates; the largest that is not to show is that of 1e-7."""

RATES_RAISED = {
    "TypeError": "Question 22: your function raises a TypeError. It has to take the learning rates alone (keep the "
    "`steps=20` of its first line), and the number of steps as well. `training_step` takes the inputs, the targets and "
    "one learning rate, not the whole list.",
    "RuntimeError": "Question 22: your function raises a RuntimeError. Put the start's values back into `w` and `b` in "
    "place and under `torch.no_grad()` (`w.copy_(start_w)`), so that both still take gradients; the steps themselves "
    "stand outside of it.",
    "UnboundLocalError": "Question 22: a name is used before it has a value. Assigning to `w` or `b` in a function "
    "makes it a local name; `copy_` writes into the notebook's tensor instead.",
    **dict.fromkeys(
        ("ValueError", "OverflowError", "AssertionError", "FloatingPointError", "ZeroDivisionError", "Exception"),
        "Question 21: your function raises an error. With too large a learning rate the loss overflows to inf or nan, "
        "which is a result like any other and belongs into the dict, without an error.",
    ),
}


WRITES = (
    "Question 22: your function changes the list `lrs`, or the notebook's `inputs` or `targets`; work on a copy if you "
    "have to, as whoever calls it still needs them."
)


def left_alone(seen, task, lrs):
    """Whether what was given, or could be reached, is as it was."""
    return seen["lrs"] == lrs and unwritten(seen["table"], task[2:])


def compared(student, expect, task, lrs, *steps):
    """Final losses in the order of ``lrs``, and what was seen after the comparison."""
    seen = student.probe("rates_compared", *map(student.tensor, task), lrs, *steps, uses=["compare_learning_rates"])
    form = {"losses": None, "parameters": {"w": None, "b": None}, "table": None, "lrs": None}
    expect.parts(seen, form, "a comparison should return losses")
    losses, form = seen["losses"], "compare_learning_rates should return a dict {lr: final loss}"
    expect.that(losses is not None, form, "Question 22: you return nothing; return the dict of final losses.")
    expect.that(
        isinstance(losses, dict),
        form,
        "Question 22: a dict is wanted, `{lr: loss}`, so that the loss of each learning rate can be looked up.",
    )
    expect.that(
        not set(losses) > set(lrs),
        "the keys of the dict are not the learning rates",
        "Question 22: your dict holds more than the learning rates that are handed in, from earlier comparisons "
        "perhaps. Begin with an empty dict inside the function; a default like `losses={}` is made only once.",
    )
    expect.that(
        not (set(losses) - set(lrs) and len(losses) == len(lrs)),
        "the keys of the dict are not the learning rates",
        "Question 22: the keys are to be the learning rates as they are handed in: no text, no positions, no losses.",
    )
    expect.that(
        not set(losses) < set(lrs),
        "a learning rate is missing in the dict",
        "Question 21: a learning rate is left out; every one has a final loss, if only inf or nan.",
    )
    expect.that(set(losses) == set(lrs), "the keys of the dict are not the learning rates")
    found = [losses[lr] for lr in lrs]
    return [each.array.item() if is_tensor(each) and each.shape == () else each for each in found], seen


def run(w, b, x, y, lr, steps, **changes):
    """The parameters after some steps, and the losses before the first, between them and after the last."""
    end, losses = descent(w, b, [(x, y)] * steps, [lr] * steps, **changes)
    return end, [*losses, mean_squared_error(x @ end["w"].T + end["b"], y)]


def rates_for(task, *multiples):
    """Learning rates, as multiples of the one that is best for the steepest direction; above 2 the loss grows there."""
    with_ones = np.column_stack([task[2], np.ones(len(task[2]))])
    curvature = 2 / task[3].size * np.linalg.eigvalsh(with_ones.T @ with_ones).max()
    return [float(f"{each / curvature:.3g}") for each in multiples]


def rate_mistakes(task, lrs, steps, written, again):
    """``lrs`` holds one that hardly moves anything, the smallest; ``again`` compares from other parameters."""
    w, b, x, y = task
    histories = [run(*task, lr, steps)[1] for lr in lrs]
    start = histories[0][0]

    def any_of(*choices, rtol=RATES_RTOL):
        """Whether these are the losses after the last step, or before it, of any of these lists of histories."""
        return lambda seen: any(
            np.allclose(seen, [each[-back] for each in choice], rtol=rtol) for choice in choices for back in (1, 2)
        )

    def in_a_row(*put_back):
        here, found = {"w": w, "b": b}, []
        for lr in lrs:
            here, losses = run(here["w"], here["b"], x, y, lr, steps)
            here = {**here, **{name: {"w": w, "b": b}[name] for name in put_back}}
            found.append(losses)
        return found

    def all_with(count=steps, lr=None, **changes):
        return [run(*task, lr or each, count, **changes)[1] for each in lrs]

    def lowest_alone_is_off(seen):
        lowest = lrs.index(min(lrs))
        others = [number for number in range(len(lrs)) if number != lowest]
        return seen[lowest] < start and any(
            np.allclose([seen[each] for each in others], [histories[each][-back] for each in others], rtol=RATES_RTOL)
            for back in (1, 2)
        )

    def with_momentum(momentum):
        """Gradients pile up in part from step to step."""
        return all_with(keep=(momentum, momentum))

    return {
        "Question 22: a whole history, or a pair, stands for each learning rate; only its last loss is wanted.": (
            lambda seen: any(isinstance(each, tuple | list) or getattr(each, "shape", ()) != () for each in seen)
        ),
        WRITES: lambda _: written,
        "Question 22: with other `w` and `b` the same losses come again, so that your function remembers them, or "
        "where it once began; run each comparison anew, from the present ones.": lambda seen: np.allclose(
            seen, again()
        ),
        "Question 22: these are the losses of the start; the one after the last step is wanted, however small the "
        "losses are.": (lambda seen: np.allclose(seen, start, rtol=1e-5)),
        "Question 22: each run sets out from where the last one ended; give `w` and `b` the start's values before "
        "each.": any_of(in_a_row(), rtol=0.01),  # a run that rises makes what float32 lost in the ones before it larger
        "Question 22: only one of `w` and `b` goes back to the start between the runs; both have to.": (
            any_of(in_a_row("w"), in_a_row("b"), rtol=0.01)
        ),
        "Question 22: this is each run's smallest loss; the last one also shows a run that goes up again.": (
            lambda seen: any(
                np.allclose(seen, [min(each[begin:end]) for each in histories], rtol=1e-4)
                for begin, end in ((0, None), (0, -1), (1, None))
            )
        ),
        "Question 22: these are sums; the loss is the mean over every element.": (
            any_of([np.multiply(each, y.size) for each in histories])
        ),
        "Question 22: all learning rates end at the same loss; give `training_step` the one whose turn it is.": (
            lambda seen: np.allclose(seen, seen[0], rtol=1e-5)
        ),
        "Question 22: the number of steps is not the one that is handed in (20 where none is).": (
            any_of(*[all_with(count) for count in (2, 5, 10, 20, 50, 100, steps - 1, steps + 2, 2 * steps)])
        ),
        "Question 22: the gradients pile up from step to step; use `training_step`, which resets them.": (
            any_of(all_with(keep=(True, True)))
        ),
        "Question 22: the runs go uphill; use `training_step`, which goes against the gradient.": (
            any_of(all_with(sign=1))
        ),
        "Question 22: the losses stand beside the wrong learning rates.": (
            lambda seen: any(
                np.allclose(sorted(seen), sorted(each[-back] for each in histories), rtol=1e-4) for back in (1, 2)
            )
        ),
        "Question 22: a run ends early, when its loss rises; go on for all of the steps.": any_of(
            *[
                [each[: next((n for n in range(1, steps) if each[n] > each[n - 1]), last) + 1] for each in histories]
                for last in (steps, steps - 1)
            ]
        ),
        "Question 22: you round the losses; give them as they are.": lambda seen: any(
            is_rounded(seen, [each[-back] for each in histories]) for back in (1, 2)
        ),
        "Question 22: part of the earlier steps goes into the next one (momentum); use `training_step`, which goes by "
        "its own gradient alone.": any_of(*map(with_momentum, (0.5, 0.8, 0.9, 0.95, 0.99))),
        "Question 22: a run ends early, or does nothing, where its loss is small; go on for all of the steps.": (
            lambda seen: all(np.isclose(one, each).any() for one, each in zip(seen, histories, strict=True))
        ),
        "Question 22: the larger learning rates do what they should, but the smallest does more: give it to "
        "`training_step` as it is, without a lower bound (`max`?).": lowest_alone_is_off,
        "Question 22: each value is an average over its run; only the last loss is wanted.": (
            any_of(*[[[np.mean(each[at : at + steps])] * 2 for each in histories] for at in (0, 1)])
        ),
        "Question 22: a steep gradient, or a large loss, is held back (`clamp`, `clip_grad_norm_`?); use "
        "`training_step`, and give its loss as it is.": lambda seen: any(
            all(
                np.isclose(one, each[-back], rtol=RATES_RTOL) or start < each[-back] > one or y.max() > 20
                for one, each in zip(seen, histories, strict=True)
            )
            for back in (1, 2)
        ),
        "Question 22: the runs do not set out from the present `w` and `b` with the notebook's table: with the "
        "smallest learning rate the loss hardly moves, and yours is another one.": (
            lambda seen: not np.isclose(seen[lrs.index(min(lrs))], start, rtol=1e-3)
        ),
    }


@pytest.mark.exercise("learning-rate", questions=[22], points=1, raised=RATES_RAISED)
def test_every_rate_sets_out_from_the_same_parameters(student, rng, expect):
    # 1e-7 hardly moves anything. Above 2 the loss rises, by what float32 holds easily: that is no reason to stop.
    # Five rows, as the notebook has: an answer may hold on to its tensors.
    w, b, x, y = *parameters(rng), *batch(rng, 5)
    small_w, small_b, small_y = tiny(w, b, y)
    for task, multiples, steps in (
        ((w, b, x, y), (0.3, 1e-7, 2.4), ()),
        ((*parameters(rng), *batch(rng, 5)), (1.2, 2.6, 1e-7), (6,)),
        ((*parameters(rng), *batch(rng, 5)), (1e-7, 0.5, 0.1), (3,)),
        ((small_w, small_b, x, small_y), (0.2, 1e-7, 2.2), (27,)),
        ((*parameters(rng), *crops(rng, 5)), (1.1, 1e-7, 0.4), (9,)),
    ):
        lrs, count = rates_for(task, *multiples), *(steps or (20,))
        for start in (parameters(rng), task[:2]):  # the same rates twice, from different parameters
            compare_from(student, expect, (*start, *task[2:]), lrs, count, steps)


def compare_from(student, expect, task, lrs, count, steps):
    found, left = compared(student, expect, task, lrs, *steps)
    histories = [run(*task, lr, count)[1] for lr in lrs]
    after, before = ([each[-back] for each in histories] for back in (1, 2))
    # What the last `training_step` returns is the loss before that step: it may stand for the final one.
    wanted = before if expect.agrees(found, before, rtol=RATES_RTOL, atol=0) else after

    def again():
        w, b, *table = task
        return compared(student, expect, (2 - w, b - 1, *table), lrs, *steps)[0]

    expect.close(
        found,
        wanted,
        "the final losses",
        rtol=RATES_RTOL,
        atol=0,
        mistakes=partial(rate_mistakes, task, lrs, count, not left_alone(left, task, lrs), again),
    )


@pytest.mark.exercise("learning-rate", questions=[21, 22], points=1, raised=RATES_RAISED)
def test_diverged_runs_are_told_and_parameters_stay(student, rng, expect):
    for order in ((0, 1, 2), (2, 0, 1)):
        task = (*parameters(rng), *batch(rng, 5))
        small, medium = rates_for(task, 0.1, 0.6)
        lrs = [(small, HUGE_RATE, medium)[place] for place in order]
        found, seen = compared(student, expect, task, lrs, 8)
        left = seen["parameters"]
        for lr, given in zip(lrs, found, strict=True):
            loss = expect.number(
                given,
                "a final loss is not a number",
                "Question 21: each final loss is to be one number, also that of a diverged run: inf or nan is one.",
            )
            if lr == HUGE_RATE:
                expect.that(
                    not np.isfinite(loss) and isinstance(given, float | np.ndarray),
                    "the loss of a diverged run is finite",
                    "Question 21: with a far too large learning rate the steps overflow; leave the inf or nan that "
                    "comes of it in the dict, where it warns.",
                )
            else:
                expect.that(
                    bool(np.isfinite(loss)),
                    "the loss of a run that does not diverge is not finite",
                    "Question 22: a diverged run spoils another one; every run sets out from the start's values.",
                )
                # How many steps are made is for the other check to ask.
                history = run(*task, lr, 40)[1][1:]
                expect.that(
                    any(expect.agrees(loss, each, rtol=RATES_RTOL) for each in history),
                    "the loss of a run that does not diverge is none that this run comes by",
                    "Question 22: a final loss is the mean squared error that a run of `training_step` with this "
                    "learning rate ends with, from the present `w` and `b`.",
                )
        expect.that(
            left_alone(seen, task, lrs), "the list of learning rates, or the table, has changed after the call", WRITES
        )
        start = {"w": task[0], "b": task[1]}
        expect.close(
            left,
            start,
            "the parameters after the comparison",
            mistakes={
                "Question 22: only one of `w` and `b` is as it was before the comparison; put both back.": (
                    lambda seen, start=start: any(same(seen[name], start[name]) for name in start)
                ),
                "Question 22: the comparison leaves `w` and `b` elsewhere; put the start's values back after the last "
                "run, too.": lambda seen: all(map(is_tensor, seen.values())),
            },
        )
        expect.that(
            unmoved(start)(left),
            "the parameters after the comparison are not exactly those before it",
            "Question 22: the comparison leaves `w` or `b` a little off; put back exactly the start's values, from a "
            "`clone()`, and not by rounding or by stepping back.",
        )
        expect.that(
            left["w"].requires_grad and left["b"].requires_grad,
            "w or b takes no gradients any more after the comparison",
            "Question 22: what you put back into `w` and `b` no longer requires gradients, so nothing can be trained "
            "afterwards; `copy_` keeps the tensors and only changes their numbers.",
        )


# training-order


@pytest.mark.exercise("training-order", questions=[25], points=1)
def test_steps_are_in_an_order_that_trains(student, expect):
    given = student.value("training_order")
    form = "training_order should be a list of letters"
    expect.that(isinstance(given, list | tuple | str), form, "Question 25: write the five letters as a list of texts.")
    expect.that(all(isinstance(each, str) for each in given), form, "Question 25: each element is a letter in quotes.")
    order = [letter for letter in "".join(given).upper() if letter.isalpha()]
    expect.that(
        sorted(order) == list("ABCDE"),
        "training_order does not hold each of the five letters once",
        "Question 25: every step happens once, so each of the five letters stands there exactly once.",
    )
    place = {letter: order.index(letter) for letter in order}
    wrong = "with the steps in this order the model does not train"
    expect.that(
        place["D"] < place["B"],
        wrong,
        "Question 25: the loss compares predictions with targets; these predictions have to be made first.",
    )
    expect.that(
        place["B"] < place["E"],
        wrong,
        "Question 25: gradients are those of a loss, so `backward()` can only come after it has been computed.",
    )
    expect.that(
        place["E"] < place["A"],
        wrong,
        "Question 25: an update needs the gradients of this very loss; compute them before you subtract.",
    )
    expect.that(
        not place["E"] < place["C"] < place["A"],
        wrong,
        "Question 25: a reset between `backward()` and the update wipes out what the update is to subtract.",
    )
