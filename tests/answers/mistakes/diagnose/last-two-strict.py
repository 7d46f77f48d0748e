# hint: a rise in between
def diagnose(losses):
    if not losses[-1] <= losses[-2]:
        return "lower"
    return "raise" if losses[-1] > 0.99 * losses[-2] else "keep"
