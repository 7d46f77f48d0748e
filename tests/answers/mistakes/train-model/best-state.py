# hint: not the best
def train_model(inputs, targets, epochs, batch_size, lr):
    import copy
    best, state = float('inf'), None
    model = nn.Linear(inputs.shape[1], targets.shape[1])
    opt = torch.optim.SGD(model.parameters(), lr=lr)
    loader = DataLoader(TensorDataset(inputs, targets), batch_size, shuffle=True)
    for epoch in range(epochs):
        for xb, yb in loader:
            loss = F.mse_loss(model(xb), yb)
            opt.zero_grad()
            loss.backward()
            opt.step()
        if loss.item() < best:
            best, state = loss.item(), copy.deepcopy(model.state_dict())
    return (model.load_state_dict(state), model)[1]
