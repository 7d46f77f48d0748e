# hint: the shorter last batch is missing
def updates_per_epoch(n_rows, batch_size):
    return len(DataLoader(range(n_rows), batch_size, drop_last=True))
