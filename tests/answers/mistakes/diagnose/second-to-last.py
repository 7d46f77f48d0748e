# hint: neither their neighbours
def diagnose(losses):
    first, last = losses[0], losses[-2]
    if not losses[-1] <= losses[0]:
        return 'lower'
    return 'raise' if last > 0.99 * first else 'keep'
