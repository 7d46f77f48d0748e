# hint: border is a fall of one percent
def diagnose(losses):
    first, last = losses[0], losses[-1]
    if not last <= first:
        return 'lower'
    return 'raise' if last > 0.95 * first else 'keep'
