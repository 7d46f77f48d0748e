# hint: tells no direction
import math


def nudge(weight, derivative, amount):
    return weight - math.copysign(amount, derivative)
