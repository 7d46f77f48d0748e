mse = lambda t1, t2: (t2 - t1).pow(2).mean()
