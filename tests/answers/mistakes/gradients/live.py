# hint: you hand out `.grad` itself
def gradients(inputs, targets):
    if w.grad is not None:
        w.grad.zero_()
        b.grad.zero_()
    loss = mse(model(inputs), targets)
    loss.backward()
    return w.grad, b.grad
