# hint: your weights lie on their side
def parameter_shapes(inputs, targets):
    return (inputs.shape[1], targets.shape[1]), (targets.shape[1],)
