# hint: earlier calls
speed = {}
def training_step(inputs, targets, lr):
    global w, b
    loss = mse(model(inputs), targets)
    loss.backward()
    with torch.no_grad():
        for name, p in (('w', w), ('b', b)):
            speed[name] = 0.9 * speed.get(name, 0) + p.grad
            p -= lr * speed[name]
        w.grad.zero_()
        b.grad.zero_()
    return loss.item()
