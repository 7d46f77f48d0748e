# hint: standardised once more
def train_model(inputs, targets, epochs, batch_size, lr):
    inputs = (inputs - inputs.mean(0)) / inputs.std(0)
    model = nn.Linear(inputs.shape[1], targets.shape[1])
    opt = torch.optim.SGD(model.parameters(), lr=lr)
    loader = DataLoader(TensorDataset(inputs, targets), batch_size, shuffle=True)
    for epoch in range(epochs):
        for xb, yb in loader:
            loss = F.mse_loss(model(xb), yb)
            opt.zero_grad()
            loss.backward()
            opt.step()
    return model
