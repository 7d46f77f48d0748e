def gradients(inputs, targets):
    def loss(w, b):
        return ((inputs @ w.t() + b - targets) ** 2).mean()
    return torch.func.grad(loss, argnums=(0, 1))(w.detach(), b.detach())
