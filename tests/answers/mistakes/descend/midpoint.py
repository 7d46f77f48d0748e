# hint: begins
def descend(derivative, start, lr, steps):
    x = start
    positions = [x]
    for step in range(steps):
        x = x - lr * derivative(x - lr / 2 * derivative(x))
        positions.append(x)
    return positions
