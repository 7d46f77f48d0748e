# hint: held within bounds
def descend(derivative, start, lr, steps):
    x = start
    positions = [x]
    for step in range(steps):
        move = lr * derivative(x)
        x = x - (move / 2 if abs(move) > 5 else move)
        positions.append(x)
    return positions
