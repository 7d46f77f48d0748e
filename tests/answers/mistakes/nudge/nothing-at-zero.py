# hint: where the derivative is zero, too
def nudge(weight, derivative, amount):
    if derivative > 0:
        return weight - amount
    elif derivative < 0:
        return weight + amount
