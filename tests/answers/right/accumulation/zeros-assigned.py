def gradient_after(n, clean):
    w.grad, b.grad = torch.zeros_like(w), torch.zeros_like(b)
    i = 0
    while i < n:
        if i > 0 and clean:
            w.grad = torch.zeros_like(w)
            b.grad = torch.zeros(2)
        mse(model(inputs), targets).backward()
        i += 1
    return w.grad
