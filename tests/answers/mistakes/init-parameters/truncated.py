# hint: spread
def init_parameters(n_inputs, n_targets):
    w = torch.nn.init.trunc_normal_(torch.empty(n_targets, n_inputs), a=-2, b=2)
    b = torch.nn.init.trunc_normal_(torch.empty(n_targets), a=-2, b=2)
    return w.requires_grad_(), b.requires_grad_()
