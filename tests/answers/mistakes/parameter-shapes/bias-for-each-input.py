# hint: you have a bias for each input
def parameter_shapes(inputs, targets):
    return (targets.shape[1], inputs.shape[1]), (inputs.shape[1],)
