# hint: a loss that has become nan is not noticed
def diagnose(losses):
    if losses[-1] == float("nan") or losses[-1] > losses[0]:
        return "lower"
    if losses[0] - losses[-1] < 0.01 * losses[0]:
        return "raise"
    return "keep"
