@torch.no_grad()
def slope(row, column, step=0.01):
    kept = w.clone()
    here = mse(model(inputs), targets).item()
    w[row, column] -= step
    left = mse(model(inputs), targets).item()
    w.copy_(kept)
    print(f"{left:.2f} -> {here:.2f}")
    return (here - left) / step
