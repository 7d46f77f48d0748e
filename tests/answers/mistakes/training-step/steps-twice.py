# hint: one call takes two steps
def training_step(inputs, targets, lr):
    for turn in range(2):
        loss = mse(model(inputs), targets)
        if turn == 0:
            first = loss.item()
        loss.backward()
        with torch.no_grad():
            for p in (w, b):
                p -= lr * p.grad
                p.grad.zero_()
    return first
