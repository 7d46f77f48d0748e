import warnings
def training_step(inputs, targets, lr):
    warnings.warn("step")
    w.grad = b.grad = None
    loss = mse(model(inputs), targets)
    loss.backward()
    for p in (w, b):
        p.data -= p.grad * lr
        p.grad = None
    return loss.detach().numpy().item()
