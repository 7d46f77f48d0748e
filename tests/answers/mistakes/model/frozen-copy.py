# hint: answers the same whatever
w_copy, b_copy = torch.randn(2, 3, requires_grad=True), torch.randn(2, requires_grad=True)
def model(x):
    return x @ w_copy.t() + b_copy
