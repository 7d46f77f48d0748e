def fit(epochs, model, opt, loader):
    history = []
    for epoch in range(epochs):
        for xb, yb in loader:
            opt.zero_grad()
            loss = F.mse_loss(model(xb), yb)
            loss.backward()
            opt.step()
            history.append(loss.item())
        print(epoch, history[-1])
    return history
def train_model(inputs, targets, epochs=10, batch_size=32, lr=0.01):
    model = nn.Sequential(nn.Linear(inputs.shape[1], targets.shape[1]))
    loader = DataLoader(list(zip(inputs, targets)), batch_size, shuffle=True)
    plt.plot(fit(epochs, model, torch.optim.SGD(model.parameters(), lr=lr), loader))
    plt.show()
    return model
