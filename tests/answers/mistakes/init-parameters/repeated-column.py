# hint: copies of others
def init_parameters(n_inputs, n_targets):
    w = torch.randn(n_targets, 1).repeat(1, n_inputs)
    return w.requires_grad_(), torch.randn(n_targets, requires_grad=True)
