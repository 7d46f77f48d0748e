def nudge(weight, derivative, amount):
    try:
        return weight - amount * derivative / abs(derivative)
    except ZeroDivisionError:
        return weight
