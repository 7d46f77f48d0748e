# hint: a rise in between
import math
def diagnose(losses):
    if losses[1] > losses[0] or not math.isfinite(losses[-1]):
        return "lower"
    return "raise" if losses[1] > 0.97 * losses[0] else "keep"
