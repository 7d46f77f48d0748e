# hint: neither their neighbours
def diagnose(losses):
    first, last = losses[0], losses[-1]
    if not last <= first:
        return 'lower'
    last = min(losses)
    return 'raise' if last > 0.99 * first else 'keep'
