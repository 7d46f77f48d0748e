# hint: -
seen = []


def diagnose(losses):
    seen.extend(losses)
    first, last = seen[0], seen[-1]
    if not last <= first:
        return 'lower'
    return 'raise' if last > 0.99 * first else 'keep'
