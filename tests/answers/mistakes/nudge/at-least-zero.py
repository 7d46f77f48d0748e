# hint: tells no direction
def nudge(weight, derivative, amount):
    return weight - amount if derivative >= 0 else weight + amount
