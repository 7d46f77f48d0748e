# hint: or `backward()`
def slope(i, j, eps=1e-2):
    (dw,) = torch.autograd.grad(mse(model(inputs), targets), [w])
    return dw[i, j].item()
