"""Hidden checks of 01-from-scratch. Steps of gradient descent: learning-rate, training-order."""

from functools import partial

import numpy as np
import pytest

from oracles import batch, descent, is_tensor, mean_squared_error, parameters, same

# learning-rate

HUGE_RATE = 1e30
"""Overflows in float32 with the third step, and with the eleventh where an answer computes in float64."""
RATES_RTOL = 1e-4
"""float32 is right to 1e-5 over 20 steps at these rates; the largest that is not to show is that of 1e-7."""

RATES_RAISED = {
    "TypeError": "Question 22: loop over `lrs` and, for each, over `range(steps)`, which is 20 where nothing else is "
    "said; `training_step` takes the inputs, the targets and one learning rate.",
    "RuntimeError": "Question 22: put the start's values back into `w` and `b` in place, under `torch.no_grad()` "
    "(`w.copy_(start_w)`), so that both still take gradients.",
    "UnboundLocalError": "Question 22: assigning to `w` or `b` in a function makes it a local name; `copy_` writes "
    "into the notebook's tensor instead.",
    **dict.fromkeys(
        ("ValueError", "OverflowError", "AssertionError", "FloatingPointError", "ZeroDivisionError", "Exception"),
        "Question 21: with too large a learning rate the loss overflows to inf or nan; that is a result like any other "
        "and belongs into the dict, without an error.",
    ),
}


def compared(student, expect, task, lrs, *steps):
    """Final losses in the order of ``lrs``, and the parameters afterwards."""
    seen = student.probe("rates_compared", *map(student.tensor, task), lrs, *steps, uses=["compare_learning_rates"])
    form = {"losses": None, "parameters": {"w": None, "b": None}}
    expect.parts(seen, form, "a comparison should return losses")
    losses, form = seen["losses"], "compare_learning_rates should return a dict {lr: final loss}"
    expect.that(losses is not None, form, "Question 22: you return nothing; return the dict of final losses.")
    expect.that(
        isinstance(losses, dict),
        form,
        "Question 22: a dict is wanted, `{lr: loss}`, so that the loss of each learning rate can be looked up.",
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
    return [each.array.item() if is_tensor(each) and each.shape == () else each for each in found], seen["parameters"]


def run(w, b, x, y, lr, steps, **changes):
    """The parameters after some steps, and the losses before the first, between them and after the last."""
    end, losses = descent(w, b, [(x, y)] * steps, [lr] * steps, **changes)
    return end, [*losses, mean_squared_error(x @ end["w"].T + end["b"], y)]


def rates_for(task, *multiples):
    """Learning rates, as multiples of the one that is best for the steepest direction; above 2 the loss grows there."""
    with_ones = np.column_stack([task[2], np.ones(len(task[2]))])
    curvature = 2 / task[3].size * np.linalg.eigvalsh(with_ones.T @ with_ones).max()
    return [float(f"{each / curvature:.3g}") for each in multiples]


def rate_mistakes(task, lrs, steps):
    """``lrs`` holds one that hardly moves anything, the smallest."""
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

    def is_rounded(seen):
        return any(
            all(number == round(number, digits) for number in seen)
            and any(
                np.allclose(seen, [each[-back] for each in histories], rtol=RATES_RTOL, atol=0.51 / 10**digits)
                for back in (1, 2)
            )
            for digits in range(4)
        )

    return {
        "Question 22: a whole history, or a pair, stands for each learning rate; only its last loss is wanted.": (
            lambda seen: any(isinstance(each, tuple | list) or getattr(each, "shape", ()) != () for each in seen)
        ),
        "Question 22: these are the losses of the start; the one after the last step is wanted.": (
            lambda seen: np.allclose(seen, start, rtol=1e-5)
        ),
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
        "Question 22: you round the losses; give them as they are.": is_rounded,
        "Question 22: the runs do not set out from the present `w` and `b` with the notebook's table: with the "
        "smallest learning rate the loss hardly moves, and yours is another one.": (
            lambda seen: not np.isclose(seen[lrs.index(min(lrs))], start, rtol=1e-3)
        ),
    }


@pytest.mark.exercise("learning-rate", questions=[22], points=1, raised=RATES_RAISED)
def test_every_rate_sets_out_from_the_same_parameters(student, rng, expect):
    # 1e-7 hardly moves anything. Above 2 the loss rises, by what float32 holds easily: that is no reason to stop.
    for multiples, steps in (((0.3, 1e-7, 2.4), ()), ((1.2, 2.6, 1e-7), (6,)), ((1e-7, 0.5, 0.1), (3,))):
        # Five rows, as the notebook has: an answer may hold on to its tensors.
        task = (*parameters(rng), *batch(rng, 5))
        lrs, count = rates_for(task, *multiples), *(steps or (20,))
        found, _ = compared(student, expect, task, lrs, *steps)
        histories = [run(*task, lr, count)[1] for lr in lrs]
        after, before = ([each[-back] for each in histories] for back in (1, 2))
        # What the last `training_step` returns is the loss before that step: it may stand for the final one.
        wanted = before if expect.agrees(found, before, rtol=RATES_RTOL) else after
        expect.close(
            found, wanted, "the final losses", rtol=RATES_RTOL, mistakes=partial(rate_mistakes, task, lrs, count)
        )


@pytest.mark.exercise("learning-rate", questions=[21, 22], points=1, raised=RATES_RAISED)
def test_diverged_runs_are_told_and_parameters_stay(student, rng, expect):
    for order in ((0, 1, 2), (2, 0, 1)):
        task = (*parameters(rng), *batch(rng, 5))
        small, medium = rates_for(task, 0.1, 0.6)
        lrs = [(small, HUGE_RATE, medium)[place] for place in order]
        found, left = compared(student, expect, task, lrs, 8)
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
