# hint: round
def nudge(weight, derivative, amount):
    step = (derivative > 0) - (derivative < 0)
    return round(weight - step * amount, 3)
