# hint: only one of the two gradients is reset
def gradients(inputs, targets):
    b.grad = None
    mse(model(inputs), targets).backward()
    return w.grad.clone(), b.grad.clone()
