"""Hidden checks of 01-from-scratch. Weights and biases: weighted-sum, parameter-shapes, init-parameters."""

import numpy as np
import pytest

from oracles import ANY_VALUES, expect_gradients, expect_untouched, is_tensor, normal, numbers, plain, rounded, slips

# weighted-sum


def weighted_case(rng, n_features, sign, whole_features=False, whole_weights=False, size=1.0):
    """Features, weights and a bias, whose sum has the given sign; some may be whole numbers.

    Without whole numbers, features and bias are ``size`` times as large as they would be.
    """
    signs = rng.choice([-1, 1], (2, n_features))
    features = signs[0] * (2 * rng.integers(1, 90, n_features) + 1) * (1 if whole_features else size / 8)
    weights = signs[1] * (rng.integers(2, 9, n_features) if whole_weights else rng.uniform(0.3, 3, n_features))
    bias = rng.choice([-1, 1]) * (rng.integers(20, 40) if whole_weights else size * rng.uniform(20, 40))
    if sign * (features @ weights + bias) < 0:
        features, bias = -features, -bias
    return features, weights, float(bias)


def recurring_case(rng):
    """A pair of a feature and its weight that is there three times, the feature once more with another weight."""
    features, weights, bias = weighted_case(rng, 5, 1)
    features[1:4], weights[1:3] = features[0], weights[0]
    return features, weights, bias


def mixed_case(rng):
    """Whole numbers first and last, broken ones between them."""
    features, weights, bias = weighted_case(rng, 4, 1)
    features[[0, -1]] *= 8
    weights[[0, -1]] = np.round(4 * weights[[0, -1]])
    return features, weights, bias


def as_written(number):
    """A number as a student would type it: an int where it is whole."""
    return int(number) if number == int(number) else float(number)


def sum_mistakes(features, weights, bias, before=None):
    """Hints at one prediction; ``before`` is another case, which was asked for earlier."""
    products, n = features * weights, len(features)
    total = products.sum()
    by_feature = dict(zip(features, weights, strict=True))
    whole_features, whole_weights = features.astype(int), weights.astype(int)

    def prediction(case):
        return float(case[0] @ case[1] + case[2])

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
        "Question 3: the bias has lost its decimals; it is added just as it is.": total + int(bias),
        "Question 3: the bias has lost its sign; it is added just as it is.": total + abs(bias),
        "Question 3: your loop ends in its first turn; `return` stands after it, not inside.": (
            lambda seen: n > 1 and np.isclose(seen, (products[0], products[0] + bias)).any()
        ),
        "Question 3: only the last product is left over; each is added to what came before.": products[-1] + bias,
        "Question 3: the last feature is left out; every feature has a weight.": total - products[-1] + bias,
        "Question 3: the first feature is left out; every feature has a weight.": total - products[0] + bias,
        "Question 3: you use the first few features only; the lists may have any length.": (
            lambda seen: np.isclose(seen, (products.cumsum() + bias)[1:-1], rtol=1e-6).any()
        ),
        "Question 3: equal features or products count only once, as in a set, a dict or a search by value; each place "
        "in the lists counts by itself.": (
            lambda seen: np.isclose(
                seen,
                [
                    sum(set(products)) + bias,
                    sum(feature * weight for feature, weight in by_feature.items()) + bias,
                    sum(feature * weights[list(features).index(feature)] for feature in features) + bias,
                ],
                rtol=1e-6,
            ).any()
        ),
        "Question 3: you have sorted the lists; their order tells which weight belongs to which feature.": (
            np.sort(features) @ np.sort(weights) + bias
        ),
        "Question 3: something of an earlier call has a part in this one (its answer, or what a list or a default "
        "keeps of it); features, weights and bias of this call are all there is to a prediction.": (
            lambda seen: (
                before is not None
                and np.isclose(
                    seen, [prediction(before), prediction(before) - before[2] + total + bias], rtol=1e-6
                ).any()
            )
        ),
        "Question 3: each feature is multiplied by its own weight only, not by all of them.": (
            features.sum() * weights.sum() + bias
        ),
        "Question 3: features and weights are added up; each feature is multiplied by its weight.": (
            features.sum() + weights.sum() + bias
        ),
        "Question 3: the weights are left out; each feature is multiplied by its weight.": features.sum() + bias,
        "Question 3: you divide by the number of features; a weighted sum is no mean.": total / n + bias,
        "Question 3: you divide by the number of features; neither sum nor bias is averaged.": (total + bias) / n,
        "Question 3: you divide by the sum of the weights; a weighted sum is no mean.": (
            total / (weights.sum() or np.nan) + bias
        ),
        "Question 3: a linear model's prediction is not cut off; it may well be below zero.": max(total + bias, 0.0),
        "Question 3: a linear model's prediction is not cut off; it may be of any size.": (
            lambda seen: abs(seen) in (100, 1000, 10_000) and abs(seen) < abs(total + bias)
        ),
        "Question 3: your prediction has lost its sign; it may well be below zero.": abs(total + bias),
        "Question 3: features or weights have lost their sign; either may be below zero.": (
            lambda seen: np.isclose(
                seen,
                [abs(features) @ weights + bias, features @ abs(weights) + bias, abs(products).sum() + bias],
                rtol=1e-6,
            ).any()
        ),
        "Question 3: some numbers have lost their decimals on the way: whole and broken ones may stand side by side, "
        "so let none decide the type of the others.": (
            lambda seen: np.isclose(
                seen,
                [
                    whole_features @ weights + bias,
                    features @ whole_weights + bias,
                    whole_features @ whole_weights + bias,
                    whole_features @ whole_weights + int(bias),
                ],
                rtol=1e-6,
            ).any()
        ),
        "Question 3: your prediction is rounded; keep all of its decimals.": (
            lambda seen: rounded(seen, total + bias) or (seen == int(seen) and abs(seen - total - bias) <= 1)
        ),
    }


def expect_weighted_sums(student, expect, cases):
    calls = [
        [[as_written(each) for each in features], [as_written(each) for each in weights], as_written(bias)]
        for features, weights, bias in cases
    ]
    seen = student.probe("called", "predict_one", *calls, uses=["predict_one"])
    expect.parts(seen, {"answers": [None] * len(calls), "arguments": None}, "each call should return something")
    for answer, case, before in zip(plain(seen["answers"]), cases, (None, *cases[:-1]), strict=True):
        features, weights, bias = case
        expect.close(
            answer,
            float(features @ weights + bias),
            "the prediction",
            # Products may cancel: what float32 loses is measured by all of them together.
            rtol=0,
            atol=2e-6 * float(abs(features) @ abs(weights) + abs(bias)),
            mistakes={
                hint: evidence if callable(evidence) else float(evidence)
                for hint, evidence in sum_mistakes(*case, before).items()
            },
        )
    for left, call in zip(seen["arguments"], calls, strict=True):
        expect.that(
            plain(left)[:2] == (tuple(call[0]), tuple(call[1])),
            "the lists are not what they were before the call",
            "Question 3: your function writes into the lists that it was given, or takes numbers out, but their caller "
            "may still need them; work with numbers or lists of your own.",
        )


PREDICT_ONE_RAISED = {
    **slips(3),
    "TypeError": "Question 3: this raises a TypeError: `*` and `+` between lists do not compute with their numbers, "
    "and two lists and a number are all that comes in; take the pairs of a feature and its weight one by one.",
    "IndexError": "Question 3: you reach beyond the end of a list; lists may have any length, and their first index is "
    "0.",
    "ValueError": "Question 3: this raises a ValueError: your function counts on a certain number of features, or "
    "looks for a number that a list does not hold; the lists may have any length.",
    "AttributeError": "Question 3: a plain list has no shape and no methods of a tensor; loop over its numbers.",
    "RuntimeError": "Question 3: this raises a RuntimeError: some of the numbers are whole and some are not, and "
    "PyTorch multiplies no tensors of different dtypes, or their shapes do not fit; Python's own numbers may be mixed.",
}


@pytest.mark.exercise("weighted-sum", questions=[3], points=1, raised=PREDICT_ONE_RAISED)
def test_each_feature_counts_by_its_weight_and_the_bias_once(student, rng, expect):
    features, weights, bias = usual = weighted_case(rng, 3, 1)
    cases = [
        usual,
        (features, weights, -bias / 2),
        (features, weights[::-1], bias),
        *(weighted_case(rng, 3, sign, size=size) for size in (1, 2**10, 2**10, 2**-12) for sign in (-1, 1)),
    ]
    expect_weighted_sums(student, expect, cases)


@pytest.mark.exercise("weighted-sum", questions=[3], points=1, raised=PREDICT_ONE_RAISED)
def test_any_number_of_features(student, rng, expect):
    cases = [
        weighted_case(rng, 5, 1),
        weighted_case(rng, 1, -1, whole_features=True),
        weighted_case(rng, 2, 1, whole_weights=True),
        weighted_case(rng, 4, -1, whole_features=True, whole_weights=True),
        weighted_case(rng, 12, 1, whole_features=True),
        weighted_case(rng, 60, -1),
        recurring_case(rng),
        mixed_case(rng),
    ]
    expect_weighted_sums(student, expect, cases)


# parameter-shapes

TABLE_SIZES = ((9, 4, 3), (9, 4, 1), (9, 6, 1), (1, 5, 2), (8, 1, 6), (3, 30, 17))
"""Rows, inputs and targets; no two of a table are alike, so that a shape tells where its numbers come from."""


def shapes_of_parameters(student, rng, expect):
    """The sizes of each table, what is said of its weights and of its biases, the sizes before those, and a number.

    First come tables that stand by themselves, then the same ones as columns of wider tables.
    A lone number for the biases is as good as a tuple of one.
    """
    tables = [(normal(rng, rows, n_inputs), normal(rng, rows, n_targets)) for rows, n_inputs, n_targets in TABLE_SIZES]
    calls = [list(map(student.tensor, table)) for table in tables]
    seen = student.probe("shapes_told", calls, uses=["parameter_shapes"])
    form = {"told": [None] * 2 * len(tables), "tables": [[None, None]] * len(tables)}
    expect.parts(seen, form, "each call should return something")
    told = []
    for pair in plain(seen["told"]):
        w, b = expect.pair(
            pair,
            "expected a pair of shapes",
            "Question 6: return two shapes, each in brackets of its own: first that of the weights, then that of the "
            "biases.",
        )
        told.append((w, (b,) if isinstance(b, int) and not isinstance(w, int) else b))
    sizes = 2 * TABLE_SIZES
    return tables, seen["tables"], list(zip(sizes, told, (None, *sizes[:-1]), range(len(sizes)), strict=True))


def form_mistakes(rows, turned_round, before, number):
    return {
        "Question 6: your shapes are wrong where the tensors are some columns of a wider table, such as "
        "`table[:, :3]`; its storage and strides are those of the whole. Ask for the `.shape`.": lambda _: (
            number >= len(TABLE_SIZES)
        ),
        "Question 6: you return tensors; only their shapes are asked for.": is_tensor,
        "Question 6: you return a single shape; weights and biases have one each.": (
            lambda seen: isinstance(seen, int | float)
        ),
        "Question 6: the two shapes have changed places; the weights come first.": turned_round,
        "Question 6: the shape of an earlier table comes back; read the sizes off the two arguments at each call.": (
            lambda seen: before is not None and tuple(seen) == before
        ),
        "Question 6: the number of rows is part of your shape, but the same parameters serve every row.": (
            lambda seen: rows != 1 and rows in seen
        ),
        "Question 6: your shape holds floats, as `/` gives them; sizes are ints, as they stand in `.shape`.": (
            lambda seen: any(isinstance(each, float) for each in seen)
        ),
    }


ANY_TABLE = (
    "Question 6: your shapes fit some tables only; take the sizes as they are, with no least and no largest one, for "
    "any table."
)
SHAPES_RAISED = {
    **slips(6),
    "ValueError": "Question 6: a tensor unpacks into its rows; its sizes stand in its `.shape`.",
    "IndexError": "Question 6: `inputs` and `targets` have two dimensions, of which `.shape` counts from 0: rows are "
    "number 0, columns number 1.",
    "AttributeError": "Question 6: what comes in are two tensors; ask them for their `.shape`.",
    "TypeError": "Question 6: two tensors come in, and their `.shape` is no function: an index goes into square "
    "brackets.",
    "RuntimeError": "Question 6: this raises a RuntimeError: PyTorch does not compute what your function asks of these "
    "two tensors; nothing needs to be computed from their numbers, their `.shape` says it all.",
}


@pytest.mark.exercise("parameter-shapes", questions=[6], points=1, raised=SHAPES_RAISED)
def test_weights_have_a_row_for_each_target_and_a_column_for_each_input(student, rng, expect):
    _, _, shapes = shapes_of_parameters(student, rng, expect)
    for (rows, n_inputs, n_targets), (seen, _), before, number in shapes:
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
            ANY_TABLE: lambda seen: len(seen) == 2,
        }
        expect.close(
            seen,
            (n_targets, n_inputs),
            "the shape of the weights",
            mistakes=form_mistakes(rows, (n_targets,), before and before[:0:-1], number) | mistakes,
        )


@pytest.mark.exercise("parameter-shapes", questions=[6], points=1, raised=SHAPES_RAISED)
def test_each_target_has_one_bias(student, rng, expect):
    tables, left, shapes = shapes_of_parameters(student, rng, expect)
    for (rows, n_inputs, n_targets), (_, seen), before, number in shapes:
        mistakes = {
            "Question 6: you have a bias for each input; the bias belongs to a prediction, so each target has one.": (
                n_inputs,
            ),
            "Question 6: one bias is too few; each target has its own.": (1,),
            "Question 6: your shapes are always those of the crop table; read the sizes off the arguments.": (2,),
            "Question 6: the biases lie in a row without columns: their shape has one number.": (
                lambda seen: isinstance(seen, list | tuple) and len(seen) > 1
            ),
            ANY_TABLE: lambda seen: len(seen) == 1,
        }
        expect.close(
            seen,
            (n_targets,),
            "the shape of the biases",
            mistakes=form_mistakes(rows, (n_targets, n_inputs), before and before[2:], number) | mistakes,
        )
    for one, other in zip(left, tables, strict=True):
        expect_untouched(expect, one, other, 6)


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
        "Question 7: `w` has two dimensions even where there is one target or one input; do not squeeze it.": (
            lambda seen: len(seen[0].shape) < 2 and seen[0].array.size == n_inputs * n_targets
        ),
        "Question 7: `b` and `w` have changed places.": lambda seen: len(seen[0].shape) == 1,
        "Question 7: `w` lies on its side; it has one row for each target and one column for each input.": (
            lambda seen: seen[0].shape == (n_inputs, n_targets)
        ),
        "Question 7: each target has one bias, so `b` has as many elements as there are targets.": (
            lambda seen: seen[1].shape != (n_targets,) and len(seen[0].array) == n_targets
        ),
        "Question 7: your sizes are not those that were asked for; make both parameters from the two arguments, as "
        "they are.": lambda seen: all(map(is_tensor, seen)),
    }


INIT_RAISED = {
    **slips(7),
    "TypeError": "Question 7: this raises a TypeError: the sizes come as two whole numbers, "
    "`init_parameters(n_inputs, n_targets)`, and the parameters must be made from these two.",
    "RuntimeError": "Question 7: this raises a RuntimeError: PyTorch does not make or change a tensor in this way; "
    "draw each from its shape, and call for gradients when its numbers are there.",
}


@pytest.mark.exercise("init-parameters", questions=[7], points=1, raised=INIT_RAISED)
def test_shapes_follow_the_arguments(student, expect):
    for n_inputs, n_targets in ((3, 2), (5, 1), (2, 7), (1, 1), (9, 12)):
        expect.close(
            student.call("init_parameters", n_inputs, n_targets),
            (np.zeros((n_targets, n_inputs)), np.zeros(n_targets)),
            "(w, b)",
            **ANY_VALUES,
            mistakes=shape_mistakes(n_inputs, n_targets),
        )


def off_normal(drawn):
    """How far numbers are from standard normal: mean, deviation, share of numbers between -1 and 1."""
    return abs(drawn.mean()), abs(drawn.std() - 1), abs((abs(drawn) < 1).mean() - 0.6827)


def not_normal(drawn, off, far):
    """What is not standard normal about these numbers."""
    if drawn.min() >= 0:
        return (
            "none of your numbers is negative; `torch.rand` draws evenly from 0 to 1, `torch.randn` from the normal "
            "distribution around 0."
        )
    if off[0] > far[0]:
        return "your numbers have another mean than 0, around which the standard normal lies."
    if off[1] > far[1]:
        return "your numbers are centred on 0 but their spread is not that of the standard normal."
    return "mean and spread are right but the shape is not; a normal distribution is a bell."


@pytest.mark.exercise("init-parameters", questions=[7], points=1, raised=INIT_RAISED)
def test_numbers_are_standard_normal_and_new_each_time(student, expect):
    # 3000 biases: mean, deviation and share stray by 0.018, 0.013 and 0.0085; the limits are over 5 times as far.
    far = (0.1, 0.07, 0.05)
    n_inputs, n_targets = 2, 3000
    wanted = (np.zeros((n_targets, n_inputs)), np.zeros(n_targets))
    seen = student.probe("drawn_twice", n_inputs, n_targets, uses=["init_parameters"], at_most=1 << 15)
    for pair in expect.parts(seen, [None, None], "two calls should give two results"):
        expect.close(pair, wanted, "(w, b)", **ANY_VALUES, mistakes=shape_mistakes(n_inputs, n_targets))
    for name, one, other in zip("wb", *seen, strict=True):
        drawn = numbers(one)
        expect.that(
            np.ptp(drawn) > 0,
            f"the numbers in {name} are all the same",
            "Question 7: all your numbers are equal; a random start gives every weight its own.",
        )
        expect.that(
            not np.array_equal(one.array, other.array),
            f"{name} is the same at every call",
            "Question 7: a second call gives the same numbers again, so something fixes them: a seed, or tensors that "
            "are made only once.",
        )
        # `torch.randn` draws from some 16 million numbers: of 6000 one or two may be there twice.
        expect.that(
            len(np.unique(drawn)) > 0.995 * drawn.size,
            f"many of the numbers in {name} are equal",
            "Question 7: many of your numbers are equal, as if they were rounded, copied or cut off; each is drawn by "
            "itself, with decimals of its own.",
        )
        off = off_normal(drawn)
        expect.that(
            all(one_off < limit for one_off, limit in zip(off, far, strict=True)),
            f"{name} is not drawn from the standard normal distribution",
            f"Question 7: {not_normal(drawn, off, far)}",
        )
    columns = np.column_stack([numbers(each) for pair in seen for each in pair])
    # Of 3000 independent pairs the correlation strays by 0.018.
    alike = np.abs(np.corrcoef(columns, rowvar=False) - np.eye(columns.shape[1])).max()
    expect.that(
        bool(alike < 0.1),
        "some of the numbers depend on others",
        "Question 7: some of your numbers are copies of others, are in order, or follow from an earlier call; each "
        "weight and each bias is drawn by itself.",
    )
    # Of the 18000 some 49 are; that none is happens once in 10 ** 21 times.
    expect.that(
        bool(abs(columns).max() > 3),
        "no number is as far from 0 as some should be",
        "Question 7: your numbers are cut off; the normal distribution has no bounds.",
    )


@pytest.mark.exercise("init-parameters", questions=[7], points=1, raised=INIT_RAISED)
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
