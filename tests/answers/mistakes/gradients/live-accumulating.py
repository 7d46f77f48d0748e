# hint: you hand out `.grad` itself
def gradients(inputs, targets):
    loss = mse(model(inputs), targets)
    loss.backward()
    return w.grad, b.grad
