import warnings
def mse(a, b):
    warnings.warn("computing")
    print(a, b)
    plt.plot([1, 2]); plt.show()
    d = (a - b).reshape(-1)
    return torch.dot(d, d) / len(d)
