from collections import deque


def descend(derivative, start, lr, steps):
    visited = deque([start], maxlen=steps + 1)
    while len(visited) <= steps:
        visited.append(visited[-1] - lr * derivative(visited[-1]))
    return visited
