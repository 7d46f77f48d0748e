# hint: depends on how many epochs
def diagnose(losses):
    if not losses[-1] <= losses[0]:
        return "lower"
    return "raise" if (losses[0] - losses[-1]) / len(losses) < 0.01 * losses[0] else "keep"
