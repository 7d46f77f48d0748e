# hint: With `steps` 0 no step is taken
def descend(derivative, start, lr, steps):
    positions = [0.0] * (steps + 1)
    positions[0] = start
    positions[1] = start - lr * derivative(start)
    for k in range(2, steps + 1):
        positions[k] = positions[k - 1] - lr * derivative(positions[k - 1])
    return positions
