# hint: the answer is a word
def diagnose(losses):
    return losses[-1] < losses[0]
