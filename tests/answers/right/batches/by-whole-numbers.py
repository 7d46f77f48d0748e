def updates_per_epoch(n_rows, batch_size):
    full, rest = divmod(n_rows, batch_size)
    return full + 1 if rest else full
