# hint: held within bounds
def descend(derivative, start, lr, steps):
    x = start
    positions = [x]
    for step in range(steps):
        x = x - min(lr, 0.5) * derivative(x)
        positions.append(x)
    return positions
