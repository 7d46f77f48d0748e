# hint: your count is a float
def updates_per_epoch(n_rows, batch_size):
    return torch.ceil(torch.tensor(n_rows / batch_size))
