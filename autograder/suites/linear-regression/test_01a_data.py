"""Hidden checks of 01-from-scratch. From the table to parameters: to-tensors, init-parameters."""

import numpy as np
import pytest

from oracles import ANY_VALUES, expect_gradients, is_tensor, normal, same

# to-tensors


def region_table(rng, rows):
    """Weather and harvests of regions that nobody has visited: (rows, 5) in float64."""
    weather = rng.uniform((60, 40, 30), (110, 140, 75), (rows, 3))
    return np.column_stack([weather, rng.uniform(20, 140, (rows, 2))])


def split_mistakes(table):
    rows, inputs, targets = len(table), table[:, :3], table[:, 3:]
    scaled = [(each - each.mean(axis=0)) / np.maximum(each.std(axis=0), 1e-9) for each in (inputs, targets)]
    return {
        "Question 4: your function returns one tensor; inputs and targets belong into two, returned as a pair.": (
            is_tensor
        ),
        "Question 4: you return NumPy arrays; only tensors can take part in PyTorch's computations.": (
            lambda seen: any(isinstance(each, np.ndarray) for each in seen)
        ),
        "Question 4: your tensors are float64, as NumPy's are; PyTorch's layers and parameters are float32 "
        "and do not "
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
        "Question 5: a target stands among your inputs, and a model that may look at its answers learns "
        "nothing "
        "from them.": lambda seen: seen[0].shape[1] > 3,
        "Question 4: a column got lost; the end of a slice is not part of it, so `:3` takes columns 0, 1 and 2.": (
            lambda seen: seen[0].shape[1] < 3 or seen[1].shape[1] < 2
        ),
        "Question 5: your targets begin too early, with a column that belongs to the inputs.": (
            lambda seen: seen[1].shape[1] > 2
        ),
        "Question 4: you return a fixed number of rows; every row of the table that is handed in counts.": (
            lambda seen: seen[0].shape[0] != rows
        ),
        "Question 4: your numbers have lost their decimals on the way; float32 keeps them.": (
            lambda seen: any("int" in each.dtype or same(each, np.trunc(each.array)) for each in seen)
        ),
        "Question 4: you have rescaled the numbers; here the tensors hold the table just as it is.": (
            lambda seen: same(seen[0], scaled[0]) or same(seen[1], scaled[1])
        ),
    }


@pytest.mark.exercise("to-tensors", questions=[4, 5], points=1)
def test_columns_become_inputs_and_targets(student, rng, expect):
    table = region_table(rng, 7)
    seen = student.call("to_tensors", table)
    expect.close(seen, (table[:, :3], table[:, 3:]), "(inputs, targets)", mistakes=split_mistakes(table))


@pytest.mark.exercise("to-tensors", questions=[4], points=1)
def test_tables_of_any_length(student, rng, expect):
    for rows in (1, 40):
        table = region_table(rng, rows)
        seen = student.call("to_tensors", table)
        expect.close(seen, (table[:, :3], table[:, 3:]), "(inputs, targets)", mistakes=split_mistakes(table))


@pytest.mark.exercise("to-tensors", questions=[4], points=1)
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


# init-parameters


def shape_mistakes(n_inputs, n_targets):
    return {
        "Question 7: your parameters are NumPy arrays; autograd follows tensors only.": (
            lambda seen: any(isinstance(each, np.ndarray) for each in seen)
        ),
        "Question 7: your parameters are float64; PyTorch trains in float32.": (
            lambda seen: any(each.dtype == "float64" for each in seen)
        ),
        "Question 7: your parameters always have the sizes of the crop table; make them from the two arguments.": (
            lambda seen: (seen[0].shape, seen[1].shape) == ((2, 3), (2,)) and (n_targets, n_inputs) != (2, 3)
        ),
        "Question 7: `b` and `w` have changed places.": lambda seen: len(seen[0].shape) == 1,
        "Question 7: `w` lies on its side; it has one row for each target and one column for each input.": (
            lambda seen: seen[0].shape == (n_inputs, n_targets)
        ),
        "Question 7: each target has one bias, so `b` has as many elements as there are targets.": (
            lambda seen: seen[1].shape != (n_targets,)
        ),
    }


@pytest.mark.exercise(
    "init-parameters",
    questions=[7],
    points=1,
    raised={
        "TypeError": "Question 7: the sizes come as two numbers, `init_parameters(n_inputs, n_targets)`, and "
        "the "
        "parameters must be made from these two."
    },
)
def test_shapes_follow_the_arguments(student, expect):
    for n_inputs, n_targets in ((3, 2), (5, 1), (2, 7)):
        expect.close(
            student.call("init_parameters", n_inputs, n_targets),
            (np.zeros((n_targets, n_inputs)), np.zeros(n_targets)),
            "(w, b)",
            **ANY_VALUES,
            mistakes=shape_mistakes(n_inputs, n_targets),
        )


def off_normal(numbers):
    """How far numbers are from standard normal: mean, deviation, share of numbers between -1 and 1."""
    return abs(numbers.mean()), abs(numbers.std() - 1), abs((abs(numbers) < 1).mean() - 0.6827)


@pytest.mark.exercise("init-parameters", questions=[7], points=1)
def test_numbers_are_standard_normal_and_new_each_time(student, expect):
    # 3000 biases: mean, deviation and share stray by 0.018, 0.013 and 0.0085; the limits are over 5 times as far.
    far = (0.1, 0.07, 0.05)
    n_inputs, n_targets = 2, 3000
    wanted = (np.zeros((n_targets, n_inputs)), np.zeros(n_targets))
    seen = student.probe("drawn_twice", n_inputs, n_targets, uses=["init_parameters"])
    for pair in expect.pair(seen, "two calls should give two results"):
        expect.close(pair, wanted, "(w, b)", **ANY_VALUES)
    columns = np.column_stack([np.float64(seen[0][0].array), np.float64(seen[0][1].array)])
    for name, one, other in zip("wb", *seen, strict=True):
        constant = np.ptp(one.array) == 0
        expect.that(
            not constant,
            f"the numbers in {name} are all the same",
            "Question 7: all your numbers are equal; a random start gives every weight its own.",
        )
        expect.that(
            not np.array_equal(one.array, other.array),
            f"{name} is the same at every call",
            "Question 7: a second call gives the same numbers again, so something fixes them: a seed, or "
            "tensors that "
            "are made only once.",
        )
        off = off_normal(np.float64(one.array))
        hint = ""
        if one.array.min() >= 0:
            hint = (
                "Question 7: none of your numbers is negative; `torch.rand` draws evenly from 0 to 1, "
                "`torch.randn` "
                "from the normal distribution around 0."
            )
        elif off[0] < far[0] and off[1] > far[1]:
            hint = "Question 7: your numbers are centred on 0 but their spread is not that of the standard normal."
        elif off[0] < far[0]:
            hint = "Question 7: mean and spread are right but the shape is not; a normal distribution is a bell."
        expect.that(
            all(one_off < limit for one_off, limit in zip(off, far, strict=True)),
            f"{name} is not drawn from the standard normal distribution",
            hint,
        )
    # Of 3000 independent pairs the correlation strays by 0.018.
    alike = np.abs(np.corrcoef(columns, rowvar=False) - np.eye(columns.shape[1])).max()
    expect.that(
        bool(alike < 0.1),
        "some of the numbers depend on others",
        "Question 7: some of your numbers are copies of others; each weight and each bias is drawn by itself.",
    )


@pytest.mark.exercise("init-parameters", questions=[7], points=1)
def test_gradients_arrive_in_the_parameters(student, rng, expect):
    of_w, of_b = normal(rng, 2, 4), normal(rng, 2)
    seen = student.probe(
        "parameters_after_backward", 4, 2, student.tensor(of_w), student.tensor(of_b), uses=["init_parameters"]
    )
    expect.that(isinstance(seen, dict), "expected a pair (w, b)")
    made = seen["parameters"]
    expect.close(made, (np.zeros((2, 4)), np.zeros(2)), "(w, b)", **ANY_VALUES, mistakes=shape_mistakes(4, 2))
    expect_gradients(
        expect,
        seen["gradients"],
        [of_w, of_b],
        "w and b",
        "Question 7: your parameters are results of a computation, and gradients arrive only in leaf "
        "tensors: compute "
        "first, then call `requires_grad_()`."
        if all(each.requires_grad for each in made)
        else "Question 7: your parameters do not ask for gradients, so training could not change them: set "
        "`requires_grad` for both.",
    )
