# hint: only two or three losses
def diagnose(losses):
    if len(losses) < 3:
        return 'keep'
    first, last = losses[0], losses[-1]
    if not last <= first:
        return 'lower'
    return 'raise' if last > 0.99 * first else 'keep'
