# hint: very short
def updates_per_epoch(n_rows, batch_size):
    return n_rows // batch_size + (n_rows % batch_size > 1)
