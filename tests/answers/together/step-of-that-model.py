def reset(parameters):
    for parameter in parameters:
        parameter.grad = None


def training_step(inputs, targets, lr):
    loss = mse(model(inputs), targets)
    loss.backward()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= lr * parameter.grad
    reset(model.parameters())
    return loss.item()
