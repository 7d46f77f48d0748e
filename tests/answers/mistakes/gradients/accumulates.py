# hint: a second call gives twice
def gradients(inputs, targets):
    loss = mse(model(inputs), targets)
    loss.backward()
    return w.grad.clone(), b.grad.clone()
