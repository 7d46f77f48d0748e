# hint: a rise in between
def diagnose(losses):
    if any(not (later <= earlier) for earlier, later in zip(losses, losses[1:])):
        return "lower"
    return "raise" if losses[-1] > 0.99 * losses[0] else "keep"
