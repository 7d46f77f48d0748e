# hint: or `backward()`
def slope(i, j, eps=1e-2):
    with torch.no_grad():
        off = inputs @ w.T + b - targets
        return (2 * (off[:, i] * inputs[:, j]).sum() / off.numel()).item()
