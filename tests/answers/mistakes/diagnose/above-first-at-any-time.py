# hint: a rise in between
def diagnose(losses):
    if any(not loss <= losses[0] for loss in losses):
        return "lower"
    return "raise" if losses[-1] > 0.99 * losses[0] else "keep"
