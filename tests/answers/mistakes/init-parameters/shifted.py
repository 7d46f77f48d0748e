# hint: mean
def init_parameters(n_inputs, n_targets):
    w = torch.randn(n_targets, n_inputs) + 0.2
    b = torch.randn(n_targets) + 0.2
    return w.requires_grad_(), b.requires_grad_()
