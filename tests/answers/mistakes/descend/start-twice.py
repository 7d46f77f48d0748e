# hint: the start stands there twice
def descend(derivative, start, lr, steps):
    x = start
    positions = [start]
    for _ in range(steps):
        positions.append(x)
        x = x - lr * derivative(x)
    return positions
