# hint: fill the same list
positions = []


def descend(derivative, start, lr, steps):
    positions.clear()
    positions.append(float(start))
    for _ in range(steps):
        positions.append(positions[-1] - lr * derivative(positions[-1]))
    return positions
