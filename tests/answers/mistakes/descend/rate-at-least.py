# hint: held within bounds
def descend(derivative, start, lr, steps):
    positions = [float(start)]
    for _ in range(steps):
        positions.append(positions[-1] - max(lr, 1e-6) * derivative(positions[-1]))
    return positions
