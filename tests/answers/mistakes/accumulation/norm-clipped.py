# hint: held back
def gradient_after(calls, reset):
    w.grad = b.grad = None
    for _ in range(calls):
        if reset:
            w.grad = b.grad = None
        mse(model(inputs), targets).backward()
    torch.nn.utils.clip_grad_norm_([w, b], 50)
    return w.grad
