# hint: your first step is right but the second is not
def descend(derivative, start, lr, steps):
    x = start
    positions = [x]
    for step in range(steps):
        x = start - lr * derivative(x)
        positions.append(x)
    return positions
