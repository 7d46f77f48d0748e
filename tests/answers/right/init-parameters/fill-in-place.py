def init_parameters(n_inputs, n_targets):
    w = torch.empty(n_targets, n_inputs).normal_()
    b = torch.normal(mean=torch.zeros(n_targets), std=1.0)
    for p in (w, b):
        p.requires_grad_()
    return w, b
