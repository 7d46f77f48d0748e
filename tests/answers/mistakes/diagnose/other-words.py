# hint: one of
def diagnose(losses):
    if not losses[-1] <= losses[0]:
        return 'decrease'
    return 'increase' if losses[-1] > 0.99 * losses[0] else 'keep'
