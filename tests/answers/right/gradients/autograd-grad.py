def gradients(x, y):
    print("loss", mse(model(x), y))
    return torch.autograd.grad(mse(model(x), y), [w, b])
