def train_model(x, y, epochs, size, lr):
    w = torch.zeros(y.shape[1], x.shape[1], requires_grad=True)
    b = torch.zeros(y.shape[1], requires_grad=True)
    for epoch in range(epochs):
        order = torch.randperm(len(x))
        for start in range(0, len(x), size):
            some = order[start:start + size]
            loss = ((x[some] @ w.t() + b - y[some]) ** 2).mean()
            loss.backward()
            with torch.no_grad():
                w -= lr * w.grad
                b -= lr * b.grad
                w.grad = b.grad = None
    return lambda rows: rows @ w.t() + b
