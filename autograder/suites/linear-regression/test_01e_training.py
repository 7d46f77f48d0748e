"""Hidden checks of 01-from-scratch. Training: train."""

from functools import partial

import numpy as np
import pytest

from oracles import ANY_VALUES, COMMON_RATES, batch, descent, linear_task, mean_squared_error, parameters, same, unmoved

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
    "TypeError": "Question 27: `train` takes the number of epochs and the learning rate, and calls "
    "`training_step(inputs, targets, lr)` once an epoch.",
    "UnboundLocalError": "Question 27: a name is used before it has a value: start the list of losses before "
    "the loop, and "
    "let the step update `w` and `b`.",
}


def trained(student, expect, task, *runs):
    seen = student.probe("training", *map(student.tensor, task), *[list(run) for run in runs], uses=["train"])
    form = {"histories": [None] * len(runs), "parameters": {"w": None, "b": None}}
    return expect.parts(seen, form, "training should return a history")


def loss_history(w, b, x, y, epochs, lr):
    return descent(w, b, [(x, y)] * epochs, [lr] * epochs)


def history_mistakes(task, epochs, lr):
    losses = loss_history(*task, epochs + 1, lr)[1]
    return {
        "Question 27: you return nothing; collect the losses in a list and return it.": lambda seen: seen is None,
        "Question 27: you return only one loss; the whole history shows whether training works.": (
            lambda seen: isinstance(seen, float | int)
        ),
        "Question 27: your list holds a single loss; append one in every epoch.": (
            lambda seen: len(seen) == 1 < epochs
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
        "Question 27: your losses run from last to first; append them as they come.": losses[-2::-1],
        "Question 27: all your losses are the same number; append that of each epoch when it is computed.": (
            lambda seen: len(set(seen)) == 1 < len(seen)
        ),
        "Question 27: your learning rate is not the one that is handed in.": (
            lambda seen: any(
                np.allclose(seen, loss_history(*task, epochs, rate)[1], rtol=1e-3) for rate in COMMON_RATES
            )
        ),
        "Question 27: your training does not begin at the present `w` and `b` with the notebook's table: the "
        "first "
        "loss is already another one.": lambda seen: not np.isclose(seen[0], losses[0], rtol=1e-3),
    }


def first_history_mistakes(task, epochs, lr):
    """The same in a list of histories."""
    return {
        hint: (lambda seen, evidence=evidence: evidence(seen[0])) if callable(evidence) else [evidence]
        for hint, evidence in history_mistakes(task, epochs, lr).items()
    }


def end_mistakes(w, b, x, y, epochs, lr):
    def after(epochs, lr):
        return loss_history(w, b, x, y, epochs, lr)[0]

    return {
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
            lambda seen: any(same(seen["w"], after(epochs, rate)["w"]) for rate in COMMON_RATES)
        ),
        "Question 26: your number of epochs is not the one that is handed in.": (
            lambda seen: any(same(seen["w"], after(count, lr)["w"]) for count in (1, 10, 50, 100))
        ),
        "Question 27: you train from zeros; go on from the present `w` and `b`.": (
            loss_history(w * 0, b * 0, x, y, epochs, lr)[0]
        ),
    }


@pytest.mark.exercise("train", questions=[26, 27], points=2, raised=TRAIN_RAISED)
def test_one_loss_for_each_epoch(student, rng, expect):
    # With the last rate the loss rises: that is no reason to stop.
    for epochs, lr in ((7, 0.1), (3, 0.02), (12, 0.15), (6, 2.5)):
        task = (*parameters(rng), *batch(rng, TRAIN_ROWS))
        expect.close(
            trained(student, expect, task, (epochs, lr))["histories"],
            [loss_history(*task, epochs, lr)[1]],
            "the histories of one training",
            mistakes=partial(first_history_mistakes, task, epochs, lr),
        )


@pytest.mark.exercise("train", questions=[26, 27], points=2, raised=TRAIN_RAISED)
def test_parameters_follow_every_step(student, rng, expect):
    for epochs, lr in ((5, 0.12), (1, 0.3)):
        task = (*parameters(rng), *batch(rng, TRAIN_ROWS))
        expect.close(
            trained(student, expect, task, (epochs, lr))["parameters"],
            loss_history(*task, epochs, lr)[0],
            "the parameters after training",
            mistakes=partial(end_mistakes, *task, epochs, lr),
        )


@pytest.mark.exercise("train", questions=[27], points=1, raised=TRAIN_RAISED)
def test_second_training_goes_on_from_the_first(student, rng, expect):
    task = (*parameters(rng), *batch(rng, TRAIN_ROWS))
    end, losses = loss_history(*task, 7, 0.1)
    seen = trained(student, expect, task, (3, 0.1), (4, 0.1))
    histories = seen["histories"]
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
            "Question 27: the loss ends lower than so many steps can bring it; take one `training_step` an "
            "epoch, and no "
            "shortcut to the solution.": lambda _: loss < TRAIN_LIMIT / 100
        },
    )
