# hint: very short
def updates_per_epoch(n_rows, batch_size):
    return math.ceil(round(n_rows / batch_size, 3))
