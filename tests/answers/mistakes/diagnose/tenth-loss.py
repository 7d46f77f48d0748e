# hint: a history may have few losses
def diagnose(losses):
    if not losses[-1] <= losses[0]:
        return "lower"
    return "raise" if losses[10] > 0.99 * losses[0] else "keep"
