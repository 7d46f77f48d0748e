# hint: RuntimeError
def gradients(inputs, targets):
    with torch.no_grad():
        loss = mse(model(inputs), targets)
    loss.backward()
    return w.grad.clone(), b.grad.clone()
