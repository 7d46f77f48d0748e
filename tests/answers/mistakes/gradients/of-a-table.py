# hint: RuntimeError
def gradients(inputs, targets):
    ((model(inputs) - targets) ** 2).backward()
    return w.grad.clone(), b.grad.clone()
