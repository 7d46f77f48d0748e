# hint: takes the slope at the start
def descend(derivative, start, lr, steps):
    x = start
    positions = [x]
    for step in range(steps):
        x = x - lr * derivative(start)
        positions.append(x)
    return positions
