# hint: round
def descend(derivative, start, lr, steps):
    x = start
    positions = [x]
    for step in range(steps):
        x = round(x - lr * derivative(x), 4)
        positions.append(x)
    return positions
