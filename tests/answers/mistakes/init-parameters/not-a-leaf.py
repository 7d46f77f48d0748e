# hint: gradients arrive only in leaf
def init_parameters(n_inputs, n_targets):
    w = torch.randn(n_targets, n_inputs, requires_grad=True) * 1.0
    b = torch.randn(n_targets, requires_grad=True) * 1.0
    return w, b
