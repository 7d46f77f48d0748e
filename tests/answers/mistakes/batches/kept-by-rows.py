# hint: count anew
known = {}
def updates_per_epoch(n_rows, batch_size):
    return known.setdefault(n_rows, math.ceil(n_rows / batch_size))
