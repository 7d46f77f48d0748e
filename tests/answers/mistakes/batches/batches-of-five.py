# hint: batches of a size of your own
def updates_per_epoch(n_rows, batch_size):
    return math.ceil(n_rows / 5)
