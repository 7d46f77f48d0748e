# hint: a loss that has become nan is not noticed
def diagnose(losses):
    if losses[-1] > losses[0]:
        return "lower"
    if losses[-1] > 0.99 * losses[0]:
        return "raise"
    return "keep"
