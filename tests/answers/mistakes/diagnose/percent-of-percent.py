# hint: less than one percent over the whole history goes unnoticed
def diagnose(losses):
    if not losses[-1] <= losses[0]:
        return "lower"
    return "raise" if 100 * (losses[0] - losses[-1]) / losses[0] < 0.01 else "keep"
