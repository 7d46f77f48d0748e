# hint: have lost their connection
def model(x):
    return torch.tensor(x.numpy() @ w.detach().numpy().T + b.detach().numpy())
