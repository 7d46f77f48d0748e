def descend(derivative, start, lr, steps):
    here = torch.tensor(float(start))
    path = [here]
    while len(path) <= steps:
        here = here - lr * derivative(here)
        path.append(here)
    return torch.stack(path)
