# hint: follow from an earlier call
last = {}
def init_parameters(n_inputs, n_targets):
    b = torch.randn(n_targets)
    w = torch.randn(n_targets, n_inputs)
    if (n_inputs, n_targets) in last:
        w = 0.8 * last[n_inputs, n_targets] + 0.6 * w
    last[n_inputs, n_targets] = w.clone()
    return w.requires_grad_(), b.requires_grad_()
