def walk_down(slope, at, lr):
    while True:
        yield at
        at = at - lr * slope(at)


def descend(derivative, start, lr, steps):
    going = walk_down(derivative, start, lr)
    return [next(going) for _ in range(steps + 1)]
