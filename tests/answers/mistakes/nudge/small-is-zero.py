# hint: moves at some derivatives only
def nudge(weight, derivative, amount):
    if abs(derivative) < 1e-3:
        return weight
    return weight - amount if derivative > 0 else weight + amount
