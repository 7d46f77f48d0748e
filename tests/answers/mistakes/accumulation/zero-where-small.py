# hint: small parts of it are left out
def gradient_after(calls, reset):
    w.grad = b.grad = None
    for _ in range(calls):
        if reset:
            w.grad = b.grad = None
        mse(model(inputs), targets).backward()
    return torch.where(w.grad.abs() < 1e-3, 0 * w.grad, w.grad)
