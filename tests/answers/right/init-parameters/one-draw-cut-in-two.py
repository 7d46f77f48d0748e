def init_parameters(n_inputs, n_targets):
    numbers = torch.randn(n_targets, n_inputs + 1)
    return numbers[:, :-1].clone().requires_grad_(), numbers[:, -1].clone().requires_grad_()
