# hint: round
def descend(derivative, start, lr, steps):
    x = start
    positions = [x]
    for step in range(steps):
        x = x - lr * derivative(x)
        positions.append(round(x, 4))
    return positions
