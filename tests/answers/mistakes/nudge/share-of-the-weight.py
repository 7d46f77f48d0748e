# hint: by a share of itself
def nudge(weight, derivative, amount):
    if derivative > 0:
        return weight * (1 - amount)
    if derivative < 0:
        return weight * (1 + amount)
    return weight
