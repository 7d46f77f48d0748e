# hint: earlier walks
def descend(derivative, start, lr, steps, positions=[]):
    x = start
    positions.append(x)
    for step in range(steps):
        x = x - lr * derivative(x)
        positions.append(x)
    return positions
