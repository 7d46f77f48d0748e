# hint: the last loss is far above the first
import math
def diagnose(losses):
    if not math.isfinite(losses[-1]):
        return "lower"
    best = min(losses[1:])
    if best > losses[0]:
        return "lower"
    return "raise" if best > 0.99 * losses[0] else "keep"
