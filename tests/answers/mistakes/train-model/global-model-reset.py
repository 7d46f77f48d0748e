# hint: one and the same model
models = {}


def train_model(inputs, targets, epochs, batch_size, lr):
    shape = inputs.shape[1], targets.shape[1]
    if shape not in models:
        models[shape] = nn.Linear(*shape)
    model = models[shape]
    model.reset_parameters()
    opt = torch.optim.SGD(model.parameters(), lr=lr)
    loader = DataLoader(TensorDataset(inputs, targets), batch_size, shuffle=True)
    for epoch in range(epochs):
        for xb, yb in loader:
            loss = F.mse_loss(model(xb), yb)
            opt.zero_grad()
            loss.backward()
            opt.step()
    return model
