# hint: these are slopes, or steps
def descend(derivative, start, lr, steps):
    x, slopes = start, []
    for _ in range(steps + 1):
        slopes.append(derivative(x))
        x = x - lr * slopes[-1]
    return slopes
