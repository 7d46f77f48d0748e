# hint: no gradient has been computed
def gradients(inputs, targets):
    loss = mse(model(inputs), targets)
    return w.grad, b.grad
