# hint: not called once
def gradients(inputs, targets):
    loss = mse(model(inputs), targets)
    loss.backward()
    loss.backward()
    return w.grad.clone(), b.grad.clone()
