def gradient_after(calls, reset):
    opt = torch.optim.SGD([w, b], lr=0.0)
    opt.zero_grad()
    for _ in range(calls):
        if reset:
            opt.zero_grad(set_to_none=False)
        torch.nn.functional.mse_loss(model(inputs), targets).backward()
    return w.grad.detach()
