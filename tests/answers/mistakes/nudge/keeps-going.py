# hint: called again with the same numbers
path = []


def nudge(weight, derivative, amount):
    path.append(weight - amount if derivative > 0 else weight + amount if derivative < 0 else weight)
    return sum(path)
