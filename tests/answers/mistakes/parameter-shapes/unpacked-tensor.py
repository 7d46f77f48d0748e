# hint: a tensor unpacks into its rows
def parameter_shapes(inputs, targets):
    n, n_inputs = inputs
    n, n_targets = targets
    return (n_targets, n_inputs), (n_targets,)
