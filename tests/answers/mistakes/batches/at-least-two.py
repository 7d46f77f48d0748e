# hint: no limit
def updates_per_epoch(n_rows, batch_size):
    return max(2, math.ceil(n_rows / batch_size))
