def descend(derivative, start, lr, steps):
    x = torch.tensor([float(start)], dtype=torch.float64)
    visited = [x]
    for _ in range(steps):
        x = x - lr * derivative(float(x))
        visited.append(x)
    return torch.stack(visited)
