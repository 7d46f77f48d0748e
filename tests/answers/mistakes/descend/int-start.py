# hint: decimals
def descend(derivative, start, lr, steps):
    x = int(start)
    positions = [float(start)]
    for step in range(steps):
        x = x - lr * derivative(x)
        positions.append(x)
    return positions
