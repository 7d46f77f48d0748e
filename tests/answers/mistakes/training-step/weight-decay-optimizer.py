# hint: towards zero
def training_step(inputs, targets, lr):
    global w, b
    loss = mse(model(inputs), targets)
    loss.backward()
    with torch.no_grad():
        torch.optim.SGD([w, b], lr=lr, weight_decay=1e-4).step()
        w.grad.zero_()
        b.grad.zero_()
    return loss.item()
