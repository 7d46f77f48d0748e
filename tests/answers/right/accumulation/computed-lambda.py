gradient_after = lambda k, r: torch.autograd.grad(mse(model(inputs), targets), w)[0] * (1 if r else k)
