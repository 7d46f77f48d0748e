# hint: each in brackets of its own
def parameter_shapes(inputs, targets):
    return targets.shape[1], inputs.shape[1], targets.shape[1]
