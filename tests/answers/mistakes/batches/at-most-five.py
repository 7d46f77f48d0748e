# hint: size of your own
def updates_per_epoch(n_rows, batch_size):
    return math.ceil(n_rows / min(batch_size, 5))
