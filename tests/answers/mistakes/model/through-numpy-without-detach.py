# hint: does not turn into NumPy
def model(x):
    return torch.tensor(x.numpy() @ w.numpy().T + b.numpy())
