# hint: handed in
table_x, table_y = inputs, targets
def training_step(inputs, targets, lr):
    global w, b
    loss = mse(model(table_x), table_y)
    loss.backward()
    with torch.no_grad():
        w -= lr * w.grad
        b -= lr * b.grad
        w.grad.zero_()
        b.grad.zero_()
    return loss.item()
