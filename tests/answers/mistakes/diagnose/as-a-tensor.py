# hint: a plain list of floats
def diagnose(losses):
    first, last = losses[0].item(), losses[-1].item()
    if not last <= first:
        return "lower"
    return "raise" if last > 0.99 * first else "keep"
