import warnings
def model(x):
    warnings.warn("slow")
    columns = []
    for t in range(2):
        columns.append(w[t, 0] * x[:, 0] + w[t, 1] * x[:, 1] + w[t, 2] * x[:, 2] + b[t])
    return torch.stack(columns, 1)
