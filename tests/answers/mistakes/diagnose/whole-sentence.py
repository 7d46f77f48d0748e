# hint: the answer is a word
def diagnose(losses):
    if not losses[-1] <= losses[0]:
        return "lower the learning rate"
    return "raise the learning rate" if losses[-1] > 0.99 * losses[0] else "keep the learning rate"
