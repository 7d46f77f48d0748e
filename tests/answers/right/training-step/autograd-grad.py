def training_step(x, y, lr):
    loss = mse(model(x), y)
    dw, db = torch.autograd.grad(loss, (w, b))
    with torch.no_grad():
        w.sub_(lr * dw)
        b.sub_(lr * db)
    print(f"loss {loss}")
    return float(loss)
