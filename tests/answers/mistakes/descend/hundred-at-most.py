# hint: ends too soon
def descend(derivative, start, lr, steps):
    x = start
    positions = [x]
    for step in range(min(steps, 100)):
        x = x - lr * derivative(x)
        positions.append(x)
    return positions
