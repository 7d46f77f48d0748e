# hint: mix up the words
def diagnose(losses):
    if not losses[-1] <= losses[0]:
        return "lower"
    return "raise" if losses[-1] < 0.99 * losses[0] else "keep"
