# hint: so `w` must be transposed
def model(x):
    return x * w.t() + b
