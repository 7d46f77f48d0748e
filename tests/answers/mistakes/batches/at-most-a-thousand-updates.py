# hint: no limit
def updates_per_epoch(n_rows, batch_size):
    return min(math.ceil(n_rows / batch_size), 1000)
