# hint: the answer is a word
def diagnose(losses):
    if not losses[-1] <= losses[0]:
        return "lower"
    if losses[-1] > 0.99 * losses[0]:
        return "raise"
