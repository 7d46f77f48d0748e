# hint: an unmoved weight is the weight itself
def nudge(weight, derivative, amount):
    if derivative > 0:
        return weight - amount
    if derivative < 0:
        return weight + amount
    return 0
