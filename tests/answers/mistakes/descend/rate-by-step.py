# hint: the learning rate stays the same
def descend(derivative, start, lr, steps):
    x = start
    positions = [x]
    for step in range(steps):
        x = x - lr / (step + 1) * derivative(x)
        positions.append(x)
    return positions
