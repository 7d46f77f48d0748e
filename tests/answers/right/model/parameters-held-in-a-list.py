if "w" in globals():
    params = [w, b]
def model(x):
    return torch.matmul(w, x.T).T + b
