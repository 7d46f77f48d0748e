# hint: the derivative gives the direction alone
def nudge(weight, derivative, amount):
    return weight - amount * derivative
