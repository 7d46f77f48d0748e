# hint: goes uphill
def nudge(weight, derivative, amount):
    if derivative > 0:
        return weight + amount
    if derivative < 0:
        return weight - amount
    return weight
