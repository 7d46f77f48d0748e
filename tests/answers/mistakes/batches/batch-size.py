# hint: the size of a batch
def updates_per_epoch(n_rows, batch_size):
    return batch_size
