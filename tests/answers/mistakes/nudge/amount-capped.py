# hint: made smaller
def nudge(weight, derivative, amount):
    if derivative > 0:
        return weight - min(amount, 1)
    if derivative < 0:
        return weight + min(amount, 1)
    return weight
