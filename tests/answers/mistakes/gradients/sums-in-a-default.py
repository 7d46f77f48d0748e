# hint: earlier calls have a part
def gradients(inputs, targets, seen=[]):
    dw, db = torch.autograd.grad(mse(model(inputs), targets), (w, b))
    seen.append((dw, db))
    return sum(s[0] for s in seen) / 1, sum(s[1] for s in seen) / 1
