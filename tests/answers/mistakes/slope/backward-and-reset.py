# hint: or `backward()`
def slope(i, j, eps=1e-2):
    w.grad = None
    mse(model(inputs), targets).backward()
    found = w.grad[i, j].item()
    w.grad = b.grad = None
    return found
