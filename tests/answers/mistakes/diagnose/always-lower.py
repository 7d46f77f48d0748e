# hint: your advice is always the same
def diagnose(losses):
    return "lower"
