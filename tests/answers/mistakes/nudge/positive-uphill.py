# hint: where the derivative is positive, a smaller weight
def nudge(weight, derivative, amount):
    if derivative == 0:
        return weight
    return weight + amount
