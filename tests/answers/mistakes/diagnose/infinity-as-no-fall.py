# hint: a loss that has become infinite is not noticed
import math
def diagnose(losses):
    if math.isnan(losses[-1]):
        return "lower"
    fall = (losses[0] - losses[-1]) / losses[0]
    if fall < 0 and fall > -float("inf"):
        return "lower"
    return "raise" if fall < 0.01 else "keep"
