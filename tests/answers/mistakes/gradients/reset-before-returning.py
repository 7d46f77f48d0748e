# hint: copy them before you reset
def gradients(inputs, targets):
    loss = mse(model(inputs), targets)
    loss.backward()
    dw, db = w.grad, b.grad
    w.grad.zero_()
    b.grad.zero_()
    return dw, db
