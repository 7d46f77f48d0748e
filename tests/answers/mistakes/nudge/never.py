# hint: your weight never moves
def nudge(weight, derivative, amount):
    new_weight = weight
    if derivative > 0:
        new_weight - amount
    elif derivative < 0:
        new_weight + amount
    return new_weight
