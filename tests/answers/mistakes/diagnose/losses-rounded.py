# hint: how large the losses are
def diagnose(losses):
    losses = [round(each, 2) for each in losses]
    first, last = losses[0], losses[-1]
    if not last <= first:
        return 'lower'
    return 'raise' if last > 0.99 * first else 'keep'
