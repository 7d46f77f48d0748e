def descend(derivative, start, lr, steps):
    x = torch.tensor([float(start)], dtype=torch.float64)
    positions = [x.clone()]
    for _ in range(steps):
        x = x - lr * derivative(x)
        positions.append(x.clone())
    return positions
