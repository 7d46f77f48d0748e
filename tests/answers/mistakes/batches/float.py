# hint: your count is a float
def updates_per_epoch(n_rows, batch_size):
    return float(math.ceil(n_rows / batch_size))
