# hint: moves at some derivatives only
def nudge(weight, derivative, amount):
    if derivative > 1e-5:
        return weight - amount
    if derivative < -1e-5:
        return weight + amount
    return weight
