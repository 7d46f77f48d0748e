# hint: cuts the gradients
def model(x):
    y = x @ w.t() + b
    if y.requires_grad:
        y.register_hook(lambda g: g.clamp(-10, 10))
    return y
