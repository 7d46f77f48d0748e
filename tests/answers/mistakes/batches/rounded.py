# hint: rounded to the nearest
def updates_per_epoch(n_rows, batch_size):
    return round(n_rows / batch_size)
