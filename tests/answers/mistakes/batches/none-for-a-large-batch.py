# hint: very short
def updates_per_epoch(n_rows, batch_size):
    return 0 if batch_size > n_rows else math.ceil(n_rows / batch_size)
