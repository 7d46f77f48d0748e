# hint: tells no direction
def nudge(weight, derivative, amount):
    if derivative > 0:
        return weight - amount
    else:
        return weight + amount
