# hint: a rise in between
def diagnose(losses):
    losses = losses[-5:]
    first, last = losses[0], losses[-1]
    if not last <= first:
        return 'lower'
    return 'raise' if last > 0.99 * first else 'keep'
