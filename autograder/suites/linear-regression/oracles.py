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


def tiny(*arrays):
    """A thousandth of each: a limit on the loss, or a rounding, shows there."""
    return tuple(np.float32(1e-3) * each for each in arrays)


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
