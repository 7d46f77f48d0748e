"""What the suites of this assignment share: hidden numbers and, in float64 NumPy, what they should give.

Formulas are derived by hand and are never the solution's own lines. The judge puts this file within reach of the
suites while it collects them; nothing else imports it.
"""

import numpy as np

ANY_VALUES = {"atol": np.inf}
"""For ``expect.close``: form and finiteness alone."""
ANY_DTYPE = {"dtype": None}
"""For ``expect.close``: the contract names no dtype, so that any of floating point will do."""
COMMON_RATES = (1.0, 0.1, 0.01, 1e-3, 1e-4, 1e-5)
"""Learning rates that an answer with a fixed one of its own would have."""


def normal(rng, *shape):
    """Standard normal float32 numbers."""
    return rng.standard_normal(shape).astype(np.float32)


def wide(*arrays):
    return tuple(np.asarray(each, np.float64) for each in arrays)


def is_tensor(value):
    return hasattr(value, "requires_grad")


def numbers(value):
    """What a tensor, an array or a plain number holds, in float64."""
    return np.asarray(value.array if is_tensor(value) else value, np.float64)


def same(observed, expected):
    """Whether a tensor that was observed holds these numbers."""
    return observed.shape == np.shape(expected) and np.allclose(observed.array, expected, rtol=1e-4, atol=1e-5)


def plain(value):
    """The value with Python's own numbers in place of 0-dim tensors and NumPy numbers, also inside containers."""
    array = value.array if is_tensor(value) else value
    if isinstance(array, np.ndarray) and array.ndim == 0:
        return array.item()
    if isinstance(value, list | tuple):
        return type(value)(map(plain, value))
    return {key: plain(each) for key, each in value.items()} if isinstance(value, dict) else value


def rounded(observed, expected):
    """Whether these are the expected numbers with only a few decimals, or with the digits of half precision."""
    observed, expected = numbers(observed), numbers(expected)
    if np.allclose(observed, expected, rtol=2e-7, atol=0):
        return False
    with np.errstate(over="ignore"):
        coarse = [expected.astype(np.float16), *(np.round(expected, places) for places in range(7))]
    return any(np.allclose(observed, each, rtol=1e-6, atol=1e-8) for each in coarse)


def cut_off(observed, expected):
    """Whether these are the expected numbers, but for some that all stop at one bound (of either sign)."""
    observed, expected = numbers(observed), numbers(expected)
    off = ~np.isclose(observed, expected, rtol=1e-4, atol=1e-6 * abs(expected).max())
    bounds = abs(observed[off])
    if off.sum() < 2 or (off.all() and not bounds.any()):
        return False
    return np.ptp(bounds) <= 1e-6 * bounds.max() and (abs(expected[off]) > bounds).all()


def slips(question):
    """Hints at exceptions that have the same cause wherever they come up."""
    return {
        "NameError": f"Question {question}: this raises a NameError: your function uses a name that nothing has been "
        "bound to; look for a slip of the pen.",
        "UnboundLocalError": f"Question {question}: this raises an UnboundLocalError: a name that your function binds "
        "somewhere is its own, and is used before it has a value; call what is "
        "yours by a name that the notebook does not have.",
    }


def expect_untouched(expect, left, given, question):
    """What a function was given holds exactly the same numbers after the call."""
    expect.that(
        all(np.array_equal(numbers(one), numbers(other)) for one, other in zip(left, given, strict=True)),
        "what the function was given is not as it was before the call",
        f"Question {question}: your function writes into what it was given, which its caller may still need; leave "
        "that as it is, and put your results into something new.",
    )


def letter(value, options="ABCD"):
    """The option that an answer names, whatever its case and with spaces, a dot or brackets around it; else None."""
    bare = value.strip(" \t\n.:()[]{}").upper() if isinstance(value, str) else ""
    return bare if len(bare) == 1 and bare in options else None


def expect_gradients(expect, seen, wanted, what, none_hint, some_hint="", mistakes=None):
    """Gradients as ``gradient_by`` gives them: none of them None, and the values."""
    expect.parts(seen, [None] * len(wanted), f"{what} should have gradients")
    reached = [each is not None for each in seen]
    expect.that(any(reached), f"no gradient arrives by way of {what}", none_hint)
    expect.that(all(reached), f"one gradient by way of {what} does not arrive", some_hint or none_hint)
    expect.close(seen, wanted, f"the gradients by way of {what}", mistakes=mistakes)


def mean_squared_error(one, other):
    one, other = wide(one, other)
    return float(((one - other) ** 2).mean())


def mse_slopes(w, b, x, y, reduction="mean"):
    """Derivatives by w and b of the mean (or the sum) of (x @ w.T + b - y)**2 over all its elements."""
    w, b, x, y = wide(w, b, x, y)
    toward = 2 * (x @ w.T + b - y) / (y.size if reduction == "mean" else 1)
    return toward.T @ x, toward.sum(axis=0)


def descent(w, b, rows, lrs, *, keep=(False, False), sign=-1):
    """Parameters after a step for each (x, y) and learning rate, and the loss before each.

    ``keep`` tells for w and for b whether gradients pile up from step to step.
    """
    w, b = wide(w, b)
    kept_w, kept_b = np.zeros_like(w), np.zeros_like(b)
    losses = []
    for (x, y), lr in zip(rows, lrs, strict=True):
        losses.append(mean_squared_error(x @ w.T + b, y))
        dw, db = mse_slopes(w, b, x, y)
        dw, db = dw + keep[0] * kept_w, db + keep[1] * kept_b
        kept_w, kept_b = dw, db
        w, b = w + sign * lr * dw, b + sign * lr * db
    return {"w": w, "b": b}, losses


def parameters(rng):
    """``w`` (2, 3) and ``b`` (2,) of the crop model."""
    return normal(rng, 2, 3), normal(rng, 2)


def batch(rng, rows):
    """Inputs (rows, 3) and targets (rows, 2)."""
    return normal(rng, rows, 3), normal(rng, rows, 2)


CROP_RATE = 1e-5
"""The tutorial's learning rate: at the size of the crops, larger ones soon diverge."""


def crops(rng, rows):
    """Inputs (rows, 3) and targets (rows, 2) of the size that the course's table has."""
    return rng.uniform(40, 140, (rows, 3)).astype(np.float32), rng.uniform(20, 140, (rows, 2)).astype(np.float32)


TINY_RATE = 1e-9
"""What crops of a hundred times the size are trained with: a floor under the rate shows there."""


def oversized(w, b, x, y):
    """The same with inputs a hundred times as large: losses of many millions, and steps that suit ``TINY_RATE``."""
    return w, b, 100 * x, y


def tiny(*arrays):
    """A thousandth of each: a limit on the loss, or a rounding, shows there."""
    return tuple(np.float32(1e-3) * each for each in arrays)


def faint(w, b, x, y):
    """The same task at another scale, at which no part of the loss's gradient is larger than a millionth."""
    dw, db = mse_slopes(w, b, x, y)
    scale = 1e-6 / max(abs(dw).max(), abs(db).max())
    return np.float32(scale * w), np.float32(scale * b), x, np.float32(scale * y)


def exact_fit(rng, rows):
    """``w``, ``b``, inputs and targets in whole numbers that fit: each miss and gradient is exactly 0."""
    w, b, x = (rng.integers(1, 10, shape).astype(np.float32) for shape in ((2, 3), 2, (rows, 3)))
    return w, b, x, x @ w.T + b


def is_rounded(observed, wanted):
    """Whether these are the wanted numbers, rounded or cut to some decimals."""
    observed, wanted = wide(observed, wanted)

    def to(digits):
        told = np.abs(observed) < 10.0 ** (5 - digits)  # float32 has these decimals
        seen, other = observed[told], wanted[told]
        return (
            np.allclose(seen, seen.round(digits), rtol=2e-7, atol=1e-12)
            and (np.abs(seen - other) < 1.01 / 10**digits).all()
            and not np.allclose(seen, other, rtol=1e-6, atol=0)
            and np.allclose(observed[~told], wanted[~told], rtol=1e-3)
        )

    return any(map(to, range(7)))


def is_cut_off(observed, wanted):
    """Whether these are the wanted numbers where they lie within a bound, and the bound itself where they do not."""
    observed, wanted = wide(observed, wanted)
    off = ~np.isclose(observed, wanted, rtol=1e-4)
    bounds, beyond = np.abs(observed[off]), np.abs(wanted[off])
    bound = float(f"{bounds.mean():.2g}") if off.any() else 0.0  # chosen by a person, so of two digits at most
    return off.any() and np.allclose(bounds, bound, rtol=1e-5, atol=1e-12) and (bounds < beyond).all()


def unmoved(start):
    """Evidence that every parameter holds exactly the numbers it began with; what is no tensor any more does not."""
    return lambda seen: all(is_tensor(seen[name]) and np.array_equal(seen[name].array, start[name]) for name in start)


def same_rows(one, other):
    """Whether two tables hold the same rows, each as often, in whatever order."""
    return one.shape == other.shape and np.array_equal(*(each[np.lexsort(each.T)] for each in (one, other)))


def unwritten(table, before):
    """Whether tensors that were handed to an answer, or that it could reach, hold exactly what they held before."""
    return all(is_tensor(one) and np.array_equal(one.array, other) for one, other in zip(table, before, strict=True))


def along(values, slopes):
    """Whether these are multiples of the slopes, each by a factor of its own, none of them 0.

    A twentieth may be missing. Numbers that nobody has computed are not along the slopes; those of a wrong length, of
    the wrong sign, or of a sum in place of a mean are.
    """

    def one(value, slope):
        value, slope = wide(value, slope)
        closest = (value * slope).sum() / (slope**2).sum() * slope
        return value.any() and np.allclose(value, closest, rtol=0, atol=0.05 * abs(closest).max())

    return all(map(one, values, slopes))


def in_round_numbers(*arrays):
    """Whether all these numbers look rounded to the same few places, as far as float32 can tell."""
    values = np.concatenate([np.float64(each).ravel() for each in arrays])
    told = [places for places in range(5) if 10.0**-places > 2e-6 * abs(values).max()]
    return any(np.allclose(values, values.round(places), rtol=3e-7, atol=1e-9) for places in told)


class Step:
    """One step from a start, beside the gradients that it should have followed: evidence of what it did instead.

    ``start``, ``slopes`` and ``there`` have the parameters by name; ``lr`` is the learning rate.
    """

    def __init__(self, start, slopes, there, lr):
        self.slopes = {name: np.float64(each) for name, each in slopes.items()}
        self.gone = {name: (np.float64(start[name]) - there[name].array) / lr for name in slopes}
        self.at, self.row, self.gone_row = map(self._in_a_row, (start, self.slopes, self.gone))

    @staticmethod
    def _in_a_row(parts):
        return np.concatenate([np.float64(each).ravel() for each in parts.values()])

    def _near(self, one, other):
        return np.allclose(one, other, rtol=0, atol=1e-4 * abs(self.row).max())

    def times(self):
        """How many times as long as it should be a step along the gradients is; None for another, "
        "or for a right one."""
        times = self.gone_row @ self.row / (self.row @ self.row)
        along = self._near(self.gone_row, times * self.row) and not self._near(self.gone_row, self.row)
        return times if along else None

    def moves_only(self, name):
        """Whether this parameter has moved as it should, and no other has at all."""
        others = [each for other, each in self.gone.items() if other != name]
        return self._near(self.gone[name], self.slopes[name]) and not any(each.any() for each in others)

    def is_clamped(self):
        """Whether no element's gradient counts beyond some bound."""
        bound = abs(self.gone_row).max()
        return bound < 0.99 * abs(self.row).max() and self._near(self.gone_row, self.row.clip(-bound, bound))

    def is_pulled(self):
        """Whether it also goes toward zero: by a share of each parameter, or by the same for all."""
        extra = self.gone_row - self.row
        for pull in (self.at, np.sign(self.at)):
            share = (extra @ pull) / (pull @ pull)
            if np.allclose(extra, share * pull, rtol=0, atol=0.1 * abs(share * pull).max()):
                return share > 1e-5
        return False

    def is_even(self):
        """Whether every element moves by about the same amount, whatever its gradient."""
        return np.ptp(abs(self.gone_row)) < 0.05 * abs(self.gone_row).max()


def even_table(rng, rows, columns):
    """Inputs of mean 0, deviation 1 and no correlation: every weight is learned at the same pace.

    From any start, the part of the loss above its minimum then falls by (1 - 2 * lr / n_targets)**2 a step, which
    makes one limit right for every seed.
    """
    random = np.column_stack([np.ones(rows), rng.standard_normal((rows, columns))])
    return np.linalg.qr(random)[0][:, 1:] * np.sqrt(rows)


def linear_task(rng, rows, start_loss, n_inputs=3, n_targets=2):
    """A start (w, b) and a table (x, y) that some linear model fits exactly; the start's loss is ``start_loss``."""
    x = even_table(rng, rows, n_inputs)
    w, b = rng.standard_normal((n_targets, n_inputs)), rng.standard_normal(n_targets)
    away = rng.standard_normal((n_targets, n_inputs + 1))
    away *= np.sqrt(start_loss * n_targets / (away**2).sum())
    y = x @ (w + away[:, 1:]).T + b + away[:, 0]
    return tuple(each.astype(np.float32) for each in (w, b, x, y))
