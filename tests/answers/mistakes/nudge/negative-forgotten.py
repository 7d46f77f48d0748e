# hint: your weight has not moved; where the derivative is negative
def nudge(weight, derivative, amount):
    if derivative > 0:
        weight = weight - amount
    return weight
