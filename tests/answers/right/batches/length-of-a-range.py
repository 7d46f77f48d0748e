def updates_per_epoch(n_rows, batch_size):
    return len(range(0, n_rows, batch_size))
