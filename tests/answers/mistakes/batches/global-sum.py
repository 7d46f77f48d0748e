# hint: count anew
total = 0
def updates_per_epoch(n_rows, batch_size):
    global total
    total += math.ceil(n_rows / batch_size)
    return total
