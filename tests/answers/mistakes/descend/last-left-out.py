# hint: one position is missing
def descend(derivative, start, lr, steps):
    x = start
    positions = [x]
    for step in range(1, steps):
        x = x - lr * derivative(x)
        positions.append(x)
    return positions
