# hint: held within bounds
def descend(derivative, start, lr, steps):
    x = start
    positions = [x]
    for step in range(steps):
        new = x - lr * derivative(x)
        x = new if derivative(new) * derivative(x) >= 0 else x
        positions.append(x)
    return positions
