# hint: your number of steps is not
def descend(derivative, start, lr, steps):
    x = start
    positions = [x]
    for step in range(100):
        x = x - lr * derivative(x)
        positions.append(x)
    return positions
