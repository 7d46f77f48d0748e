# hint: your limit is an amount
def diagnose(losses):
    first, last = losses[0], losses[-1]
    if not last <= first < 1e4:
        return 'lower'
    return 'raise' if last > 0.99 * first else 'keep'
