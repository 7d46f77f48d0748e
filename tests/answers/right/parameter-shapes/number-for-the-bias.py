def parameter_shapes(inputs, targets):
    n_targets = targets.shape[1]
    return (n_targets, inputs.shape[1]), n_targets
