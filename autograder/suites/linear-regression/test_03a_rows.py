"""Hidden checks of 03-real-data, the practice. Rows and columns: standardise, split-rows."""

import numpy as np
import pytest

from oracles import ANY_VALUES, in_round_numbers, is_tensor, same_rows, unmoved, wide

# standardise

STANDARDISE_RAISED = {
    "TypeError": "Practice: this raises a TypeError: `standardise` takes two tensors and works with their `mean` and "
    "`std` along `dim=0`.",
    "RuntimeError": "Practice: this raises a RuntimeError: the two tables have the same columns, any number of them, "
    "but not the same number of rows; along `dim=0`, mean and deviation become one number for each column.",
    "IndexError": "Practice: this raises an IndexError: a table may have any number of rows and columns.",
}


def measured(rng, rows, others, columns, far=False):
    """Training rows and other rows in units of their own, of different statistics, as float32; one may be far away."""
    std = 10 ** rng.uniform(-1.2, 1.5, columns)
    mean = std * rng.uniform(3, 25, columns) * rng.choice([-1, 1], columns)
    train = mean + std * rng.standard_normal((rows, columns))
    other = mean + std * (1.5 + 2 * rng.standard_normal((others, columns)))
    if far:
        other[0] = mean + 30 * std * rng.choice([-1, 1], columns)
    return train.astype(np.float32), other.astype(np.float32)


def same(seen, expected):
    """Whether a tensor holds these numbers: to a thousandth of the largest, since means that are far from zero cost
    float32 some digits, and the two usual deviations of up to 40 rows differ by more than ten times as much."""
    return (
        is_tensor(seen)
        and seen.shape == np.shape(expected)
        and np.allclose(seen.array, expected, rtol=0, atol=1e-3 * np.abs(expected).max())
    )


def standardise_mistakes(result, train, other):
    """Evidence in the whole ``result``, whichever part of it is looked at."""
    train, other = wide(train, other)
    both = np.concatenate([train, other])
    first, second = (train, other), (other, train)

    def result_is(make, tables=first):
        """Whether ``make(rows, deviation)`` gives the two parts, with either usual deviation (n or n - 1)."""

        def fits(_):
            return any(
                all(same(part, make(rows, lambda t, d=ddof, axis=0: t.std(axis, ddof=d))) for part, rows in pairs)
                for ddof in (0, 1)
                for pairs in [list(zip(result, tables, strict=True))]
            )

        return fits

    def of(rows, by, std):
        return (rows - by.mean(0)) / std(by)

    def scaled(rows):
        return (rows - train.min(0)) / (train.max(0) - train.min(0))

    def by_its_own(_):
        """The training rows are right; the others have mean 0 and deviation 1, too, or, a single one, none at all."""
        alone = len(other) == 1 and (not np.isfinite(result[1].array).all() or not result[1].array.any())
        right = any(same(result[0], (train - train.mean(0)) / train.std(0, ddof=d)) for d in (0, 1))
        return right and (alone or any(same(result[1], (other - other.mean(0)) / other.std(0, ddof=d)) for d in (0, 1)))

    def limited(_):
        """Whether the other rows are right but for those that lie beyond some bound."""
        bound = np.abs(result[1].array).max()
        ways = [(other - train.mean(0)) / train.std(0, ddof=ddof) for ddof in (0, 1)]
        return any(same(result[1], way.clip(-bound, bound)) for way in ways)

    def moved_alike(_):
        """Each column of both tables has gone through one straight line: shifted and scaled, by whatever numbers."""
        for column in range(train.shape[1]):
            before, after = both[:, column], np.concatenate([part.array for part in result])[:, column]
            line = np.polyfit(before, after, 1)
            if np.abs(np.polyval(line, before) - after).max() > 1e-3 * np.abs(after).max():
                return False
        return True

    return {
        "Practice: you return nothing; `return` the two standardised tables.": lambda _: result is None,
        "Practice: one tensor comes back; return two, the training rows and the other rows.": (
            lambda _: is_tensor(result)
        ),
        "Practice: two tables are wanted, and nothing beside them.": lambda _: len(result) != 2,
        "Practice: NumPy arrays come back; the model wants tensors.": (
            lambda _: any(isinstance(part, np.ndarray) for part in result)
        ),
        "Practice: the two tables have changed places; the training rows come first.": (
            result_is(lambda rows, std: of(rows, train, std), second)
        ),
        "Practice: the other rows had a say in mean and deviation; take both from the training rows alone.": (
            result_is(lambda rows, std: of(rows, both, std))
        ),
        "Practice: the other rows are measured by their own mean and deviation, so that the same penguin gets other "
        "numbers in other company; use those of the training rows.": by_its_own,
        "Practice: mean and deviation are those of the other rows; take them from the training rows.": (
            result_is(lambda rows, std: of(rows, other, std))
        ),
        "Practice: the other rows come back as they were; standardise them, too.": lambda _: same(result[1], other),
        "Practice: the training rows come back as they were; standardise them, too.": lambda _: same(result[0], train),
        "Practice: one mean for the whole table mixes up the units; each column has its own: `dim=0`.": (
            result_is(lambda rows, std: (rows - train.mean()) / std(train, axis=None))
        ),
        "Practice: these are means along the rows, across different units; each column has its own: `dim=0`.": (
            lambda _: np.allclose(result[0].array.mean(1), 0, atol=1e-3)
        ),
        "Practice: you divide by the variance; its square root is the standard deviation.": (
            result_is(lambda rows, std: of(rows, train, lambda table: std(table) ** 2))
        ),
        "Practice: the mean is gone but the unit is still there; divide by the standard deviation.": (
            result_is(lambda rows, std: rows - train.mean(0))
        ),
        "Practice: the deviation is 1 but the mean is not 0; subtract the mean first.": (
            result_is(lambda rows, std: rows / std(train))
        ),
        "Practice: the mean is subtracted after the division; put the difference in brackets.": (
            result_is(lambda rows, std: rows / std(train) - train.mean(0))
        ),
        "Practice: only the mean is divided by the deviation; put the difference in brackets.": (
            result_is(lambda rows, std: rows - train.mean(0) / std(train))
        ),
        "Practice: the sign is wrong; what lies above the mean should stay above zero.": (
            result_is(lambda rows, std: -of(rows, train, std))
        ),
        "Practice: you multiply by the standard deviation; divide by it.": (
            result_is(lambda rows, std: of(rows, train, lambda table: 1 / std(table)))
        ),
        "Practice: that is a scale from the smallest to the largest number; here mean 0 and standard deviation 1 are "
        "wanted.": lambda _: same(result[0], scaled(train)) or same(result[0], 2 * scaled(train) - 1),
        "Practice: the numbers have become float64; the tables are float32, and so is the model.": (
            lambda _: any(part.dtype == "float64" for part in result)
        ),
        "Practice: the standardised numbers are rounded; leave them as they come out.": (
            lambda _: any(in_round_numbers(part.array) for part in result)
        ),
        "Practice: rows far from the mean are limited (clipped); they are to stay as far away as they are.": limited,
        "Practice: the columns are shifted and scaled, but by other numbers than the means and standard deviations of "
        "the training rows. Compute these anew in each call, from the `train` of that call: nothing may be kept of an "
        "earlier one.": moved_alike,
    }


def standardised(student, expect, train, other):
    """What comes back, the tables after the call, and evidence of mistakes."""
    seen = student.probe("standardised", student.tensor(train), student.tensor(other), uses=["standardise"])
    expect.parts(seen, {"result": None, "tables": [None, None]}, "two standardised tables should come back")
    return seen["result"], seen["tables"], standardise_mistakes(seen["result"], train, other)


def closest(seen, rows, train):
    """``rows`` in deviations from the means of ``train``; of the two usual deviations, the one that fits better."""
    rows, train = wide(rows, train)
    ways = [(rows - train.mean(0)) / train.std(0, ddof=ddof) for ddof in (1, 0)]
    return next((way for way in ways if same(seen, way)), ways[0])


@pytest.mark.exercise("standardise", questions=[], points=0, raised=STANDARDISE_RAISED)
def test_training_rows_are_in_deviations_from_their_mean(student, rng, expect):
    # Of one size twice: each table has its own statistics.
    for rows, others, columns in ((40, 9, 3), (7, 12, 1), (15, 15, 5), (200, 9, 8), (40, 9, 3)):
        train, other = measured(rng, rows, others, columns)
        result, _, mistakes = standardised(student, expect, train, other)
        first, _ = pair(expect, result, mistakes)
        expect.close(first, closest(first, train, train), "the training rows", mistakes=mistakes)


def pair(expect, result, mistakes):
    fits = isinstance(result, tuple | list) and len(result) == 2
    if not fits:
        expect.close(result, (np.zeros(0), np.zeros(0)), "the result", mistakes=mistakes)
    return result


@pytest.mark.exercise("standardise", questions=[], points=0, raised=STANDARDISE_RAISED)
def test_other_rows_are_measured_by_the_training_rows(student, rng, expect):
    # A single row has no deviation of its own.
    for rows, others, columns, far in ((30, 12, 3, False), (9, 9, 2, False), (20, 1, 4, False), (30, 12, 3, True)):
        train, other = measured(rng, rows, others, columns, far)
        result, _, mistakes = standardised(student, expect, train, other)
        _, second = pair(expect, result, mistakes)
        expect.close(second, closest(second, other, train), "the other rows", mistakes=mistakes)


@pytest.mark.exercise("standardise", questions=[], points=0, raised=STANDARDISE_RAISED)
def test_given_tables_are_left_as_they_were(student, rng, expect):
    train, other = measured(rng, 12, 5, 3)
    _, tables, _ = standardised(student, expect, train, other)
    expect.that(
        unmoved({0: train, 1: other})(tables),
        "the tables that were handed in are not what they were",
        "Practice: the tables themselves are changed (`-=` and `/=` write into them); return new ones.",
    )


# split-rows

SPLIT_RAISED = {
    "TypeError": "Practice: this raises a TypeError: `split_rows` takes a tensor and the number of validation rows, "
    "and picks rows of the tensor by their numbers.",
    "IndexError": "Practice: this raises an IndexError: a row is asked for that is not there; the tables have any "
    "number of rows.",
    "ValueError": "Practice: this raises a ValueError: tables have any number of rows and columns, rows may be equal, "
    "and any part of them may be asked for.",
    "RuntimeError": "Practice: this raises a RuntimeError: tables have any number of rows and columns, and any part of "
    "the rows may be asked for.",
}
DRAWS = 40
"""Calls of which each draws half of ten rows: by chance, a row stays on one side in all of them once in 5e10 times."""


def numbered(rng, rows, columns):
    """A table whose first column is the row's number, and whose others follow from it."""
    numbers = np.arange(rows)
    return np.column_stack(
        [numbers, *(rng.permutation(rows) + 1000 * k + rng.random() for k in range(1, columns))]
    ).astype(np.float32)


def split_form_mistakes(table, n_valid):
    rows, columns = table.shape

    def lengths(seen):
        return [len(part) if isinstance(part, list) else part.shape[0] for part in seen]

    return {
        "Practice: you return nothing; `return` the two tables.": lambda seen: seen is None,
        "Practice: one tensor comes back; two are wanted, `(train, valid)`.": is_tensor,
        "Practice: these are row numbers; take those rows of the table.": (
            lambda seen: any(
                isinstance(part, list) or (is_tensor(part) and part.array.ndim == 1 and part.array.dtype.kind in "iu")
                for part in seen
            )
        ),
        "Practice: two tables are wanted, and nothing beside them.": lambda seen: len(seen) != 2,
        "Practice: the two tables have changed places, or their sizes have; `n_valid` rows belong to the second.": (
            lambda seen: lengths(seen) == [n_valid, rows - n_valid]
        ),
        "Practice: all the rows are still among the training rows; those for validation are to be left out.": (
            lambda seen: lengths(seen) == [rows, n_valid]
        ),
        "Practice: columns are lost or added; a row stays whole, with its inputs and its target.": (
            lambda seen: any(part.shape[1] != columns for part in seen)
        ),
        "Practice: a row can come into the validation rows twice (`randint` draws it anew each time), and then the "
        "sizes are wrong; draw different rows, such as the first ones of a `randperm`.": (
            lambda seen: len(np.unique(seen[1].array, axis=0)) < len(seen[1].array)
        ),
        "Practice: `n_valid` is a number of rows, and each row that is not among them is a training row; here rows "
        "are lost or too many.": lambda seen: [part.shape[1] for part in seen] == [columns, columns],
    }


def split_once(expect, seen, table, n_valid):
    """The numbers of the training rows and of the validation rows."""
    form = table[n_valid:], table[:n_valid]
    expect.close(seen, form, "(train, valid)", mistakes=split_form_mistakes(table, n_valid), **ANY_VALUES)
    parts = [part.array for part in seen]
    numbers = [part[:, 0] for part in parts]
    known = [np.isin(each, table[:, 0]).all() for each in numbers]
    whole = all(known) and all(
        np.array_equal(part, table[each.astype(int)]) for part, each in zip(parts, numbers, strict=True)
    )
    expect.that(
        whole,
        "the rows are not those of the table",
        "Practice: a row is one penguin and stays whole: pick rows by their numbers, and pick nothing else."
        if all(np.isin(part, table).all() for part in parts)
        else "Practice: these numbers are not those of the table; a row of it stays as it is.",
    )
    return [each.astype(int) for each in numbers]


def splits(student, expect, table, n_valid, times):
    seen = student.probe("splits", student.tensor(table), n_valid, times, uses=["split_rows"])
    expect.parts(seen, {"splits": [None] * times, "table": None}, "two tables should come back")
    return [split_once(expect, each, table, n_valid) for each in seen["splits"]], seen["table"]


@pytest.mark.exercise("split-rows", questions=[], points=0, raised=SPLIT_RAISED)
def test_every_row_is_on_exactly_one_side(student, rng, expect):
    for rows, columns, n_valid in ((23, 4, 6), (9, 2, 7), (50, 3, 1), (40, 5, 20), (2, 1, 1), (400, 12, 150)):
        table = numbered(rng, rows, columns)
        for train, valid in splits(student, expect, table, n_valid, 3)[0]:
            shared, twice = set(train) & set(valid), len(set(valid)) < len(valid) or len(set(train)) < len(train)
            hint = ""
            if twice:
                hint = (
                    "Practice: some rows are drawn twice and others never; a random order of all the row numbers "
                    "(`torch.randperm`) has each of them once."
                )
            elif shared:
                hint = "Practice: some rows are on both sides; a row that a model has trained on no longer judges it."
            expect.that(sorted([*train, *valid]) == list(range(rows)), "not every row is on exactly one side", hint)
    expect_twins(student, rng, expect)


TWINS = (
    "Practice: where rows are equal, some are lost or on both sides; a row is itself by its number, so choose rows by "
    "their numbers, not by what they hold."
)


def expect_twins(student, rng, expect):
    """Whether each of several equal rows is on one side."""
    # Of six equal rows and six others: whichever five are drawn, some of their equals are left.
    table, n_valid = np.repeat(rng.standard_normal((2, 3)).astype(np.float32), 6, axis=0), 5
    seen = student.probe("splits", student.tensor(table), n_valid, 1, uses=["split_rows"])
    expect.parts(seen, {"splits": [None], "table": None}, "two tables should come back")
    (split,) = seen["splits"]
    form = table[n_valid:], table[:n_valid]
    expect.close(split, form, "(train, valid)", mistakes={TWINS: lambda seen: True}, **ANY_VALUES)
    both = np.concatenate([part.array for part in split])
    expect.that(same_rows(both, table), "not every row is on exactly one side", TWINS)


LARGE_ROWS, LARGE_VALID, STRETCH = 400, 150, 80
"""By chance, none of 80 rows in a row is among 150 of 400 that are drawn once in 1e17 times."""


def expect_drawn_everywhere(student, rng, expect):
    """Whether rows of every stretch of a large table are drawn, and others left."""
    drawn, _ = splits(student, expect, numbered(rng, LARGE_ROWS, 2), LARGE_VALID, 2)
    for _, valid in drawn:
        times = np.bincount(valid // STRETCH, minlength=LARGE_ROWS // STRETCH)
        expect.that(
            bool((times > 0).all() and (times < STRETCH).all()),
            "in some stretch of a large table all rows are drawn, or none",
            "Practice: of a larger table, only some stretches are drawn from; every row should have its chance, "
            "wherever in the table it stands.",
        )
    expect.that(
        set(drawn[0][1]) != set(drawn[1][1]),
        "two calls choose the same rows of a large table",
        "Practice: each call chooses the same rows of a larger table; draw anew at each call.",
    )


@pytest.mark.exercise("split-rows", questions=[], points=0, raised=SPLIT_RAISED)
def test_choice_is_random_and_new_at_each_call(student, rng, expect):
    table = numbered(rng, 10, 3)
    drawn, after = splits(student, expect, table, 5, DRAWS)
    expect.that(
        unmoved({0: table})([after]),
        "the table that was handed in is not what it was",
        "Practice: the table itself is shuffled; leave it as it is and return rows of it.",
    )
    chosen = [frozenset(valid.tolist()) for _, valid in drawn]
    expect.that(
        not (len(set(chosen)) == 1 and chosen[0] in (frozenset(range(5)), frozenset(range(5, 10)))),
        "the validation rows are simply the first or the last of the table",
        "Practice: the rows are taken in the order of the table, where one species follows the other; draw them at "
        "random.",
    )
    expect.that(
        len(set(chosen)) > 1,
        "each call chooses the same rows",
        "Practice: each call chooses the same rows (a fixed seed, or a fixed rule?); draw anew at each call.",
    )
    blocks = {frozenset((start + step) % 10 for step in range(5)) for start in range(10)}
    expect.that(
        not set(chosen) <= blocks,
        "the validation rows always stand next to each other in the table",
        "Practice: the validation rows are always neighbours in the table; each row should be drawn by itself.",
    )
    times = [sum(row in each for each in chosen) for row in range(10)]
    expect.that(
        min(times) > 0 and max(times) < DRAWS,
        "some rows are always, or never, among the validation rows",
        "Practice: some rows are always on the same side; every row should have its chance.",
    )
    expect_drawn_everywhere(student, rng, expect)
