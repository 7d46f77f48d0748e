# hint: a rise in between
import math
def diagnose(losses):
    if losses[-1] > 1.5 * losses[-2] or not math.isfinite(losses[-1]):
        return "lower"
    return "raise" if losses[-1] > 0.99 * losses[-2] else "keep"
