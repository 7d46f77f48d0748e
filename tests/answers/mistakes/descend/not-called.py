# hint: is a function: call it
def descend(derivative, start, lr, steps):
    x = start
    positions = [x]
    for step in range(steps):
        x = x - lr * derivative
        positions.append(x)
    return positions
