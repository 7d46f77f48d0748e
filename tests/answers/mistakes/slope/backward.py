# hint: your slope comes from `backward()`
def slope(i, j, eps=1e-2):
    loss = mse(model(inputs), targets)
    loss.backward()
    found = w.grad[i, j].item()
    w.grad.zero_()
    b.grad.zero_()
    return found
