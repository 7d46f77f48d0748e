# hint: one step an epoch, with the gradients of all
def train_model(inputs, targets, epochs, batch_size, lr):
    model = nn.Linear(inputs.shape[1], targets.shape[1])
    opt = torch.optim.SGD(model.parameters(), lr=lr)
    loader = DataLoader(TensorDataset(inputs, targets), batch_size, shuffle=True)
    for _ in range(epochs):
        opt.zero_grad()
        for xb, yb in loader:
            F.mse_loss(model(xb), yb).backward()
        opt.step()
    return model
