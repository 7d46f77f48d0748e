# hint: ends too soon
def descend(derivative, start, lr, steps):
    x = start
    positions = [x]
    for step in range(steps):
        if abs(x) > 100:
            break
        x = x - lr * derivative(x)
        positions.append(x)
    return positions
