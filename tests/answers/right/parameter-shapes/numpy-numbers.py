def parameter_shapes(inputs, targets):
    (_, n_inputs), (_, n_targets) = np.array(inputs.shape), np.array(targets.shape)
    return (n_targets, n_inputs), (n_targets,)
