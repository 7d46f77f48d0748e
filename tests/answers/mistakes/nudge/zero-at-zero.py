# hint: the weight itself, not zero
def nudge(weight, derivative, amount):
    if derivative == 0:
        return 0.0
    return weight - amount if derivative > 0 else weight + amount
