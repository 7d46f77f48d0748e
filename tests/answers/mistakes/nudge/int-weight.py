# hint: loses its decimals
def nudge(weight, derivative, amount):
    if derivative > 0:
        return int(weight) - amount
    if derivative < 0:
        return int(weight) + amount
    return weight
