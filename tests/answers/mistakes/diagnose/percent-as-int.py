# hint: may end in inf or nan
def diagnose(losses):
    percent = int(100 * (losses[-1] - losses[0]) / losses[0])
    if percent > 0:
        return "lower"
    return "raise" if percent > -1 else "keep"
