# hint: return the weight that has moved
def nudge(weight, derivative, amount):
    if derivative > 0:
        return -amount
    if derivative < 0:
        return amount
    return weight
