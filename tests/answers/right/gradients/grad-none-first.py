def gradients(inputs, targets):
    w.grad = None
    b.grad = None
    mse(model(inputs), targets).backward()
    result = [w.grad, b.grad]
    w.grad, b.grad = None, None
    return result
