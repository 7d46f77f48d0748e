# hint: a history may end in inf or nan
def diagnose(losses):
    assert all(np.isfinite(losses)), "the loss has overflown"
    if losses[-1] > losses[0]:
        return "lower"
    return "raise" if losses[-1] > 0.99 * losses[0] else "keep"
