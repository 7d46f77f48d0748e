# hint: walk of an earlier call comes back
_paths = {}
def descend(derivative, start, lr, steps):
    key = (start, lr, steps)
    if key not in _paths:
        xs = [float(start)]
        for _ in range(steps):
            xs.append(float(xs[-1] - lr * derivative(xs[-1])))
        _paths[key] = xs
    return list(_paths[key])
