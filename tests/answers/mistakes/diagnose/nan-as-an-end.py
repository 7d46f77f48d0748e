# hint: a loss that has become nan is not noticed
import math
def diagnose(losses):
    losses = [loss for loss in losses if math.isfinite(loss)]
    if losses[-1] > losses[0]:
        return "lower"
    return "raise" if losses[-1] > 0.99 * losses[0] else "keep"
