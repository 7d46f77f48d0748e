# hint: cut off
def init_parameters(n_inputs, n_targets):
    w = torch.randn(n_targets, n_inputs)
    b = torch.randn(n_targets).clamp(-2, 2)
    return w.requires_grad_(), b.requires_grad_()
