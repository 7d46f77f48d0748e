# hint: rounded
def init_parameters(n_inputs, n_targets):
    w = torch.randn(n_targets, n_inputs).half().float()
    b = torch.randn(n_targets).half().float()
    return w.requires_grad_(), b.requires_grad_()
