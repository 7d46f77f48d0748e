# hint: very short
def updates_per_epoch(n_rows, batch_size):
    return int(n_rows / batch_size + 0.99)
