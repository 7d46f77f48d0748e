# hint: one order is drawn
def train_model(inputs, targets, epochs, batch_size, lr):
    model = nn.Linear(inputs.shape[1], targets.shape[1])
    opt = torch.optim.SGD(model.parameters(), lr=lr)
    loader = None
    for epoch in range(epochs):
        for xb, yb in DataLoader(TensorDataset(inputs, targets), batch_size, shuffle=True, generator=torch.Generator().manual_seed(epoch // 1000)):
            loss = F.mse_loss(model(xb), yb)
            opt.zero_grad()
            loss.backward()
            opt.step()
    return model
