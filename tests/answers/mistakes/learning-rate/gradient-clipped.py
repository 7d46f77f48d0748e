# hint: held back
def compare_learning_rates(lrs, steps=20):
    start_w, start_b = w.detach().clone(), b.detach().clone()
    losses = {}
    for lr in lrs:
        for _ in range(steps):
            loss = mse(model(inputs), targets)
            loss.backward()
            torch.nn.utils.clip_grad_norm_([w, b], 50)
            torch.optim.SGD([w, b], lr=lr).step()
            w.grad = b.grad = None
        losses[lr] = mse(model(inputs), targets).item()
        with torch.no_grad():
            w.copy_(start_w)
            b.copy_(start_b)
    return losses
