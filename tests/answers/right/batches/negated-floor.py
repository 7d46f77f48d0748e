updates_per_epoch = lambda rows, size: -(-rows // size)
