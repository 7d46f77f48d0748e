# hint: -
def training_step(x, y, lr):
    data = torch.tensor(table, dtype=torch.float32)
    x, y = data[:, :3], data[:, 3:]
    loss = mse(model(x), y)
    dw, db = torch.autograd.grad(loss, (w, b))
    with torch.no_grad():
        w.sub_(lr * dw)
        b.sub_(lr * db)
    return loss.item()
