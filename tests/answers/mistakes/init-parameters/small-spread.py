# hint: their spread is not
def init_parameters(n_inputs, n_targets):
    w = torch.randn(n_targets, n_inputs) * 0.01
    b = torch.randn(n_targets) * 0.01
    return w.requires_grad_(), b.requires_grad_()
