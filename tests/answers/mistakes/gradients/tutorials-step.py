# hint: has changed `w` or `b`
def gradients(inputs, targets):
    loss = mse(model(inputs), targets)
    loss.backward()
    dw, db = w.grad.clone(), b.grad.clone()
    with torch.no_grad():
        w.sub_(1e-5 * dw)
        b.sub_(1e-5 * db)
    w.grad.zero_()
    b.grad.zero_()
    return dw, db
