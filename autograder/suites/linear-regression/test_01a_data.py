"""Hidden checks of 01-from-scratch. Models and tables: linear-models, columns, to-tensors."""

import numpy as np
import pytest

from oracles import cut_off, expect_untouched, is_tensor, letter, plain, rounded, same, slips

# linear-models

LINEAR = "ADFG"
OVERLOOKED = {
    "B": "one of those that you call linear multiplies two inputs with each other.",
    "C": "one of those that you call linear squares an input; the weighted sum takes each input as it is.",
    "E": "one of those that you call linear divides by an input; an input may only be multiplied by a number.",
    "H": "one of those that you call linear cuts its result off at zero, which puts a bend into its graph.",
    "D": "subtracting does not make a formula less linear: a weight may be negative.",
    "F": "one input is enough for a linear model, and nobody has to learn its numbers from data.",
    "G": "a formula without a constant can be linear, too: its constant is 0.",
}
"""What a wrong judgement of a formula overlooks; A, the plainest of all, is left to the message."""


@pytest.mark.exercise("linear-models", questions=[1], points=1)
def test_formulas_that_are_weighted_sums_are_told_from_others(student, expect):
    seen = plain(student.value("is_linear"))
    expect.that(
        isinstance(seen, dict), "is_linear should be a dict", "Question 1: keep the dict and its eight letters."
    )
    judged = {letter(key, "ABCDEFGH"): value for key, value in seen.items()}
    expect.that(
        len(judged) == len(seen) and set(judged) == set("ABCDEFGH"),
        "is_linear should have the keys A to H and no others",
        "Question 1: each of the eight formulas has one entry, under its letter.",
    )
    expect.that(
        all(isinstance(value, int | float) and value in (0, 1) for value in judged.values()),
        "is_linear should hold nothing but True and False",
        "Question 1: the values are `True` and `False`, without quotes.",
    )
    wrong = [each for each in (*OVERLOOKED, "A") if judged[each] != (each in LINEAR)]
    hint = OVERLOOKED.get(wrong[0], "") if wrong else ""
    if len(wrong) == 8:
        hint = "every judgement is turned round; `True` stands for linear."
    elif all(judged.values()):
        hint = "you call every formula linear; look for inputs that are more than multiplied by a number and added up."
    elif not any(judged.values()):
        hint = "you call no formula linear; look for inputs that are multiplied by numbers and added up, no more."
    expect.that(not wrong, "not every formula is judged rightly", hint and f"Question 1: {hint}")


# columns

KNOWN_BEFORE = {"forecast", "weekday", "holiday"}
ASKED_FOR = {"coffees", "ice_creams"}


def column_names(student, expect, name):
    seen = student.value(name)
    hint = "Question 2: write the names in quotes, with commas between them and square brackets around."
    if isinstance(seen, str):
        hint = "Question 2: a string is not a list; put square brackets around, and each name into quotes of its own."
    elif getattr(seen, "kind", "") == "set":
        hint = "Question 2: braces make a set, which has no order; a list has square brackets."
    expect.that(isinstance(seen, list | tuple), f"{name} should be a list of names", hint)
    expect.that(
        all(isinstance(each, str) for each in seen),
        f"{name} should hold names only",
        "Question 2: call the columns by their names, each a string in quotes.",
    )
    names = {each.strip() for each in seen}
    expect.that(
        not any("," in each for each in names),
        f"{name} holds a string with a comma in it",
        "Question 2: the commas stand between the quotes of one name and the next, not inside.",
    )
    expect.that(
        names <= KNOWN_BEFORE | ASKED_FOR | {"takings"},
        f"{name} holds a name that no column has",
        "Question 2: spell the names exactly as the table does, with underscores and without capitals.",
    )
    expect.that(
        len(names) == len(seen),
        f"{name} holds a name twice",
        "Question 2: one of your columns stands in its list twice; once is enough.",
    )
    return names


@pytest.mark.exercise("columns", questions=[2, 5], points=1)
def test_inputs_are_known_before_and_targets_are_asked_for(student, expect):
    chosen, wanted = (column_names(student, expect, name) for name in ("input_columns", "target_columns"))
    mistakes = {
        "Question 2: inputs and targets have changed places; the model is given inputs and predicts targets.": (
            chosen == ASKED_FOR and wanted == KNOWN_BEFORE
        ),
        "Question 5: one of your inputs is counted only after closing, so the evening before nobody knows it.": (
            "takings" in chosen
        ),
        "Question 5: a target stands among your inputs, but what will be sold is just what nobody knows yet.": (
            chosen & ASKED_FOR
        ),
        "Question 2: one of your targets is money, which the question does not ask for.": "takings" in wanted,
        "Question 2: one of your targets is known the evening before; nobody needs to predict that.": (
            wanted & KNOWN_BEFORE
        ),
        "Question 2: an input is missing; whatever is known the evening before may help.": chosen != KNOWN_BEFORE,
        "Question 2: a target is missing; a model may predict several things at once.": wanted != ASKED_FOR,
    }
    for hint, evidence in mistakes.items():
        expect.that(not evidence, "inputs and targets are not the right columns", hint)


# to-tensors

EXACT = {"rtol": 0, "atol": 0}
"""For ``expect.close``: the nearest float32 there is to each number."""


def region_table(rng, rows):
    """Weather and harvests of regions that nobody has visited: (rows, 5) in float64."""
    weather = rng.uniform((60, 40, 30), (110, 140, 75), (rows, 3))
    return np.column_stack([weather, rng.uniform(20, 140, (rows, 2))])


def wild_table(rng, rows):
    """Numbers of either sign and of very different sizes, the last row twice."""
    table = rng.standard_normal((rows, 5)) * 10 ** rng.uniform(-3, 6, (rows, 5))
    return np.concatenate([table, table[-1:]])


def split(table):
    return tuple(each.astype(np.float32) for each in (table[:, :3], table[:, 3:]))


def split_mistakes(table, before=None):
    """Hints at one table's tensors; ``before`` is a table that was handed in earlier."""
    rows, inputs, targets = len(table), table[:, :3], table[:, 3:]

    def changed(by):
        return lambda seen: same(seen[0], by(inputs)) and same(seen[1], by(targets))

    def either(evidence):
        return lambda seen: evidence(seen[0], inputs) or evidence(seen[1], targets)

    def in_order(table):
        return table[np.lexsort(table.T[::-1])]

    def standardised(columns):
        return (columns - columns.mean(axis=0)) / np.maximum(columns.std(axis=0), 1e-9)

    return {
        "Question 4: your function returns one tensor; inputs and targets belong into two, returned as a pair.": (
            is_tensor
        ),
        "Question 4: you return NumPy arrays; only tensors can take part in PyTorch's computations.": (
            lambda seen: any(isinstance(each, np.ndarray) for each in seen)
        ),
        "Question 4: your tensors are float64, as NumPy's are; PyTorch's layers and parameters are float32 and do not "
        "mix with that.": lambda seen: any(each.dtype == "float64" for each in seen),
        "Question 4: a single row is a table, too: its tensors have shapes (1, 3) and (1, 2).": (
            lambda seen: rows == 1 and (seen[0].shape, seen[1].shape) == ((3,), (2,))
        ),
        "Question 4: rows and columns have changed places; each row is to remain a region.": (
            lambda seen: seen[0].shape == (3, rows) and seen[1].shape == (2, rows)
        ),
        "Question 5: inputs and targets have changed places; the first three columns are the inputs.": (
            lambda seen: same(seen[0], targets) and same(seen[1], inputs)
        ),
        "Question 4: you cut the table across, by rows; inputs and targets are columns, `table[:, ...]`.": (
            lambda seen: seen[0].shape[1] == 5 and seen[1].shape[1] == 5
        ),
        "Question 5: a target stands among your inputs, and a model that may look at its answers learns nothing from "
        "them.": lambda seen: seen[0].shape[1] > 3,
        "Question 4: a column got lost; the end of a slice is not part of it, so `:3` takes columns 0, 1 and 2.": (
            lambda seen: seen[0].shape[1] < 3 or seen[1].shape[1] < 2
        ),
        "Question 5: your targets begin too early, with a column that belongs to the inputs.": (
            lambda seen: seen[1].shape[1] > 2
        ),
        "Question 4: your numbers are rounded; float32 keeps about seven digits of each.": either(rounded),
        "Question 4: the tensors of an earlier table come back; make new ones from the table that is handed in.": (
            lambda seen: before is not None and same(seen[0], before[:, :3])
        ),
        "Question 4: rows are missing, or their order has changed: every row of the table that is handed in counts, "
        "also one that is there twice, and the order of the rows stays.": (
            lambda seen: any(
                same(seen[0], each[:, :3]) for each in (np.unique(table, axis=0), in_order(table), table[::-1])
            )
        ),
        "Question 4: more rows come back than were handed in: rows of earlier tables are still among them, as in a "
        "list that outlives the call.": lambda seen: seen[0].shape[0] > rows > 1,
        "Question 4: the rows that come back are not those of the table that is handed in, but a fixed number of "
        "them, an earlier table's, or a file's; take every row of the argument, and of nothing else.": lambda seen: (
            seen[0].shape[0] != rows
        ),
        "Question 4: your numbers have lost their decimals on the way; float32 keeps them.": (
            lambda seen: any("int" in each.dtype or same(each, np.trunc(each.array)) for each in seen)
        ),
        "Question 4: you have rescaled the numbers; here the tensors hold the table just as it is.": (
            lambda seen: same(seen[0], standardised(inputs)) or same(seen[1], standardised(targets))
        ),
        "Question 4: numbers below zero have changed; the tensors hold the table just as it is.": (
            lambda seen: changed(np.abs)(seen) or changed(lambda each: np.maximum(each, 0))(seen)
        ),
        "Question 4: large numbers are cut off; the tensors hold the table just as it is.": either(cut_off),
    }


TO_TENSORS_RAISED = slips(4)


@pytest.mark.exercise("to-tensors", questions=[4, 5], points=1, raised=TO_TENSORS_RAISED)
def test_columns_become_inputs_and_targets(student, rng, expect):
    tables = [region_table(rng, 7), region_table(rng, 7), wild_table(rng, 30)]
    seen = student.probe("called", "to_tensors", *([table] for table in tables), uses=["to_tensors"])
    expect.parts(seen, {"answers": [None] * 3, "arguments": [[None]] * 3}, "each call should return something")
    for pair, table, before in zip(seen["answers"], tables, (tables[1], *tables[:2]), strict=True):
        expect.close(pair, split(table), "(inputs, targets)", **EXACT, mistakes=split_mistakes(table, before))
    expect_untouched(expect, [left for (left,) in seen["arguments"]], tables, 4)


@pytest.mark.exercise("to-tensors", questions=[4], points=1, raised=TO_TENSORS_RAISED)
def test_tables_of_any_length(student, rng, expect):
    for rows in (1, 40, 300):
        table = region_table(rng, rows)
        seen = student.call("to_tensors", table)
        expect.close(seen, split(table), "(inputs, targets)", **EXACT, mistakes=split_mistakes(table))


@pytest.mark.exercise("to-tensors", questions=[4], points=1, raised=TO_TENSORS_RAISED)
def test_data_asks_for_no_gradient(student, rng, expect):
    table = region_table(rng, 6)
    pair = expect.pair(student.call("to_tensors", table), "expected a pair (inputs, targets)")
    for name, each, wanted in zip(("inputs", "targets"), pair, (table[:, :3], table[:, 3:]), strict=True):
        expect.that(is_tensor(each) and same(each, wanted), f"{name} should be a tensor of those columns")
        expect.that(
            not each.requires_grad,
            f"{name} should not require a gradient",
            "Question 4: data is given, not trained, so its tensors need no `requires_grad`.",
        )
