# hint: where the derivative is negative, a larger weight
def nudge(weight, derivative, amount):
    return weight - amount
