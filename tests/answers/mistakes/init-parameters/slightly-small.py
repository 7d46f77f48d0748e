# hint: spread
def init_parameters(n_inputs, n_targets):
    w = 0.9 * torch.randn(n_targets, n_inputs)
    b = 0.9 * torch.randn(n_targets)
    return w.requires_grad_(), b.requires_grad_()
