# hint: all your numbers are equal
def init_parameters(n_inputs, n_targets):
    return torch.zeros(n_targets, n_inputs, requires_grad=True), torch.zeros(n_targets, requires_grad=True)
