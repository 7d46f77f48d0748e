# hint: beside its own targets
def train_model(inputs, targets, epochs, batch_size, lr):
    model = nn.Linear(inputs.shape[1], targets.shape[1])
    opt = torch.optim.SGD(model.parameters(), lr=lr)
    loader = None
    for epoch in range(epochs):
        for xb, yb in zip(inputs[torch.randperm(len(inputs))].split(batch_size), targets[torch.randperm(len(inputs))].split(batch_size)):
            loss = F.mse_loss(model(xb), yb)
            opt.zero_grad()
            loss.backward()
            opt.step()
    return model
