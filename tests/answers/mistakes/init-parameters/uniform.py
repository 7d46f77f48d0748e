# hint: `torch.rand` draws evenly
def init_parameters(n_inputs, n_targets):
    return torch.rand(n_targets, n_inputs, requires_grad=True), torch.rand(n_targets, requires_grad=True)
