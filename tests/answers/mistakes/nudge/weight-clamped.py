# hint: within bounds
def nudge(weight, derivative, amount):
    if derivative > 0:
        return max(weight - amount, -10)
    if derivative < 0:
        return min(weight + amount, 10)
    return weight
