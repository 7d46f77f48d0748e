# hint: be it by a part only
def diagnose(losses):
    first, last = losses[0], losses[-1]
    if not last <= 1.01 * first:
        return 'lower'
    return 'raise' if last > 0.99 * first else 'keep'
