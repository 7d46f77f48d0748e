# hint: same numbers
bias = {}
def init_parameters(n_inputs, n_targets):
    b = bias.setdefault(n_targets, torch.randn(n_targets))
    return torch.randn(n_targets, n_inputs, requires_grad=True), b.clone().requires_grad_()
