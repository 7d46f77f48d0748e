def descend(derivative, start, lr, steps):
    x = torch.tensor([float(start)]).squeeze()
    history = []
    for k in range(steps + 1):
        history.append(x.clone())
        x -= lr * derivative(x.item())
    return history
