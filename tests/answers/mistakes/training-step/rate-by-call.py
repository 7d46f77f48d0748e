# hint: earlier calls
calls = 0
def training_step(inputs, targets, lr):
    global w, b
    global calls
    calls += 1
    loss = mse(model(inputs), targets)
    loss.backward()
    with torch.no_grad():
        w -= lr * 0.99 ** calls * w.grad
        b -= lr * 0.99 ** calls * b.grad
        w.grad.zero_()
        b.grad.zero_()
    return loss.item()
