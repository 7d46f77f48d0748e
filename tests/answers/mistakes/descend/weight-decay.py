# hint: towards zero
def descend(derivative, start, lr, steps):
    x = start
    positions = [x]
    for step in range(steps):
        x = x - lr * (derivative(x) + 0.01 * x)
        positions.append(x)
    return positions
