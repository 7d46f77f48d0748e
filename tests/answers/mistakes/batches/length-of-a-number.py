# hint: both arguments are plain numbers
def updates_per_epoch(n_rows, batch_size):
    return math.ceil(len(n_rows) / batch_size)
