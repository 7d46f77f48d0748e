"""Hidden checks of 02-built-ins. Rows and batches: dataset, data-loader."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from oracles import is_tensor, normal, same

# dataset

DATASET_RAISED = {
    "TypeError": "Question 31: this raises a TypeError: the result cannot be indexed or has no length, as a `zip` or a "
    "loader, or it takes every slice for one with a start and a stop, which `ds[:3]` does not have. A dataset can be "
    "asked for `ds[i]`, any slice, and `len(ds)`.",
    "IndexError": "Question 31: this raises an IndexError: there are fewer items than rows in the table, or fewer "
    "columns than you ask for; each row is an item, with all of its numbers.",
    "RuntimeError": "Question 31: this raises a RuntimeError: a dataset keeps the two tensors as they are; they may be "
    "columns of one table, so that `view` (which needs what is a tensor of its own) does not go.",
    "KeyError": "Question 31: this raises a KeyError: a dataset is asked for rows by their number, "
    "`ds[i]`, not by name.",
    "AssertionError": "Question 31: this raises an AssertionError: a `TensorDataset` takes tensors with the same "
    "number of rows, as they are handed in.",
}


def item_mistakes(x, y, table):
    """Evidence in an item that should hold ``x`` and ``y``, rows of ``table``."""
    return {
        "Question 31: each item is (target, input); inputs come first.": lambda seen: (
            same(seen[0], y) and same(seen[1], x)
        ),
        "Question 31: the items hold inputs alone; give the dataset the targets, too.": (
            lambda seen: is_tensor(seen) or len(seen) == 1
        ),
        "Question 31: a slice gives a list of rows; it is to be a pair of tensors, the inputs' rows and the "
        "targets'.": (lambda seen: isinstance(seen, list) and all(isinstance(each, tuple | list) for each in seen)),
        "Question 31: items are rows `(x, y)`; yours are not pairs of tensors.": (
            lambda seen: not isinstance(seen, tuple | list) or len(seen) != 2 or not all(map(is_tensor, seen))
        ),
        "Question 31: the numbers have become float64, float16 or integers; a dataset gives them as they are.": (
            lambda seen: any(each.dtype != "float32" for each in seen)
        ),
        "Question 31: these are not the rows that were asked for; row i of the dataset is row i of both tensors.": (
            lambda seen: (
                seen[0].shape == x.shape
                and seen[1].shape == y.shape
                and all(np.isin(part.array, whole).all() for part, whole in zip(seen, table, strict=True))
            )
        ),
        "Question 31: the items hold numbers that are not in the table that was handed in; give its rows as they are, "
        "neither changed nor those of another table.": (
            lambda seen: seen[0].shape == x.shape and seen[1].shape == y.shape
        ),
        "Question 31: a row has lost or won numbers; it should be the inputs' row and the targets', as they are.": (
            lambda seen: all(map(is_tensor, seen))
        ),
    }


def dataset_items(student, expect, x, y, keys):
    seen = student.probe("dataset_items", student.tensor(x), student.tensor(y), keys, uses=["make_dataset"])
    form = {"length": None, "items": [None] * len(keys)}
    expect.parts(seen, form, "a dataset should have a length and an item for each row")
    expect.close(
        seen["length"],
        len(x),
        "the length of the dataset",
        mistakes={
            "Question 31: the dataset should be as long as the table has rows.": lambda length: isinstance(length, int)
        },
    )
    return seen["items"]


@pytest.mark.exercise("dataset", questions=[31], points=1, raised=DATASET_RAISED)
def test_items_are_matching_rows(student, rng, expect):
    # Of one size twice, and with numbers like those of the crops and larger ones.
    for rows, n_inputs, n_targets in ((9, 3, 2), (4, 2, 1), (150, 6, 4), (9, 3, 2)):
        x, y = 200 * normal(rng, rows, n_inputs), 200 * normal(rng, rows, n_targets)
        numbers = [0, 2, rows - 1]
        for number, item in zip(numbers, dataset_items(student, expect, x, y, numbers), strict=True):
            expect_rows(expect, item, (x, y), number, "an item")


def expect_rows(expect, item, table, key, what):
    """Exactly these rows of the table: nothing is computed on the way."""
    rows = tuple(each[key] for each in table)
    without_step = [each[key.start : key.stop] for each in table] if isinstance(key, slice) else rows
    mistakes = {
        "Question 31: a slice with a step, such as `ds[0:9:2]`, leaves out the rows between; hand it on to both "
        "tensors as it is.": without_step
    }
    expect.close(item, rows, what, rtol=0, atol=0, mistakes=mistakes | item_mistakes(*rows, table))


@pytest.mark.exercise("dataset", questions=[31], points=1, raised=DATASET_RAISED)
def test_slices_are_matching_pieces(student, rng, expect):
    pieces = [[0, 3], [2, 7], [None, 4], [5, None], [1, 8, 3]]
    for _ in "12":
        x, y = 200 * normal(rng, 8, 4), 200 * normal(rng, 8, 3)
        for piece, item in zip(pieces, dataset_items(student, expect, x, y, pieces), strict=True):
            expect_rows(expect, item, (x, y), slice(*piece), "a slice")


# data-loader

LOADER_RAISED = {
    "TypeError": "Question 33: this raises a TypeError: a loader is looped over, so it has no items by number, and "
    "`next` needs `iter(loader)` first.",
    "ValueError": "Question 32: this raises a ValueError: the batches do not come apart as pairs `(xb, yb)`, or the "
    "loader is made with settings that do not go; hand the dataset to a `DataLoader` as it is.",
    "IndexError": "Question 33: this raises an IndexError: a batch is asked for that is not there; some loaders have "
    "one batch only, with one row.",
    "StopIteration": "Question 33: this raises a StopIteration: a batch is asked for that is not there; some loaders "
    "have one batch only.",
}
ROWS, BATCH = 23, 5


def numbered(rng, rows):
    """A table whose first input is the row's number, and whose targets tell which row they belong to."""
    x = normal(rng, rows, 2)
    x[:, 0] = np.arange(rows)
    return x, np.column_stack([1000 + x[:, 0], normal(rng, rows)]).astype(np.float32)


def tensor_of_rows(expect, value, columns, what):
    expect.that(
        is_tensor(value) and len(value.shape) == 2 and value.dtype == "float32",
        f"{what} of a batch should be a float32 tensor with a row for each sample",
        "Question 32: a batch is a pair `(xb, yb)` of tensors with one row for each sample.",
    )
    expect.that(
        value.shape[1] == columns,
        f"{what} of a batch has other columns than the dataset",
        "Question 32: these are not the rows of the dataset that is handed in.",
    )
    return value.array


def loader_passes(student, rng, expect, epochs=1, rows=ROWS, size=BATCH):
    """The passes over a loader of so many rows: each a list of (xb, yb) as arrays; and the table."""
    x, y = numbered(rng, rows)
    seen = student.probe("passes", student.tensor(x), student.tensor(y), size, epochs, uses=["make_loader"])
    expect.parts(seen, [list] * epochs, "a loader should be looped over")
    found = []
    for batches in seen:
        expect.that(
            len(batches) > 0,
            "a pass over the loader gave no batches",
            "Question 32: your loader can be looped over only once (an iterator or a generator?); training "
            "makes many passes."
            if found
            else "Question 32: a pass over the loader gives no batch at all; the last batch counts, also where it is "
            "the only one and not full.",
        )
        pairs = [expect.pair(each, "a batch should be a pair (xb, yb)") for each in batches]
        found.append([(tensor_of_rows(expect, xb, 2, "xb"), tensor_of_rows(expect, yb, 2, "yb")) for xb, yb in pairs])
    return found, (x, y)


ALIKE = 14
"""Of 22 steps from row to row. In 20,000 draws of three orders at most 8 were alike, and at most 9 came again."""


def most_alike(order):
    """How many steps from a row to the next are of one length, counted around the end of the table."""
    return max(Counter((after - before) % ROWS for before, after in pairwise(order)).values())


def neighbours(order):
    """The pairs of rows of which one follows the other, whichever comes first."""
    return {frozenset(pair) for pair in pairwise(order)}


def row_numbers(batches):
    """As floats, since what a loader makes up need not be a number of a row at all."""
    return [number for xb, _ in batches for number in xb[:, 0].tolist()]


@pytest.mark.exercise("data-loader", questions=[32, 33], points=1, raised=LOADER_RAISED)
def test_every_row_comes_once_in_batches(student, rng, expect):
    # Among them many batches, of one row, a single row that is left over, and a batch that the whole table does not
    # fill.
    for rows, size in ((ROWS, BATCH), (31, 10), (9, 32), (12, 4), (120, 1), (150, 37)):
        passes, _ = loader_passes(student, rng, expect, 2, rows, size)
        for number, batches in enumerate(passes):
            every_row_once(expect, batches, rows, size, number)


def every_row_once(expect, batches, rows, size, number):
    wanted = [min(size, rows - first) for first in range(0, rows, size)]
    sizes = [len(xb) for xb, _ in batches]
    numbers = row_numbers(batches)
    hint = ""
    if sizes == wanted[:-1] != wanted:
        hint = (
            "Question 32: the last batch is missing because it is shorter; with `drop_last` some rows are not learned "
            "from."
        )
    elif len(set(numbers)) < len(numbers):
        hint = "Question 32: some rows come several times in one pass; each should come exactly once."
    elif sorted(sizes) == sorted(wanted) and sizes != wanted:
        hint = "Question 32: the shorter batch is not the last; shuffle the rows, not the finished batches."
    elif sum(sizes) == rows and sizes != wanted:
        hint = "Question 32: the batches do not have the size that is handed in."
    elif number and sum(sizes) < rows:
        hint = (
            "Question 32: a pass that begins after another one was left early does not give every row; each loop over "
            "the loader is to begin a pass of its own."
        )
    elif sizes == wanted[: len(sizes)]:
        hint = (
            "Question 32: a pass ends before every row has come; it goes on through the whole table, however many "
            "batches that takes."
        )
    elif sum(sizes) < rows:
        hint = "Question 32: some rows never come; a pass gives every row once."
    expect.that(sizes == wanted, "the batches do not have the right sizes", hint)
    expect.that(sorted(numbers) == list(range(rows)), "not every row comes exactly once in a pass", hint)


NOT_SHUFFLED = (
    "Question 32: the rows are not shuffled; ask the loader for it, so that batches differ from pass to pass."
)
SOMETIMES_SHUFFLED = (
    "Question 32: the rows are shuffled in some cases, and stay in the order of the table in others (one row to a "
    "batch, one batch for all rows, a large table?); shuffle them always."
)


def expect_shuffled(expect, orders, hint):
    for order in orders:
        expect.that(
            order not in (sorted(order), sorted(order, reverse=True)), "the rows come in the order of the table", hint
        )
    expect.that(
        orders[0] != orders[1] and orders[1] != orders[2],
        "each pass has the same order",
        "Question 32: the rows are shuffled once, and then every pass has the same order (a fixed seed, or a table "
        "that is shuffled beforehand?); a loader shuffles anew for every pass.",
    )
    # Of as many rows as the large table has, one right order in 1e9 goes along with that of the table so closely.
    expect.that(
        len(orders[0]) < 100 or max(abs(np.corrcoef(each, range(len(each)))[0, 1]) for each in orders) < 0.5,
        "the rows are still near their places in the table",
        "Question 32: rows of a large table stay near their old places; shuffle over all of its rows at once.",
    )


@pytest.mark.exercise("data-loader", questions=[32], points=1, raised=LOADER_RAISED)
def test_order_is_new_in_every_pass(student, rng, expect):
    # One row to a batch, one batch for all rows, and a large table. There is a full batch in each: that short ones are
    # dropped is the other check's matter. By chance, one of 15! = 1.3e12 orders equals another.
    hint = NOT_SHUFFLED
    for rows, size in ((15, 4), (15, 1), (15, 15), (150, 40), (ROWS, BATCH)):
        passes, _ = loader_passes(student, rng, expect, 3, rows, size)
        orders = [row_numbers(batches) for batches in passes]
        expect_shuffled(expect, orders, hint)
        hint = SOMETIMES_SHUFFLED
    expect.that(
        max(map(most_alike, orders)) < ALIKE,
        "the rows follow one another at a fixed distance",
        "Question 32: each row comes a fixed number of rows after the one before; that is a pattern, not chance, and "
        "the same rows come one after the other in every pass.",
    )
    together_again = max(len(neighbours(one) & neighbours(other)) for one, other in pairwise(orders))
    expect.that(
        together_again < ALIKE,
        "the same rows follow one another in every pass",
        "Question 32: every pass is the same order begun at another place, or turned around; a loader shuffles anew.",
    )
    blocks = [[sorted(xb[:, 0].tolist()) for xb, _ in batches] for batches in passes]
    together = max(map(len, blocks[0])) > 1 and len(blocks[0]) > 1
    expect.that(
        not together or sorted(blocks[0]) != sorted(blocks[1]),
        "the batches hold the same rows in every pass",
        "Question 32: the same rows always share a batch; shuffle the rows, not the finished batches.",
    )


@pytest.mark.exercise("data-loader", questions=[32], points=1, raised=LOADER_RAISED)
def test_inputs_and_targets_stay_together(student, rng, expect):
    passes, (x, y) = loader_passes(student, rng, expect)
    batches = passes[0]
    for xb, yb in batches:
        expect.that(
            len(xb) == len(yb) > 0 and set(row_numbers([(xb, yb)])) <= set(range(ROWS)),
            "a batch has other rows than the dataset",
        )
        numbers = xb[:, 0].astype(int)
        expect.that(
            np.array_equal(yb, y[numbers]) and np.array_equal(xb, x[numbers]),
            "inputs and targets of a batch do not belong together",
            "Question 32: inputs stand beside the targets of other rows: the two were shuffled apart, so "
            "there is nothing "
            "left to learn.",
        )


def first_batch_mistakes(x, y, order, size):
    def batch(numbers):
        return x[numbers], y[numbers]

    last = order[len(order) - (len(order) % size or size) :]
    return {
        "Question 33: you return the last batch; leave the loop, or return, at the first.": batch(last),
        "Question 33: you return the second batch.": batch(order[size : 2 * size]),
        "Question 33: you return rows of the loader's dataset; a batch is what a pass over the loader gives.": (
            batch(list(range(min(size, len(order)))))
        ),
        "Question 33: you return the first rows of the batch only; return all that the loader puts into it.": (
            lambda seen: same(seen[0], x[order[0]]) or same(seen[0], x[order[: len(seen[0].array)]])
        ),
        "Question 33: this is not a batch of the loader that is handed in, but one of another loader, or one with "
        "other numbers; take the first batch of the given one at each call, as it is.": (
            lambda seen: not all(np.isin(part.array, whole).all() for part, whole in zip(seen, (x, y), strict=True))
        ),
        "Question 33: you return (yb, xb); inputs come first.": batch(order[:size])[::-1],
        "Question 33: a pair `(xb, yb)` is wanted, not the inputs alone.": is_tensor,
        "Question 33: these rows are not in the order in which the loader gives them; return the batch as it is.": (
            lambda seen: all(
                np.array_equal(np.sort(part.array, axis=0), np.sort(whole, axis=0))
                for part, whole in zip(seen, batch(order[:size]), strict=True)
            )
        ),
        "Question 33: you return all the batches; the first is enough.": (
            lambda seen: isinstance(seen, tuple | list) and isinstance(seen[0], tuple | list)
        ),
        "Question 33: you return nothing.": lambda seen: seen is None,
        "Question 33: you return something to be looped over; take its first batch.": (
            lambda seen: not isinstance(seen, tuple | list)
        ),
    }


AT_A_LATER_CALL = {
    "Question 33: the first call gives the right batch, and a later one with the same loader does not: it remembers "
    "the batch, or goes on where the last call stopped. Begin a new pass at each call, with `iter(loader)` or a "
    "loop.": lambda seen: True
}


@pytest.mark.exercise("data-loader", questions=[33], points=1, raised=LOADER_RAISED)
def test_first_batch_of_any_loader(student, rng, expect):
    for rows, size in ((11, 4), (7, 3), (60, 32), (5, 9), (4, 1)):
        x, y = numbered(rng, rows)
        order = [int(each) for each in np.roll(rng.permutation(rows), 1)]
        if order[:size] == sorted(order)[:size]:
            order.reverse()
        seen = student.probe("first_of", student.tensor(x), student.tensor(y), size, order, uses=["first_batch"])
        expect.parts(seen, [None, None], "a batch should come back at each call")
        for call, numbers in enumerate((order, order[::-1])):
            mistakes = first_batch_mistakes(x, y, numbers, size)
            batch = x[numbers[:size]], y[numbers[:size]]
            expect.close(
                seen[call], batch, "the first batch", rtol=0, atol=0, mistakes=AT_A_LATER_CALL if call else mistakes
            )
