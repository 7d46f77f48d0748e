# hint: not the weight's
def nudge(weight, derivative, amount):
    if derivative == 0:
        return weight
    return weight - amount if weight > 0 else weight + amount
