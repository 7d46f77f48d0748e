# hint: a loss that grows is not noticed
import math
def diagnose(losses):
    if not math.isfinite(losses[-1]):
        return "lower"
    return "raise" if losses[-1] > 0.99 * losses[0] else "keep"
