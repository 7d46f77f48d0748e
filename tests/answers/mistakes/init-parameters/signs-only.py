# hint: many of your numbers are equal
def init_parameters(n_inputs, n_targets):
    w = torch.randn(n_targets, n_inputs).sign()
    b = torch.randn(n_targets).sign()
    return w.requires_grad_(), b.requires_grad_()
