# hint: your parameters are NumPy arrays
def init_parameters(n_inputs, n_targets):
    return np.random.randn(n_targets, n_inputs), np.random.randn(n_targets)
