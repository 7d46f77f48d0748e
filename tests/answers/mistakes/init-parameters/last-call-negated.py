# hint: follow from an earlier call
last = {}
def init_parameters(n_inputs, n_targets):
    key = n_inputs, n_targets
    if key in last:
        w, b = -last.pop(key)[0], torch.randn(n_targets)
    else:
        w, b = torch.randn(n_targets, n_inputs), torch.randn(n_targets)
        last[key] = w.clone(), b
    return w.requires_grad_(), b.requires_grad_()
