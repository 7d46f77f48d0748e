# hint: changes the list that it is given
def diagnose(losses):
    first, last = losses[0], losses[-1]
    losses.sort()
    if not last <= first:
        return 'lower'
    return 'raise' if last > 0.99 * first else 'keep'
