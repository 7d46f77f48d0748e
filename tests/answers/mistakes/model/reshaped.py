# hint: only pour the numbers
def model(x):
    return x @ w.reshape(3, 2) + b
