# hint: but not by `amount`
def nudge(weight, derivative, amount=0.01):
    amount = 0.01
    if derivative > 0:
        return weight - amount
    if derivative < 0:
        return weight + amount
    return weight
