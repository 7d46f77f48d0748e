def model(x):
    return (x.double() @ w.double().t() + b.double()).float()
