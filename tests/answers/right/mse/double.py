def mse(t1, t2):
    return (t1.double() - t2.double()).square().mean()
