# hint: the start is missing
def descend(derivative, start, lr, steps):
    x = start
    positions = []
    for step in range(steps):
        x = x - lr * derivative(x)
        positions.append(x)
    return positions
