# hint: held within bounds
def descend(derivative, start, lr, steps):
    x = start
    positions = [x]
    for step in range(steps):
        x = x - lr * max(-10, min(10, derivative(x)))
        positions.append(x)
    return positions
