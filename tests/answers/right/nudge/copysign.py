from math import copysign


def nudge(weight, derivative, amount):
    if not derivative:
        return weight
    return weight - copysign(amount, derivative)
