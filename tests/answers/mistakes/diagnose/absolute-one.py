# hint: your limit is an amount
def diagnose(losses):
    if not losses[-1] <= losses[0]:
        return "lower"
    return "raise" if losses[0] - losses[-1] < 1 else "keep"
