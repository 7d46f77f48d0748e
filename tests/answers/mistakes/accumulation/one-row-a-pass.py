# hint: no multiple of the loss's gradient
def gradient_after(calls, reset):
    w.grad = None
    for row in range(calls):
        if reset:
            w.grad = None
        mse(model(inputs[row:row + 1]), targets[row:row + 1]).backward()
    return w.grad
