# hint: scaled down
def gradients(inputs, targets):
    w.grad = b.grad = None
    mse(model(inputs), targets).backward()
    torch.nn.utils.clip_grad_norm_([w, b], 50)
    return w.grad.clone(), b.grad.clone()
