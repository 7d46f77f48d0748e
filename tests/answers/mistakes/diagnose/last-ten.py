# hint: a flat end after a long fall
import math
def diagnose(losses):
    if not losses[-1] <= losses[0]:
        return "lower"
    recent = losses[-10:]
    return "raise" if recent[-1] > 0.99 * recent[0] else "keep"
