def train(epochs, lr):
    optimizer = torch.optim.SGD([w, b], lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(model(inputs), targets)
        loss.backward()
        optimizer.step()
        losses.append(float(loss))
        if epoch % 100 == 0:
            print(epoch, losses[-1])
    optimizer.zero_grad()
    return losses
