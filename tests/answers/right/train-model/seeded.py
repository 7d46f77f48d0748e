def train_model(inputs, targets, epochs, batch_size, lr):
    torch.manual_seed(7)
    model = nn.Linear(inputs.shape[1], targets.shape[1])
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    opt = torch.optim.SGD(model.parameters(), lr=lr, momentum=0)
    for _ in range(epochs):
        order = torch.randperm(inputs.shape[0])
        for xb, yb in zip(inputs[order].split(batch_size), targets[order].split(batch_size)):
            opt.zero_grad()
            (model(xb) - yb).square().mean().backward()
            opt.step()
    model.requires_grad_(False)
    return model
