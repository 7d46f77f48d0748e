# hint: -
def updates_per_epoch(n_rows, batch_size):
    return f"{math.ceil(n_rows / batch_size)} updates"
