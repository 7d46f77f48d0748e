# hint: only one of the two
def gradients(inputs, targets):
    w.grad = None
    mse(model(inputs), targets).backward()
    return w.grad.clone(), b.grad.clone()
