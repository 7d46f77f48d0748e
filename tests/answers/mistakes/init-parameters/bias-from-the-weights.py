# hint: copies of others
def init_parameters(n_inputs, n_targets):
    w = torch.randn(n_targets, n_inputs, requires_grad=True)
    return w, w.detach()[:, 0].clone().requires_grad_()
