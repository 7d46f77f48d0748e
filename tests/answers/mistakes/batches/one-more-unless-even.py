# hint: the shorter last batch is missing
def updates_per_epoch(n_rows, batch_size):
    updates = n_rows // batch_size
    if n_rows % batch_size != 0:
        updates == updates + 1
    return updates
