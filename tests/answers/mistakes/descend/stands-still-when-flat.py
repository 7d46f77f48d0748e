# hint: held within bounds
def descend(derivative, start, lr, steps):
    x = start
    positions = [x]
    for step in range(steps):
        x = x - lr * derivative(x) if abs(derivative(x)) > 1e-3 else x
        positions.append(x)
    return positions
