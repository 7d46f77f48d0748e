# hint: less than one percent over the whole history goes unnoticed
def diagnose(losses):
    if not losses[-1] <= losses[0]:
        return "lower"
    return "raise" if losses[-1] == losses[0] else "keep"
