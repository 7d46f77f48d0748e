# hint: inside a list
def nudge(weight, derivative, amount):
    return [weight - amount if derivative > 0 else weight + amount if derivative < 0 else weight]
