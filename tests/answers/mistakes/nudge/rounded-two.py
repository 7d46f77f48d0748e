# hint: round
def nudge(weight, derivative, amount):
    if derivative > 0:
        return round(weight - amount, 2)
    if derivative < 0:
        return round(weight + amount, 2)
    return weight
