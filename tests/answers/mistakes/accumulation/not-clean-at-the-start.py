# hint: begin with a reset
def gradient_after(calls, reset):
    for _ in range(calls):
        if reset:
            w.grad = None
        mse(model(inputs), targets).backward()
    return w.grad
