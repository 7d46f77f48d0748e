# hint: the shorter last batch is missing
def updates_per_epoch(n_rows, batch_size):
    return int(n_rows / batch_size)
