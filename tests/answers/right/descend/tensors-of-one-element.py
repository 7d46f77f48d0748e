def descend(derivative, start, lr, steps):
    x = torch.tensor([float(start)])
    visited = [x]
    for _ in range(steps):
        x = x - lr * derivative(x.item())
        visited.append(x)
    return visited
