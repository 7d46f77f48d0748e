# hint: or `backward()`
def slope(i, j, eps=1e-2):
    with torch.enable_grad():
        copy = w.detach().clone().requires_grad_()
        loss = ((inputs @ copy.T + b.detach() - targets) ** 2).mean()
        return torch.autograd.grad(loss, copy)[0][i, j].item()
