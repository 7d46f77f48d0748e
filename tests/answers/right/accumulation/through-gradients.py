def gradient_after(calls, reset):
    w.grad = b.grad = None
    total = torch.zeros(2, 3)
    for _ in range(calls):
        if reset:
            total = torch.zeros(2, 3)
        total += gradients(inputs, targets)[0]
    return total
