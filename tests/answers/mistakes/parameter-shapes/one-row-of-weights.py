# hint: one row of weights is too few
def parameter_shapes(inputs, targets):
    return (inputs.shape[1],), (targets.shape[1],)
