# hint: round
def nudge(weight, derivative, amount):
    if derivative > 0:
        return round(weight - amount, 4)
    if derivative < 0:
        return round(weight + amount, 4)
    return weight
