def descend(derivative, start, lr, steps):
    x = float(start)
    visited = [x]
    for step in range(steps):
        x -= lr * derivative(x)
        visited.append(x)
    return visited
