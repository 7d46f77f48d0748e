# hint: changes the list that it is given
def diagnose(losses):
    losses.reverse()
    last, first = losses[0], losses[-1]
    if not last <= first:
        return 'lower'
    return 'raise' if last > 0.99 * first else 'keep'
