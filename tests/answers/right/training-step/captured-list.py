held = [w, b] if "w" in globals() else None
def training_step(x, y, lr):
    ps = held if held is not None and held[0] is w else [w, b]
    loss = mse(model(x), y)
    loss.backward()
    with torch.no_grad():
        for p in ps:
            p -= lr * p.grad
            p.grad.zero_()
    return loss.item()
