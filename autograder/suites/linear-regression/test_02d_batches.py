"""Hidden checks of 02-built-ins. How rows become batches: shuffling, batches."""

import numpy as np
import pytest

from oracles import ANY_VALUES, is_tensor, normal, same_rows, unmoved

# shuffling

SHUFFLING_RAISED = {
    "IndexError": "Question 34: this raises an IndexError: the order names rows that the table does not have; it is an "
    "order of as many rows as are handed in.",
    "TypeError": "Question 34: this raises a TypeError: tensors are shuffled by taking their rows "
    "in a random order, `tensor[order]`.",
    "AttributeError": "Question 34: this raises an AttributeError: what is handed in are two tensors; take their rows "
    "in a random order, `tensor[order]`.",
    "RuntimeError": "Question 34: this raises a RuntimeError: an operation does not fit these two tensors; they have "
    "as many rows as each other, any number of columns each, and may be columns of one table (`view` needs a tensor of "
    "its own, `reshape` does not).",
}
MANY_ROWS, CALLS = 60, 8


def labelled(rng, rows, n_inputs, n_targets):
    """A table and its rows' labels, which stand in the first input and, plus 1000, in the first target."""
    labels = rng.permutation(rows)
    x, y = 300 * normal(rng, rows, n_inputs), 300 * normal(rng, rows, n_targets)
    x[:, 0], y[:, 0] = labels, 1000 + labels
    return x, y, labels


def rows_in(value, labels):
    """Which rows of the table a tensor or an array holds, in its order; None where it holds something else."""
    array = value.array if is_tensor(value) else value
    if not isinstance(array, np.ndarray) or array.ndim not in (1, 2) or array.size == 0:
        return None
    if array.ndim == 1 and array.dtype.kind in "iu":
        labels = range(len(labels))  # an order is its own label
    places = {label: row for row, label in enumerate(labels)}
    found = [places.get(float(label) % 1000) for label in (array if array.ndim == 1 else array[:, 0])]
    return None if None in found else found


def form_mistakes(x, y):
    """Evidence of something else than a pair of tensors of these shapes."""
    rows = len(x)
    return {
        "Question 34: you return nothing; hand back the two shuffled tensors.": lambda seen: seen is None,
        "Question 34: you return the order alone; take the rows of both tensors in this order.": (
            lambda seen: (
                len(seen.shape) == 1
                if hasattr(seen, "shape")
                else len(seen) == rows > 2 and all(isinstance(row, int) for row in seen)
            )
        ),
        "Question 34: you return one tensor; a pair is wanted, the shuffled inputs and their targets.": is_tensor,
        "Question 34: you return a list of rows; a pair of tensors is wanted, the inputs' rows and the targets'.": (
            lambda seen: isinstance(seen, tuple | list) and len(seen) == rows > 2
        ),
        "Question 34: your result is made for looping or indexing; a plain pair of two tensors is wanted.": (
            lambda seen: hasattr(seen, "kind")
        ),
        "Question 34: you return more than the two tensors.": lambda seen: len(seen) > 2,
        "Question 34: the pair does not hold tensors (arrays, lists, the None of an in-place shuffle?); a model takes "
        "tensors only.": (lambda seen: not all(map(is_tensor, seen))),
        "Question 34: your tensors are of another dtype than those handed in; numbers stay as they are.": (
            lambda seen: any(each.dtype != "float32" for each in seen)
        ),
        "Question 34: you return (targets, inputs); inputs come first.": (
            lambda seen: x.shape != y.shape and (seen[0].shape, seen[1].shape) == (y.shape, x.shape)
        ),
        "Question 34: a single row is a table, too; its tensors keep their two dimensions.": (
            lambda seen: rows == 1 and len(seen[0].shape) < 2
        ),
        "Question 34: some rows are lost; after shuffling there are as many as before.": (
            lambda seen: len(seen[0].array) < rows or len(seen[1].array) < rows
        ),
        "Question 34: there are more rows than before; shuffling only changes their order.": (
            lambda seen: len(seen[0].array) > rows or len(seen[1].array) > rows
        ),
    }


def torn(found, table):
    """Whether each column holds its own numbers, but in rows that the table does not have."""
    return np.array_equal(np.sort(found, axis=0), np.sort(table, axis=0))


def pairing_hint(x, y, labels, seen):
    """What is wrong with two tensors of the right shapes that are not the table's rows in one order."""
    found_x, found_y = seen[0].array, seen[1].array
    of_x, of_y = rows_in(seen[0], labels), rows_in(seen[1], labels)
    table_order = list(range(len(x)))
    if of_x and of_y and np.array_equal(found_x, x[of_x]) and np.array_equal(found_y, y[of_y]):
        if sorted(of_x) != table_order or sorted(of_y) != table_order:
            return "Question 34: some rows come several times and others never; a random order names each row once."
        if of_y == table_order:
            return "Question 34: only the inputs are shuffled; take their targets in the same order."
        if of_x == table_order:
            return "Question 34: only the targets are shuffled; take their inputs in the same order."
        return "Question 34: inputs and targets are shuffled apart; draw one order and take the rows of both in it."
    parts = ((found_x, x, of_x), (found_y, y, of_y))
    changed = [(found, table) for found, table, order in parts if not order or not np.array_equal(found, table[order])]
    if any(torn(found.T, table.T) for found, table in changed):
        return "Question 34: columns have changed places; only rows are shuffled, and columns keep their meaning."
    if any(torn(found, table) for found, table in changed):
        return "Question 34: rows are torn apart; a row moves as a whole, with all of its numbers."
    return "Question 34: these are not the rows that were handed in; shuffling changes no number."


@pytest.mark.exercise("shuffling", questions=[34], points=1, raised=SHUFFLING_RAISED)
def test_every_row_comes_once_beside_its_targets(student, rng, expect):
    for rows, n_inputs, n_targets in ((40, 3, 2), (23, 1, 1), (31, 2, 4), (2, 3, 2), (150, 6, 5)):
        x, y, labels = labelled(rng, rows, n_inputs, n_targets)
        found = student.probe("shuffled", student.tensor(x), student.tensor(y), uses=["shuffle_rows"])
        expect.parts(found, {"result": None, "tables": [None, None]}, "the shuffled table should come back")
        seen = found["result"]
        expect.close(seen, (x, y), "the shuffled table", **ANY_VALUES, mistakes=form_mistakes(x, y))
        order = rows_in(seen[0], labels)
        expect.that(
            order is not None and sorted(order) == list(range(rows)) and np.array_equal(seen[0].array, x[order]),
            "the inputs are not those of the table, each row once",
            pairing_hint(x, y, labels, seen),
        )
        expect.that(
            np.array_equal(seen[1].array, y[order]),
            "the targets do not stand beside their own inputs",
            pairing_hint(x, y, labels, seen),
        )
        expect.that(
            unmoved({0: x, 1: y})(found["tables"]),
            "the tensors that were handed in are not what they were",
            "Question 34: the tensors that were handed in are shuffled themselves; leave them as they are, and return "
            "new ones, such as `tensor[order]`.",
        )
    expect_twins(student, rng, expect)


TWINS = {
    "Question 34: rows with equal inputs, or equal targets, are lost or take one another's place; a row is itself by "
    "its number, so take rows by a random order of their numbers, not by what they hold.": lambda seen: True
}


def expect_twins(student, rng, expect):
    """Whether rows stay apart that are equal, or that have equal inputs and other targets."""
    table = rng.integers(1, 4, (12, 4)).astype(np.float32)
    table[:4], table[4:8] = table[0], table[4]
    table[4:8, -1] = range(4)
    x, y = table[:, :3], table[:, 3:]
    found = student.probe("shuffled", student.tensor(x), student.tensor(y), uses=["shuffle_rows"])
    expect.parts(found, {"result": None, "tables": [None, None]}, "the shuffled table should come back")
    seen = found["result"]
    expect.close(seen, (x, y), "the shuffled table", **ANY_VALUES, mistakes=TWINS)
    (hint,) = TWINS
    together = np.column_stack([part.array for part in seen])
    expect.that(same_rows(together, table), "not every row comes as often as in the table", hint)


def order_seen(expect, seen, x, y, labels):
    """The order of the rows in a result, whatever else may be wrong with it."""
    table_order = list(range(len(x)))
    parts = seen if isinstance(seen, tuple | list) and len(seen) == 2 else [seen]
    orders = [order for order in (rows_in(part, labels) for part in parts) if order]
    if not orders:
        expect.close(seen, (x, y), "the shuffled table", **ANY_VALUES, mistakes=form_mistakes(x, y))
        expect.fail("the shuffled table has other rows than the table", pairing_hint(x, y, labels, seen))
    return next((order for order in orders if order != table_order), table_order)


def fixed_order_hint(order, x, y):
    """Which order it may be that each call gives."""
    if order == list(range(len(x))):
        return (
            "Question 34: the rows stay in the order of the table, so that a batch is no fair sample of it; draw a "
            "random order."
        )
    if order == list(range(len(x)))[::-1]:
        return "Question 34: the table is turned upside down; its neighbours stay neighbours, nothing is shuffled."
    steps = [np.diff(column[order]) for column in (*x.T, *y.T)]
    if any((each >= 0).all() or (each <= 0).all() for each in steps):
        return (
            "Question 34: the rows are sorted by their numbers, so that rows which are alike share a batch; shuffled "
            "rows are in an order of chance."
        )
    return (
        "Question 34: each call gives the same order (a seed that is set inside, an order that is drawn once, or "
        "tensors that are filled anew and handed back again?)."
    )


@pytest.mark.exercise("shuffling", questions=[34], points=1, raised=SHUFFLING_RAISED)
def test_order_is_random_and_new_at_each_call(student, rng, expect):
    # A right answer fails by chance in about 2e-11 of all cases: 60 places, each with 60**-7 that 8 calls put the same
    # row there. The other limits are farther away. Of 20000 right answers none kept more than 7.3 % of the neighbours
    # (3.4 % on average), and the least of 8 correlations between row and place was never above 0.15.
    x, y, labels = labelled(rng, MANY_ROWS, 3, 2)
    seen = student.probe("shuffles", student.tensor(x), student.tensor(y), CALLS, uses=["shuffle_rows"])
    expect.parts(seen, [None] * CALLS, "the rows should be shuffled at each call")
    orders = [order_seen(expect, each, x, y, labels) for each in seen]
    expect.that(
        any(order != orders[0] for order in orders), "the order is not random", fixed_order_hint(orders[0], x, y)
    )
    expect.that(min(map(len, orders)) > MANY_ROWS // 6, "most rows are missing", "Question 34: most rows are lost.")
    if any(len(set(order)) < len(order) for order in orders):
        return  # that rows come several times is the other check's matter
    expect.that(
        min(abs(np.corrcoef(order, range(len(order)))[0, 1]) for order in orders) < 0.5,
        "the rows are still near their places in the table",
        "Question 34: rows stay near their old places (shuffled inside each batch, or only a few swapped?); shuffle "
        "over the whole table.",
    )
    steps = np.concatenate([np.diff(order) % MANY_ROWS for order in orders])
    expect.that(
        np.isin(steps, (1, MANY_ROWS - 1)).mean() < 0.25,
        "many neighbours of the table are still neighbours",
        "Question 34: rows move in company (a turned table, or batches that are shuffled whole?); each row is to get a "
        "place of its own.",
    )
    expect.that(
        all(len(set(rows)) > 1 for rows in zip(*orders, strict=False)),
        "some place always has the same row",
        "Question 34: some rows never leave their places; the order is to be drawn over all rows.",
    )
    expect.that(
        len(set(map(tuple, orders))) == CALLS,
        "some calls give the same order",
        "Question 34: there are only a few orders, which come again and again; draw a new one at each call.",
    )


# batches

BATCHES_RAISED = {
    "TypeError": "Question 26: both arguments are plain numbers, not a table or a loader; and what is counted is an "
    "int, as `range` wants it.",
    "AttributeError": "Question 26: both arguments are plain numbers, not a table or a loader.",
    "ZeroDivisionError": "Question 35: divide by the size of a batch, which is never zero.",
}


def count(value):
    """A NumPy number or a tensor of one as an int or a float; anything else as it is."""
    array = value.array if is_tensor(value) else value
    return array.item() if isinstance(array, np.ndarray) and array.ndim == 0 else value


def count_mistakes(cases):
    """What mistakes give in these cases, all of them together."""
    rows_of_notebook = 15

    def counts(of):
        return [of(n, size) for n, size in cases]

    return {
        "Question 26: you return nothing; hand back the count.": lambda seen: None in seen,
        "Question 26: that is the number of rows; one update is made for each batch, not for each row.": (
            counts(lambda n, size: n)
        ),
        "Question 35: that is the size of a batch; the count of batches is wanted.": counts(lambda n, size: size),
        "Question 35: rows and batch size have changed places.": (
            lambda seen: seen in (counts(lambda n, size: -(-size // n)), counts(lambda n, size: size // n))
        ),
        "Question 26: you return the rows of the last batch; count the batches.": (
            lambda seen: seen in (counts(lambda n, size: n % size), counts(lambda n, size: n % size or size))
        ),
        "Question 26: you count for the notebook's fifteen rows; use the numbers that are handed in.": (
            lambda seen: (
                seen in (counts(lambda n, size: -(-rows_of_notebook // size)), counts(lambda n, size: 3))
                or (set(map(type, seen)) == {int} and len(set(seen)) == 1)
            )
        ),
        "Question 35: you count with batches of a size of your own; use the one that is handed in.": (
            lambda seen: any(seen == counts(lambda n, size, own=own: -(-n // own)) for own in range(1, 129))
        ),
        "Question 26: you always add one; where the rows divide evenly there is no shorter batch to count.": (
            counts(lambda n, size: n // size + 1)
        ),
        "Question 26: the shorter last batch is missing; its rows are learned from, too.": (
            counts(lambda n, size: n // size)
        ),
        "Question 26: your count is rounded to the nearest; a last batch makes an update, however short it is.": (
            counts(lambda n, size: round(n / size))
        ),
        "Question 26: a last batch is missing where it is very short beside the others; nothing is rounded, and even a "
        "single row makes an update.": (
            lambda seen: all(
                isinstance(each, int) and each in (n // size, -(-n // size))
                for each, (n, size) in zip(seen, cases, strict=True)
            )
        ),
        "Question 35: there is no part of an update: the shorter last batch makes a whole one.": (
            lambda seen: np.allclose(seen, counts(lambda n, size: n / size))
        ),
        "Question 35: your count is a float; updates are counted, so make it an int.": (
            lambda seen: any(isinstance(each, float) for each in seen)
        ),
        "Question 26: that is not the number of batches: each call is to count anew, from the two numbers that are "
        "handed in, with no limit on either and none on the count."
        "": lambda seen: all(isinstance(each, int) for each in seen),
    }


def updates(student, cases):
    return [count(student.call("updates_per_epoch", n, size)) for n, size in cases]


@pytest.mark.exercise("batches", questions=[26, 35], points=1, raised=BATCHES_RAISED)
def test_every_batch_of_an_epoch_is_an_update(student, rng, expect):
    sizes = [1, *map(int, rng.choice(range(4, 40), 3, replace=False))]
    times = [*map(int, rng.choice(range(5, 60), 3, replace=False)), 1]
    cases = [(size * many, size) for size, many in zip(sizes, times, strict=True)]
    # Whether the count is an int is left to the other check.
    seen = [int(each) if isinstance(each, float) and each.is_integer() else each for each in updates(student, cases)]
    expect.close(seen, times, "the updates of some epochs", mistakes=count_mistakes(cases))


@pytest.mark.exercise("batches", questions=[26, 35], points=1, raised=BATCHES_RAISED)
def test_shorter_last_batch_counts(student, rng, expect):
    cases = []
    for rest in (lambda size: 1, lambda size: size - 1, lambda size: size // 2):
        size, many = int(rng.integers(6, 40)), int(rng.integers(5, 60))
        cases.append((size * many + rest(size), size))
    small = int(rng.integers(2, 9))
    cases.append((small, 3 * small + 1))
    # A part of a batch that is easily taken for none, and as many rows in batches of another size.
    size, many = int(rng.integers(50_000, 90_000)), int(rng.integers(2, 5))
    cases += [(size * many + 1, size), (size * many + 1, size // 3), (size * many + 1, 7), (1, 1)]
    wanted = [len(range(0, n, size)) for n, size in cases]
    expect.close(updates(student, cases), wanted, "the updates of some epochs", mistakes=count_mistakes(cases))
    (even,) = updates(student, [(4 * small, small)])
    expect.that(
        not isinstance(even, float),
        "the updates of an epoch: expected an int, got a float",
        "Question 35: your count is a float where the rows divide evenly; updates are counted, so make it an int.",
    )
