# hint: earlier walks
positions = []


def descend(derivative, start, lr, steps):
    x = start
    positions.append(x)
    for step in range(steps):
        x = x - lr * derivative(x)
        positions.append(x)
    return positions
