# hint: after many epochs
def train_model(inputs, targets, epochs, batch_size, lr):
    model = nn.Linear(inputs.shape[1], targets.shape[1])
    opt = torch.optim.SGD(model.parameters(), lr=lr)
    dl = DataLoader(TensorDataset(inputs, targets), batch_size=batch_size, shuffle=True)
    before = None
    for epoch in range(epochs):
        total = 0.0
        for xb, yb in dl:
            loss = F.mse_loss(model(xb), yb)
            opt.zero_grad()
            loss.backward()
            opt.step()
            total += loss.item()
        if before is not None and abs(before - total) < 0.01 * before:
            break
        before = total
    return model
