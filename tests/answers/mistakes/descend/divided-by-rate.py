# hint: not the `lr` that is handed in
def descend(derivative, start, lr, steps):
    x = start
    positions = [x]
    for step in range(steps):
        x = x - derivative(x) / lr
        positions.append(x)
    return positions
