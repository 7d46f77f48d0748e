from collections import deque

def descend(derivative, start, lr, steps):
    positions = deque([float(start)])
    while len(positions) < steps + 1:
        positions.append(positions[-1] - lr * derivative(positions[-1]))
    return positions
