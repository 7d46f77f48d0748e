def updates_per_epoch(n_rows, batch_size):
    updates = 0
    while n_rows > 0:
        n_rows -= batch_size
        updates += 1
    print(updates, "updates")
    return updates
