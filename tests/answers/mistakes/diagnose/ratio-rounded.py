# hint: Do not round on the way
def diagnose(losses):
    first, last = losses[0], losses[-1]
    if not last <= first:
        return 'lower'
    return 'raise' if round(last / first, 2) > 0.99 else 'keep'
