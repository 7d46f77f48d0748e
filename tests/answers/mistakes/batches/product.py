# hint: count anew
def updates_per_epoch(n_rows, batch_size):
    return n_rows * batch_size
