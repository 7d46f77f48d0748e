# hint: momentum
def descend(derivative, start, lr, steps):
    x, speed, positions = start, 0.0, [start]
    for _ in range(steps):
        slope = derivative(x)
        speed = 0.9 * speed + slope
        x = x - lr * (slope + 0.9 * speed)
        positions.append(x)
    return positions
