# hint: the last position alone
def descend(derivative, start, lr, steps):
    x = start
    positions = [x]
    for step in range(steps):
        x = x - lr * derivative(x)
        positions.append(x)
    return x
