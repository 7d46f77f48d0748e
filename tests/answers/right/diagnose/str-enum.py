from enum import Enum


class Advice(str, Enum):
    LOWER = "lower"
    RAISE = "raise"
    KEEP = "keep"


def diagnose(losses):
    if not np.isfinite(losses[-1]) or losses[-1] > losses[0]:
        return Advice.LOWER
    return Advice.RAISE if losses[-1] > 0.99 * losses[0] else Advice.KEEP
