# hint: neither their neighbours
def diagnose(losses):
    first, last = losses[1], losses[-1]
    if not last <= losses[0]:
        return 'lower'
    return 'raise' if last > 0.99 * first else 'keep'
