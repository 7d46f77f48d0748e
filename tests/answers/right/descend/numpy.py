import numpy as np


def descend(derivative, start, lr, steps):
    path = np.empty(steps + 1)
    path[0] = start
    for k in range(steps):
        path[k + 1] = path[k] - lr * derivative(path[k])
    return path
