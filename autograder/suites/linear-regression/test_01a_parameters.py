"""Hidden checks of 01-from-scratch. Weights and biases: weighted-sum, parameter-shapes, init-parameters."""

import numpy as np
import pytest

from oracles import ANY_VALUES, expect_gradients, is_tensor, normal, plain

# weighted-sum


def weighted_case(rng, n_features, sign, whole_features=False, whole_weights=False):
    """Features, weights and a bias, and their sum in float64, whose sign is given; some may be whole numbers."""
    signs = rng.choice([-1, 1], (2, n_features))
    features = signs[0] * (2 * rng.integers(1, 90, n_features) + 1) / (1 if whole_features else 8)
    weights = signs[1] * (rng.integers(2, 9, n_features) if whole_weights else rng.uniform(0.3, 3, n_features))
    bias = rng.choice([-1, 1]) * (rng.integers(20, 40) if whole_weights else rng.uniform(20, 40))
    if sign * (features @ weights + bias) < 0:
        features, bias = -features, -bias
    return features, weights, float(bias), float(features @ weights + bias)


def as_written(number):
    """A number as a student would type it: an int where it is whole."""
    return int(number) if number == int(number) else float(number)


def sum_mistakes(features, weights, bias):
    products, n = features * weights, len(features)
    total = products.sum()
    return {
        "Question 3: nothing comes back; `return` hands the number over, `print` only shows it.": (
            lambda seen: seen is None
        ),
        "Question 3: you return several numbers; a prediction is their sum, one number.": (
            lambda seen: isinstance(seen, list | tuple) or seen.shape != ()
        ),
        "Question 3: the bias is missing; it is added to the weighted sum.": total,
        "Question 3: the bias is subtracted; it is added to the weighted sum.": total - bias,
        "Question 3: the bias is multiplied; it is added to the weighted sum.": total * bias,
        "Question 3: the bias enters with every feature; it is added once, at the end.": total + n * bias,
        "Question 3: your loop ends in its first turn; `return` stands after it, not inside.": (
            lambda seen: n > 1 and np.isclose(seen, (products[0], products[0] + bias)).any()
        ),
        "Question 3: only the last product is left over; each is added to what came before.": float(
            products[-1] + bias
        ),
        "Question 3: the last feature is left out; every feature has a weight.": float(total - products[-1] + bias),
        "Question 3: the first feature is left out; every feature has a weight.": float(total - products[0] + bias),
        "Question 3: you use three features only; the lists may have any length.": float(products[:3].sum() + bias),
        "Question 3: each feature is multiplied by its own weight only, not by all of them.": (
            float(features.sum() * weights.sum() + bias)
        ),
        "Question 3: features and weights are added up; each feature is multiplied by its weight.": (
            float(features.sum() + weights.sum() + bias)
        ),
        "Question 3: the weights are left out; each feature is multiplied by its weight.": float(features.sum() + bias),
        "Question 3: you divide by the number of features; a weighted sum is no mean.": total / n + bias,
        "Question 3: you divide by the number of features; neither sum nor bias is averaged.": (total + bias) / n,
        "Question 3: you divide by the sum of the weights; a weighted sum is no mean.": (
            float(total / (weights.sum() or np.nan) + bias)
        ),
        "Question 3: your prediction has lost its decimals; it is not rounded.": (
            lambda seen: seen == int(seen) and abs(seen - total - bias) <= 1
        ),
        "Question 3: a linear model's prediction is not cut off; it may well be below zero.": max(total + bias, 0.0),
        "Question 3: your prediction has lost its sign; it may well be below zero.": abs(total + bias),
    }


def expect_weighted_sum(student, expect, case):
    features, weights, bias, expected = case
    lists = ([as_written(each) for each in numbers] for numbers in (features, weights))
    seen = plain(student.call("predict_one", *lists, as_written(bias)))
    expect.close(
        seen,
        expected,
        "the prediction",
        # Products may cancel: what float32 loses is measured by the largest of them, which has seven digits.
        atol=1e-5 * float(abs(features) @ abs(weights) + abs(bias)),
        mistakes={
            hint: evidence if callable(evidence) else float(evidence)
            for hint, evidence in sum_mistakes(features, weights, bias).items()
        },
    )


PREDICT_ONE_RAISED = {
    "TypeError": "Question 3: two lists and a number come in, and `*` and `+` between lists do not compute with their "
    "numbers; take the pairs of a feature and its weight one by one.",
    "IndexError": "Question 3: you reach beyond the end of a list; lists may have any length, and their first index is "
    "0.",
    "ValueError": "Question 3: your function counts on a certain number of features; the lists may have any length.",
    "AttributeError": "Question 3: a plain list has no shape and no methods of a tensor; loop over its numbers.",
    "RuntimeError": "Question 3: some of the numbers are whole and some are not, and PyTorch multiplies no tensors of "
    "different dtypes; Python's own numbers may be mixed.",
}


@pytest.mark.exercise("weighted-sum", questions=[3], points=1, raised=PREDICT_ONE_RAISED)
def test_each_feature_counts_by_its_weight_and_the_bias_once(student, rng, expect):
    for sign in (1, -1, 1):
        expect_weighted_sum(student, expect, weighted_case(rng, 3, sign))


@pytest.mark.exercise("weighted-sum", questions=[3], points=1, raised=PREDICT_ONE_RAISED)
def test_any_number_of_features(student, rng, expect):
    for n_features, sign, whole_features, whole_weights in (
        (5, 1, False, False),
        (1, -1, True, False),
        (2, 1, False, True),
        (4, -1, True, True),
        (12, 1, True, False),
    ):
        case = weighted_case(rng, n_features, sign, whole_features, whole_weights)
        expect_weighted_sum(student, expect, case)


# parameter-shapes

TABLE_SIZES = ((9, 4, 3), (6, 4, 1), (1, 5, 2), (8, 1, 6))
"""Rows, inputs and targets; no two of a table are alike, so that a shape tells where its numbers come from."""


def shapes_of_parameters(student, rng, expect, rows, n_inputs, n_targets):
    """What the function says of a table's weights and of its biases; a lone number is as good as a tuple of one."""
    table = normal(rng, rows, n_inputs), normal(rng, rows, n_targets)
    w, b = expect.pair(
        plain(student.call("parameter_shapes", *map(student.tensor, table))),
        "expected a pair of shapes",
        "Question 6: return two shapes, each in brackets of its own: first that of the weights, then that of the "
        "biases.",
    )
    return w, (b,) if isinstance(b, int) and not isinstance(w, int) else b


def form_mistakes(rows, turned_round):
    return {
        "Question 6: you return tensors; only their shapes are asked for.": is_tensor,
        "Question 6: you return a single shape; weights and biases have one each.": (
            lambda seen: isinstance(seen, int | float)
        ),
        "Question 6: the two shapes have changed places; the weights come first.": turned_round,
        "Question 6: the number of rows is part of your shape, but the same parameters serve every row.": (
            lambda seen: rows != 1 and rows in seen
        ),
        "Question 6: your shape holds floats, as `/` gives them; sizes are ints, as they stand in `.shape`.": (
            lambda seen: any(isinstance(each, float) for each in seen)
        ),
    }


SHAPES_RAISED = {
    "ValueError": "Question 6: a tensor unpacks into its rows; its sizes stand in its `.shape`.",
    "IndexError": "Question 6: `inputs` and `targets` have two dimensions, of which `.shape` counts from 0: rows are "
    "number 0, columns number 1.",
    "AttributeError": "Question 6: what comes in are two tensors; ask them for their `.shape`.",
    "TypeError": "Question 6: two tensors come in, and their `.shape` is no function: an index goes into square "
    "brackets.",
}


@pytest.mark.exercise("parameter-shapes", questions=[6], points=1, raised=SHAPES_RAISED)
def test_weights_have_a_row_for_each_target_and_a_column_for_each_input(student, rng, expect):
    for rows, n_inputs, n_targets in TABLE_SIZES:
        seen, _ = shapes_of_parameters(student, rng, expect, rows, n_inputs, n_targets)
        mistakes = {
            "Question 6: your weights lie on their side; they have a row for each target and a column for each "
            "input.": (n_inputs, n_targets),
            "Question 6: your shapes are always those of the crop table; read the sizes off the arguments.": (2, 3),
            "Question 6: with a single target, too, the weights are a table: its number of rows is 1.": (
                lambda seen: n_targets == 1 and tuple(seen) == (n_inputs,)  # noqa: B023  # called in this turn
            ),
            "Question 6: one row of weights is too few; each target has a weight for every input.": (
                lambda seen: tuple(seen) in ((n_inputs,), (1, n_inputs))  # noqa: B023  # called in this turn
            ),
            "Question 6: the bias needs no column among the weights; it has a tensor of its own.": (
                n_targets,
                n_inputs + 1,
            ),
        }
        expect.close(
            seen,
            (n_targets, n_inputs),
            "the shape of the weights",
            mistakes=form_mistakes(rows, (n_targets,)) | mistakes,
        )


@pytest.mark.exercise("parameter-shapes", questions=[6], points=1, raised=SHAPES_RAISED)
def test_each_target_has_one_bias(student, rng, expect):
    for rows, n_inputs, n_targets in TABLE_SIZES:
        _, seen = shapes_of_parameters(student, rng, expect, rows, n_inputs, n_targets)
        mistakes = {
            "Question 6: you have a bias for each input; the bias belongs to a prediction, so each target has one.": (
                n_inputs,
            ),
            "Question 6: one bias is too few; each target has its own.": (1,),
            "Question 6: your shapes are always those of the crop table; read the sizes off the arguments.": (2,),
            "Question 6: the biases lie in a row without columns: their shape has one number.": (
                lambda seen: isinstance(seen, list | tuple) and len(seen) > 1
            ),
        }
        expect.close(
            seen,
            (n_targets,),
            "the shape of the biases",
            mistakes=form_mistakes(rows, (n_targets, n_inputs)) | mistakes,
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
    seen = student.probe("drawn_twice", n_inputs, n_targets, uses=["init_parameters"], at_most=1 << 15)
    for pair in expect.parts(seen, [None, None], "two calls should give two results"):
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
    expect.parts(seen, {"parameters": None, "gradients": None}, "expected a pair (w, b)")
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
