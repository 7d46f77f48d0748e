# hint: within bounds
def nudge(weight, derivative, amount):
    if derivative > 0:
        return max(weight - amount, 0)
    if derivative < 0:
        return weight + amount
    return weight
