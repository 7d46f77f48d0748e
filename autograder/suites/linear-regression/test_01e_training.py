"""Hidden checks of 01-from-scratch. Training: train."""

from functools import partial

import numpy as np
import pytest

from oracles import (
    ANY_VALUES,
    COMMON_RATES,
    CROP_RATE,
    TINY_RATE,
    batch,
    crops,
    descent,
    exact_fit,
    is_rounded,
    linear_task,
    mean_squared_error,
    oversized,
    parameters,
    same,
    tiny,
    unmoved,
    unwritten,
)

# train

TRAIN_ROWS = 5
"""As many as the notebook's table has: an answer may hold on to its tensors, so others are written into them."""
TRAIN_START = 100.0
TRAIN_EPOCHS = 100
TRAIN_RATE = 0.05
TRAIN_LIMIT = 0.05
"""Largest loss that a training may end with, from TRAIN_START.

benchmarks/calibrate_thresholds.py, 1000 seeds: the worst right run ends at 0.00351, the best with half the epochs
at 0.592, with a tenth of the rate at 36.7. A factor of 11 lies on each side.
"""


TRAIN_RAISED = {
    "TypeError": "Question 27: your function raises a TypeError. `train` takes the number of epochs and the learning "
    "rate, both as numbers, and calls `training_step(inputs, targets, lr)` once an epoch.",
    "UnboundLocalError": "Question 27: a name is used before it has a value. Start the list of losses before the loop, "
    "and let the step update `w` and `b`.",
    "IndexError": "Question 27: your function looks for a loss that is not there yet; begin with an empty list and "
    "append to it in every epoch.",
}
TRAIN_WRITES = (
    "Question 27: your training writes into the notebook's `inputs` or `targets`; it should change nothing but `w` and "
    "`b`."
)
EARLY = (
    "Question 27: your training ends early; make all of the epochs, also where the loss is small, does not fall, or is "
    "infinite."
)
MOMENTUM = (
    "Question 27: part of the earlier steps goes into the next one (momentum, or gradients that are not reset); each "
    "epoch takes one `training_step`, by its own gradient alone."
)
STEEP = (
    "Question 27: where the gradient is steep, or the loss rises, your steps are shorter than those of `training_step` "
    "(`clamp`, `clip_grad_norm_`, or a rate that is lowered?); take off `lr` times the whole gradient in each epoch."
)
RATE_CHANGES = (
    "Question 27: the first step is right but a later one is not (a rate that changes, or weight decay?); each epoch "
    "takes one `training_step` with the `lr` that is handed in."
)
AT_REST = (
    "Question 27: where the loss is zero, so are the gradients, yet your training moves `w` or `b` (weight decay, or a "
    "penalty in the loss?); a `training_step` takes off `lr` times the gradient, and no more."
)
HUGE = (
    "Question 27: where the losses are huge and `lr` is tiny, your steps are not those of `training_step` (a least "
    "rate, or steps that are skipped?); take them all, with the `lr` that is handed in."
)
BY_PARTS = (
    "Question 27: you take a step for each row, or for a few of them; here an epoch is one step on the whole table."
)
LIST_LIVES_ON = (
    "Question 27: the history that your first training returned has changed since: all your trainings fill the same "
    "list. Begin with a new one inside the function."
)
MOMENTA = (0.5, 0.8, 0.9, 0.95, 0.99)


def trained(student, expect, task, *runs):
    seen = student.probe("training", *map(student.tensor, task), *[list(run) for run in runs], uses=["train"])
    form = {"histories": [None] * len(runs), "later": None, "parameters": {"w": None, "b": None}, "table": None}
    return expect.parts(seen, form, "training should return a history")


def loss_history(w, b, x, y, epochs, lr, **changes):
    return descent(w, b, [(x, y)] * epochs, [lr] * epochs, **changes)


def tasks(rng):
    """``(w, b, x, y), epochs, lr`` as they come in practice, and then where limits, roundings and stops show.

    Losses that rise, the size of the crops, numbers so large that only a tiny rate will do, losses that are next to
    nothing.
    """
    for epochs, lr in ((7, 0.1), (3, 0.02), (15, 0.15), (6, 2.5)):
        yield (*parameters(rng), *batch(rng, TRAIN_ROWS)), epochs, lr
    yield (*parameters(rng), *crops(rng, TRAIN_ROWS)), 6, CROP_RATE
    yield oversized(*parameters(rng), *crops(rng, TRAIN_ROWS)), 6, TINY_RATE
    (w, b), (x, y) = parameters(rng), batch(rng, TRAIN_ROWS)
    w, b, y = tiny(w, b, y)
    yield (w, b, x, y), 9, 0.1


def is_plain(lr, losses):
    """Whether nothing about a run with this rate is out of the ordinary."""
    return CROP_RATE < lr < 1 and losses[0] > 1e-3


def history_mistakes(task, epochs, lr, written):
    losses = loss_history(*task, epochs + 1, lr)[1]
    wanted = losses[:-1]
    plain = is_plain(lr, losses)

    def begins(seen):
        return np.isclose(seen[0], losses[0], rtol=1e-3)

    return {
        "Question 27: you return nothing; collect the losses in a list and return it.": lambda seen: seen is None,
        "Question 27: you return only one loss; the whole history shows whether training works.": (
            lambda seen: isinstance(seen, float | int)
        ),
        "Question 27: the losses are to come as a list, in the order of the epochs.": (
            lambda seen: not isinstance(seen, list | tuple)
        ),
        TRAIN_WRITES: lambda _: written,
        "Question 27: your list holds a single loss for several epochs; append one in every epoch.": (
            lambda seen: plain and len(seen) == 1 < epochs
        ),
        "Question 27: your list also holds the losses of earlier trainings. Begin with an empty list inside the "
        "function; a default like `losses=[]` is made only once.": (
            lambda seen: len(seen) > epochs + 1 and np.allclose(seen[-epochs:], wanted, rtol=1e-3)
        ),
        "Question 27: only the last of your losses are there; keep those of all epochs, from the first on.": (
            lambda seen: 1 < len(seen) < epochs and np.allclose(seen, wanted[-len(seen) :], rtol=1e-3)
        ),
        EARLY: lambda seen: (
            len(seen) < epochs
            and np.allclose(seen, losses[: len(seen)], rtol=1e-3)
            and (len(seen) < epochs - 1 or not plain)
        ),
        "Question 26: one epoch is missing; `range(epochs)` already runs exactly `epochs` times.": (
            lambda seen: len(seen) == epochs - 1
        ),
        "Question 26: one epoch too many; `range(epochs)` already runs exactly `epochs` times.": (
            lambda seen: len(seen) == epochs + 1
        ),
        "Question 26: your number of epochs is not the one that is handed in.": lambda seen: len(seen) != epochs,
        "Question 27: your losses are those after each epoch's update; `training_step` returns the one before it.": (
            losses[1:]
        ),
        "Question 27: your losses stand in another order (from last to first, or sorted?); append them as they come.": (
            lambda seen: (
                np.allclose(sorted(seen), sorted(wanted), rtol=1e-3) and not np.allclose(seen, wanted, rtol=1e-3)
            )
        ),
        "Question 27: you round the losses; give them as they are.": lambda seen: is_rounded(seen, wanted),
        "Question 27: these are the smallest losses so far. If your list is made of them, append each epoch's own "
        "loss; if your training goes back where a loss has risen, leave `w` and `b` as the step leaves them.": (
            np.minimum.accumulate(wanted).tolist()
        ),
        "Question 27: all your losses are the same number; take a step in every epoch, and append its loss.": (
            lambda seen: len(set(seen)) == 1 < len(seen)
        ),
        "Question 27: from some epoch on your losses stay the same, as if nothing were trained any more; take a step "
        "in every epoch, and append its loss.": lambda seen: plain and begins(seen) and seen[-1] == seen[-2],
        "Question 27: these are means of the losses so far; the history shows each epoch's own.": (
            (np.cumsum(wanted) / np.arange(1, epochs + 1)).tolist()
        ),
        "Question 27: your learning rate is not the one that is handed in.": (
            lambda seen: any(
                np.allclose(seen, loss_history(*task, epochs, rate)[1], rtol=1e-3) for rate in COMMON_RATES
            )
        ),
        MOMENTUM: lambda seen: any(
            np.allclose(seen, loss_history(*task, epochs, lr, keep=(kept, kept))[1], rtol=1e-3)
            for kept in (*MOMENTA, 1)
        ),
        STEEP: lambda seen: (
            begins(seen)
            and (losses[1] < seen[1] < losses[0] if lr == CROP_RATE else lr > 1 and seen[-1] < 0.99 * wanted[-1])
        ),
        "Question 27: your losses fall faster than those of one `training_step` an epoch (two steps, momentum, or "
        "another optimizer?); take just that one, on the whole table.": lambda seen: (
            plain and begins(seen) and all(np.less(seen[1:], losses[1:epochs]))
        ),
        HUGE: lambda seen: lr == TINY_RATE and begins(seen),
        RATE_CHANGES: lambda seen: np.allclose(seen[:2], losses[:2], rtol=1e-3),
        BY_PARTS: lambda seen: any(
            np.allclose(seen, by_parts(*task, epochs, lr, rows)[1], rtol=1e-3) for rows in range(1, TRAIN_ROWS)
        ),
        "Question 27: your training does not begin at the present `w` and `b` with the notebook's table: the first "
        "loss is already another one.": lambda seen: not begins(seen),
        "Question 27: the first loss is right, but the first step is not that of `training_step` (another optimizer, "
        "such as Adam, or a rate that begins small?); call it once an epoch, with the `lr` that is handed in.": begins,
    }


def by_parts(w, b, x, y, epochs, lr, rows):
    """Parameters and mean losses where an epoch is a step on every so many rows."""
    parts = [(x[at : at + rows], y[at : at + rows]) for at in range(0, len(x), rows)]
    end, losses = descent(w, b, parts * epochs, [lr] * len(parts) * epochs)
    return end, np.reshape(losses, (epochs, -1)).mean(axis=1)


def first_history_mistakes(*about):
    """The same in a list of histories."""
    return {
        hint: (lambda seen, evidence=evidence: evidence(seen[0])) if callable(evidence) else [evidence]
        for hint, evidence in history_mistakes(*about).items()
    }


def end_mistakes(w, b, x, y, epochs, lr, written):
    def after(epochs, lr, **changes):
        return loss_history(w, b, x, y, epochs, lr, **changes)[0]

    def at_any(*ends):
        return lambda seen: any(all(same(seen[name], end[name]) for name in "wb") for end in ends)

    wanted, losses = after(epochs, lr), loss_history(w, b, x, y, epochs, lr)[1]
    plain = is_plain(lr, losses)

    def held_back(seen):
        shares = (w - np.float64(seen["w"].array)) / (w - wanted["w"])
        return lr == CROP_RATE and shares.min() < 0.95 and shares.max() < 2

    return {
        TRAIN_WRITES: lambda _: written,
        "Question 27: your training goes back to the `w` and `b` with the smallest loss; leave them as the last step "
        "leaves them, as the losses show when a rate is too large.": (
            lambda seen: lr > 1 and at_any(*(after(count, lr) for count in range(epochs)))(seen)
        ),
        "Question 27: training leaves `w` and `b` as they were; each epoch must take its step.": unmoved(
            {"w": w, "b": b}
        ),
        "Question 26: one epoch is missing; `range(epochs)` already runs exactly `epochs` times.": (
            after(epochs - 1, lr)
        ),
        "Question 26: one epoch too many; `range(epochs)` already runs exactly `epochs` times.": (
            after(epochs + 1, lr)
        ),
        "Question 27: each epoch takes two steps; one is enough.": after(2 * epochs, lr),
        "Question 27: your learning rate is not the one that is handed in.": (
            at_any(*(after(epochs, rate) for rate in COMMON_RATES))
        ),
        EARLY: at_any(*(after(count, lr) for count in range(1, epochs - 1))),
        BY_PARTS: lambda seen: at_any(*(by_parts(w, b, x, y, epochs, lr, rows)[0] for rows in range(1, len(x))))(seen),
        "Question 26: your number of epochs is not the one that is handed in.": (
            at_any(*(after(count, lr) for count in (1, 10, 50, 100)))
        ),
        "Question 27: you train from zeros; go on from the present `w` and `b`.": (
            loss_history(w * 0, b * 0, x, y, epochs, lr)[0]
        ),
        MOMENTUM: at_any(*(after(epochs, lr, keep=(kept, kept)) for kept in (*MOMENTA, 1))),
        STEEP: held_back,
        HUGE: lambda _: lr == TINY_RATE,
        "Question 27: your steps are not the same in every epoch, or not those of `training_step`, where the loss is "
        "small or rises; take them all, with the `lr` that is handed in.": lambda _: not plain,
    }


@pytest.mark.exercise("train", questions=[26, 27], points=2, raised=TRAIN_RAISED)
def test_one_loss_for_each_epoch(student, rng, expect):
    for task, epochs, lr in tasks(rng):
        seen = trained(student, expect, task, (epochs, lr))
        expect.close(
            seen["histories"],
            [loss_history(*task, epochs, lr)[1]],
            "the histories of one training",
            atol=0,
            mistakes=partial(first_history_mistakes, task, epochs, lr, not unwritten(seen["table"], task[2:])),
        )
        expect_unwritten(expect, seen, task)
    # More epochs than anybody would set as a limit or a milestone; each takes four thousandths off every miss.
    task, epochs, lr = linear_task(rng, TRAIN_ROWS, TRAIN_START), 510, 0.004
    expect.close(
        trained(student, expect, task, (epochs, lr))["histories"],
        [loss_history(*task, epochs, lr)[1]],
        "the history of a long training",
        atol=0,
        mistakes=partial(first_history_mistakes, task, epochs, lr, False),
    )
    # Nothing falls any more, though the loss is above zero.
    w, b, x, y = exact_fit(rng, TRAIN_ROWS)
    pairs, misses = np.array([0, 0, 1, 1, 2]), np.float32([[1], [-1], [1], [-1], [0]])
    (history,) = trained(student, expect, (w, b, x[pairs], y[pairs] + misses), (130, 0.001))["histories"]
    expect.close(
        history, [0.8] * 130, "the history of losses that stay as they are", atol=0, mistakes={EARLY: shorter(130)}
    )
    # And none that is finite after the first.
    (history,) = trained(student, expect, (*parameters(rng), *batch(rng, TRAIN_ROWS)), (6, 1e30))["histories"]
    expect.that(
        isinstance(history, list | tuple) and len(history) == 6,
        "the history of losses that become infinite does not hold one for each epoch",
        EARLY,
    )


def expect_unwritten(expect, seen, task):
    expect.that(
        unwritten(seen["table"], task[2:]), "the notebook's table has other numbers after training", TRAIN_WRITES
    )


def shorter(epochs):
    return lambda seen: len(seen) < epochs


@pytest.mark.exercise("train", questions=[26, 27], points=2, raised=TRAIN_RAISED)
def test_parameters_follow_every_step(student, rng, expect):
    for task, epochs, lr in (*tasks(rng), ((*parameters(rng), *batch(rng, TRAIN_ROWS)), 1, 0.3)):
        seen = trained(student, expect, task, (epochs, lr))
        expect.close(
            seen["parameters"],
            loss_history(*task, epochs, lr)[0],
            "the parameters after training",
            atol=0,
            mistakes=partial(end_mistakes, *task, epochs, lr, not unwritten(seen["table"], task[2:])),
        )
        expect_unwritten(expect, seen, task)
    w, b, *table = exact_fit(rng, TRAIN_ROWS)
    seen = trained(student, expect, (w, b, *table), (40, 0.5))
    moved = not unmoved({"w": w, "b": b})(seen["parameters"])
    expect.that(not moved, "w and b move although their gradients are zero", AT_REST)
    (history,) = seen["histories"]
    early = isinstance(history, list | tuple) and len(history) < 40
    expect.that(not early, "the history of losses that are zero does not hold one for each epoch", EARLY)


@pytest.mark.exercise("train", questions=[27], points=1, raised=TRAIN_RAISED)
def test_second_training_goes_on_from_the_first(student, rng, expect):
    task = (*parameters(rng), *batch(rng, TRAIN_ROWS))
    end, losses = loss_history(*task, 7, 0.1)
    seen = trained(student, expect, task, (3, 0.1), (4, 0.1))
    histories = seen["histories"]
    expect_unwritten(expect, seen, task)
    expect.close(histories[0], losses[:3], "the first history")
    expect.close(
        histories[1],
        losses[3:],
        "the second history",
        mistakes={
            "Question 27: a second training should go on where the first ended, but yours begins anew.": (
                lambda got: np.isclose(got[0], losses[0], rtol=1e-3)
            ),
            "Question 27: a training goes on from the present `w` and `b`; your second one begins with other ones.": (
                lambda got: not np.isclose(got[0], losses[3], rtol=1e-3)
            ),
        },
    )
    expect.close(seen["parameters"], end, "the parameters after two trainings")
    expect.that(
        seen["later"] == histories[0], "the history of the first training has changed after the second", LIST_LIVES_ON
    )


@pytest.mark.exercise("train", questions=[26, 27], points=2, raised=TRAIN_RAISED)
def test_loss_becomes_small(student, rng, expect):
    task = linear_task(rng, TRAIN_ROWS, TRAIN_START)
    x, y = task[2:]
    seen = trained(student, expect, task, (TRAIN_EPOCHS, TRAIN_RATE))["parameters"]
    expect.close(seen, {"w": np.zeros((2, 3)), "b": np.zeros(2)}, "the parameters after training", **ANY_VALUES)
    loss = mean_squared_error(np.float64(x) @ np.float64(seen["w"].array).T + seen["b"].array, y)
    hint = ""
    if loss > TRAIN_START * 0.99:
        hint = "Question 27: after all epochs the loss is where it was, so that the steps hardly reach `w` and `b`."
    elif loss > TRAIN_LIMIT:
        hint = (
            "Question 27: the loss has fallen but not far enough: make all of the epochs, with the learning "
            "rate that is "
            "handed in."
        )
    expect.that(loss <= TRAIN_LIMIT, "the loss is still too large after training", hint)
    expect.close(
        seen,
        loss_history(*task, TRAIN_EPOCHS, TRAIN_RATE)[0],
        "the parameters after training",
        rtol=1e-3,
        mistakes={
            "Question 27: the loss ends lower than so many plain steps bring it. One `training_step` an epoch is all "
            "that is asked for; leave `w` and `b` as the last of them leaves them.": lambda _: loss < TRAIN_LIMIT / 100
        },
    )
