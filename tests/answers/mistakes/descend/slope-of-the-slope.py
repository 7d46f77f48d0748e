# hint: the derivative already
def descend(derivative, start, lr, steps):
    positions = [start]
    for _ in range(steps):
        x, h = positions[-1], 1e-4
        slope = (derivative(x + h) - derivative(x)) / h
        positions.append(x - lr * slope)
    return positions
