# hint: momentum
def descend(derivative, start, lr, steps):
    x, speed, positions = start, 0.0, [start]
    for _ in range(steps):
        speed = 0.9 * speed + derivative(x)
        x = x - lr * speed
        positions.append(x)
    return positions
