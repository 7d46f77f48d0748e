# hint: have changed places
def updates_per_epoch(n_rows, batch_size):
    return batch_size // n_rows
