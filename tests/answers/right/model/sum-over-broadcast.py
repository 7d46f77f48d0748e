def model(x):
    return (x[:, None, :] * w[None]).sum(dim=-1) + b
