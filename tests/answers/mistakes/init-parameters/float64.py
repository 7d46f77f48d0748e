# hint: your parameters are float64
def init_parameters(n_inputs, n_targets):
    return (torch.randn(n_targets, n_inputs, dtype=torch.float64, requires_grad=True),
            torch.randn(n_targets, dtype=torch.float64, requires_grad=True))
