# hint: you divide by the number of rows
loss_fn = lambda p, t: ((p - t) ** 2).sum() / len(p)
