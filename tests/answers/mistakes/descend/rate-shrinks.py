# hint: the learning rate stays the same
def descend(derivative, start, lr, steps):
    x = start
    positions = [x]
    for step in range(steps):
        x = x - lr * derivative(x)
        lr *= 0.9
        positions.append(x)
    return positions
