from enum import Enum

class Advice(str, Enum):
    LOWER = "lower"
    RAISE = "raise"
    KEEP = "keep"

def diagnose(losses):
    first, last = losses[0], losses[-1]
    if not np.isfinite(last) or last > first:
        return Advice.LOWER
    return Advice.RAISE if first - last < 0.01 * first else Advice.KEEP
