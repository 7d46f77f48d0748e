# hint: a loss that falls well is a reason to keep
def diagnose(losses):
    if not losses[-1] <= losses[0]:
        return "lower"
    return "keep" if losses[-1] < 1e-4 * losses[0] else "raise"
