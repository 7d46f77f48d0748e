# hint: -
def diagnose(losses):
    half = len(losses) // 2
    first, last = sum(losses[:half]) / half, sum(losses[half:]) / (len(losses) - half)
    if not last <= first:
        return 'lower'
    return 'raise' if last > 0.99 * first else 'keep'
