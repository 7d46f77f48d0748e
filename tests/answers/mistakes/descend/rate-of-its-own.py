# hint: not the `lr` that is handed in
def descend(derivative, start, lr, steps):
    x = start
    positions = [x]
    for step in range(steps):
        x = x - 0.1 * derivative(x)
        positions.append(x)
    return positions
