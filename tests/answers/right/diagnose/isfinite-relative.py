import math
def diagnose(losses):
    if not all(math.isfinite(loss) for loss in losses) or losses[-1] > losses[0]:
        return "lower"
    fall = (losses[0] - losses[-1]) / losses[0]
    return "raise" if fall < 0.01 else "keep"
