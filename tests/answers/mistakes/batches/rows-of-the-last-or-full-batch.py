# hint: the rows of the last batch
def updates_per_epoch(n_rows, batch_size):
    return n_rows % batch_size or batch_size
