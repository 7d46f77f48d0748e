# hint: writes into
def parameter_shapes(inputs, targets):
    inputs.t_()
    targets.t_()
    return (targets.shape[0], inputs.shape[0]), (targets.shape[0],)
