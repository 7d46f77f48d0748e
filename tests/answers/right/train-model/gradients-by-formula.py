def train_model(inputs, targets, epochs, batch_size, lr):
    rng = np.random.default_rng()
    x = np.column_stack([inputs.numpy(), np.ones(len(inputs))])
    y, w = targets.numpy(), np.zeros((x.shape[1], targets.shape[1]))
    for _ in range(epochs):
        order = rng.permutation(len(x))
        for start in range(0, len(x), batch_size):
            some = order[start:start + batch_size]
            off = x[some] @ w - y[some]
            w -= lr * 2 * x[some].T @ off / off.size
    model = nn.Linear(inputs.shape[1], targets.shape[1])
    with torch.no_grad():
        model.weight.copy_(torch.tensor(w[:-1].T))
        model.bias.copy_(torch.tensor(w[-1]))
    return model
