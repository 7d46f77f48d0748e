# hint: you move the derivative
def nudge(weight, derivative, amount):
    if derivative > 0:
        return derivative - amount
    if derivative < 0:
        return derivative + amount
    return weight
