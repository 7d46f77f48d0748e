# hint: earlier calls
def training_step(inputs, targets, lr, seen=[]):
    global w, b
    loss = mse(model(inputs), targets)
    loss.backward()
    with torch.no_grad():
        w -= lr * w.grad
        b -= lr * b.grad
        w.grad.zero_()
        b.grad.zero_()
    seen.append(loss.item())
    return sum(seen) / len(seen)
