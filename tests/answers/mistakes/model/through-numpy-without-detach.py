# hint: turned into NumPy, which PyTorch refuses
def model(x):
    return torch.tensor(x.numpy() @ w.numpy().T + b.numpy())
