def nudge(weight, derivative, amount):
    if np.isclose(derivative, 0):
        return weight
    return weight + amount if derivative < 0 else weight - amount
