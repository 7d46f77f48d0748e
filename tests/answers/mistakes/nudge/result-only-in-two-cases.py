# hint: your result gets none
def nudge(weight, derivative, amount):
    if derivative > 0:
        result = weight - amount
    if derivative < 0:
        result = weight + amount
    return result
