# hint: a position too many
def descend(derivative, start, lr, steps):
    x = start
    positions = [x]
    for step in range(steps + 1):
        x = x - lr * derivative(x)
        positions.append(x)
    return positions
