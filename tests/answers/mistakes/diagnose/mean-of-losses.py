# hint: a rise in between
import math
def diagnose(losses):
    mean = sum(losses) / len(losses)
    if not mean <= losses[0]:
        return "lower"
    return "raise" if mean > 0.995 * losses[0] else "keep"
