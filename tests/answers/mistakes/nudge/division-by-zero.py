# hint: nothing can be divided by it
def nudge(weight, derivative, amount):
    return weight - amount * derivative / abs(derivative)
