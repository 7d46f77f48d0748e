# hint: that is the number of rows
def updates_per_epoch(n_rows, batch_size):
    return n_rows
